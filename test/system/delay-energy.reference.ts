/** Delay, energy and link of a device against hand counts: every part of a_k and e_k is there, once, to the right power. */
import { describe, expect, it } from 'vitest';
import { fixedDelayS } from '../../src/system/delay.js';
import { computeEnergyJ, deviceFlopPerS } from '../../src/system/energy.js';
import { snrHz } from '../../src/system/link.js';

describe('what no uplink bandwidth shortens', () => {
  const rates = { deviceFlopPerS: 1e10, serverFlopPerS: 1e12 };
  const downlink = { bandwidthHz: 1e6, snrHz: 3e6 };

  it('is device compute, server compute and downlink together', () => {
    // 2e9/1e10 = 0.2 s, 3e12/1e12 = 3 s, 4e6 bit at 1 MHz * log2(1 + 3) = 2 Mbit/s: 2 s
    const work = { deviceFlop: 2e9, serverFlop: 3e12, downlinkBits: 4e6 };
    expect(fixedDelayS(work, rates, downlink)).toBeCloseTo(5.2, 12);
    expect(fixedDelayS({ ...work, deviceFlop: 0 }, rates, downlink)).toBeCloseTo(5, 12);
    expect(fixedDelayS({ ...work, serverFlop: 0 }, rates, downlink)).toBeCloseTo(2.2, 12);
    expect(fixedDelayS({ ...work, downlinkBits: 0 }, rates, downlink)).toBeCloseTo(3.2, 12);
  });

  it('sends the downlink no faster than the radio can', () => {
    const work = { deviceFlop: 0, serverFlop: 0, downlinkBits: 4e6 };
    // Capped at 1 bit/s/Hz: 4 s. A gap of 10 log10(3) dB makes 3 MHz of SNR to 1 MHz: log2(2) = 1, 4 s again.
    expect(fixedDelayS(work, rates, { ...downlink, maxSpectralEfficiency: 1 })).toBeCloseTo(4, 12);
    expect(fixedDelayS(work, rates, { ...downlink, snrGap: 10 * Math.log10(3) })).toBeCloseTo(4, 12);
  });
});

describe('what computing costs a device', () => {
  it('is kappa f^2 for each cycle', () => {
    // 8e9 FLOP at 8 a cycle are 1e9 cycles of 1e-28 * (2e9)^2 = 4e-10 J
    const processor = { cyclesPerS: 2e9, flopPerCycle: 8, capacitance: 1e-28 };
    expect(computeEnergyJ(processor, 8e9)).toBeCloseTo(0.4, 12);
    expect(computeEnergyJ({ ...processor, cyclesPerS: 1e9 }, 8e9)).toBeCloseTo(0.1, 12);
    expect(deviceFlopPerS(processor)).toBe(16e9);
  });
});

describe('the SNR of a link', () => {
  it('is p g / N0', () => {
    expect(snrHz(0.2, 1e-10, 4e-20)).toBeCloseTo(5e8, 0);
  });
});
