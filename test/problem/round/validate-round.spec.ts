import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { validateRoundProblem } from '../../../src/problem/round/validate.js';

const device = {
  id: 'd0',
  share: 0.5,
  snrHz: 3e8,
  uplinkBits: 1e6,
  fixedDelayS: 0.1,
  transmitPowerW: 0.2,
  fixedEnergyJ: 0.003,
};
const problem = {
  bandwidthHz: 20e6,
  penaltyWeight: 50,
  penalty: { kind: 'quadratic' },
  delayPrice: 0.5,
  delayKind: 'synchronous',
  devices: [device],
};
const withDevice = (change: object) => ({
  ...problem,
  devices: [device, { ...device, id: 'd1', ...change }],
});

/** The field an InputError names. */
function refusedField(value: unknown): string {
  try {
    validateRoundProblem(value);
  } catch (error) {
    if (error instanceof InputError) return error.field;
    throw error;
  }
  return 'accepted';
}

describe('validateRoundProblem', () => {
  it('accepts the smallest problem and keeps optional fields absent', () => {
    const valid = validateRoundProblem(problem);
    expect(valid).toEqual(problem);
    expect(Object.keys(valid)).not.toContain('deadlineS');
  });

  it.each([
    ['bandwidthHz', { ...problem, bandwidthHz: 0 }],
    ['bandwidthHz', { ...problem, bandwidthHz: Number.NaN }],
    ['deadlineS', { ...problem, deadlineS: Number.POSITIVE_INFINITY }],
    ['minScheduled', { ...problem, minScheduled: 2, maxScheduled: 1 }],
    ['maxScheduled', { ...problem, maxScheduled: 1.5 }],
    ['penaltyWeight', { ...problem, penaltyWeight: -1 }],
    ['penalty.kind', { ...problem, penalty: { kind: 'cubic' } }],
    ['penalty.cap', { ...problem, penalty: { kind: 'inverse' } }],
    ['penalty.cap', { ...problem, penalty: { kind: 'linear', cap: 1 } }],
    ['penalty.values', { ...problem, penalty: { kind: 'count', values: [1] } }],
    ['penalty.values[1]', { ...problem, penalty: { kind: 'count', values: [1, 2] } }],
    ['delayKind', { ...problem, delayKind: 'max' }],
    ['devices', { ...problem, devices: [] }],
    ['devices', withDevice({ share: 0.6 })],
    ['devices[1].id', withDevice({ id: 'd0' })],
    ['devices[1].share', withDevice({ share: 0 })],
    ['devices[1].snrHz', withDevice({ snrHz: '3e8' })],
    ['devices[1].energyPrice', withDevice({ energyPrice: -1 })],
    ['devices[1].snrHZ', withDevice({ snrHZ: 1 })],
  ])('names %s', (field, value) => {
    expect(refusedField(value)).toBe(field);
  });

  it('suggests the nearest key for an unknown one', () => {
    expect(() => validateRoundProblem({ ...problem, deadline: 2 })).toThrow('did you mean "deadlineS"?');
  });

  it('refuses count values that are not convex', () => {
    const values = [3, 2.9, 1];
    expect(refusedField({ ...withDevice({}), penalty: { kind: 'count', values } })).toBe('penalty.values[2]');
  });
});

describe('optional fields of the whole problem', () => {
  it('keeps what a caller names his problem, the radio, and the value of a device', () => {
    const full = { id: 7, tag: 'a', ...problem, maxSpectralEfficiency: 6, snrGap: 3 };
    expect(validateRoundProblem({ ...full, devices: [{ ...device, value: 2 }] })).toEqual({
      ...full,
      devices: [{ ...device, value: 2 }],
    });
  });

  it.each([
    ['id', { ...problem, id: Number.NaN }],
    ['tag', { ...problem, tag: {} }],
    ['maxSpectralEfficiency', { ...problem, maxSpectralEfficiency: 0 }],
    ['snrGap', { ...problem, snrGap: -1 }],
    ['devices[1].value', withDevice({ value: -1 })],
  ])('names %s', (field, value) => {
    expect(refusedField(value)).toBe(field);
  });
});
