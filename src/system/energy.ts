/**
 * Energy of a device in one round (theory 1): E_k(b) = e_k + p_k u_k / r_k(b), with the compute energy
 * e_k = kappa f_k^2 cycles. Receiving costs nothing in this model.
 */

export interface Processor {
  /** f_k, cycles a second. */
  readonly cyclesPerS: number;
  /** Floating-point operations a cycle. */
  readonly flopPerCycle: number;
  /** kappa, effective switched capacitance in J s^2 per cycle^3 (about 1e-28 for a phone). */
  readonly capacitance: number;
}

/** Floating-point operations a second of a device. */
export function deviceFlopPerS(processor: Processor): number {
  return processor.cyclesPerS * processor.flopPerCycle;
}

/** e_k in J for the given number of floating-point operations. */
export function computeEnergyJ(processor: Processor, flop: number): number {
  return processor.capacitance * processor.cyclesPerS ** 2 * (flop / processor.flopPerCycle);
}
