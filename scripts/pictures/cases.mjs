/** The problems that the pictures show. */

/** docs/solvers.md works it by hand. */
export const THREE = {
  bandwidthHz: 1e6,
  penaltyWeight: 1,
  penalty: { kind: 'linear' },
  delayPrice: 1,
  delayKind: 'synchronous',
  devices: [device('near', 0.3, 5e6, 5e5), device('middle', 0.5, 2e6, 5e5), device('far', 0.05, 5e5, 1e5)],
};

/** Ten phones on 5 MHz, the first with the best channel; slower ones need longer before they can send. */
export const TEN = {
  bandwidthHz: 5e6,
  penaltyWeight: 4,
  penalty: { kind: 'quadratic' },
  delayPrice: 1,
  delayKind: 'synchronous',
  devices: Array.from({ length: 10 }, (_, k) => ({
    ...device(`phone-${String(k + 1).padStart(2, '0')}`, 0.1, 8e7 * 0.55 ** k, 6e5),
    fixedDelayS: 0.06 + 0.05 * ((7 * k) % 5),
  })),
};

function device(id, share, snrHz, uplinkBits) {
  return { id, share, snrHz, uplinkBits, fixedDelayS: 0.1, transmitPowerW: 0.2, fixedEnergyJ: 0 };
}
