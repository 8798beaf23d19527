/** Kinds of fading: a planted one needs its entry and the table; who sees a direct path; what a speed and a correlation mean. */
import { describe, expect, it } from 'vitest';
import { fadingKind } from '../../src/scenario/fading/kind.js';
import { variant } from '../../src/scenario/groups.js';
import {
  channelRemark,
  FADING_KINDS,
  fadingInWords,
  fadingLaw,
  fadingSection,
  readScenario,
} from '../../src/scenario/index.js';
import { number } from '../../src/scenario/keys.js';
import { KNOWN } from './known.js';

const read = (text: string) => readScenario(text, 's', KNOWN);

/** Nakagami-like: never in a real table. */
const planted = fadingKind({
  kind: 'planted',
  words: 'planted fading',
  variant: variant('planted', 'For this test.', {
    strength: number({ least: 0 }, { about: 'How strong.', default: 3, source: 'this test' }),
  }),
  law: ({ strength }, lineOfSight, correlation) => ({
    directRatio: lineOfSight ? strength : 0,
    correlation,
  }),
});

describe('a kind of fading', () => {
  it('is its entry and a line in the table: schema and law follow', () => {
    const table = [...FADING_KINDS, planted] as const;
    const section = fadingSection(table);
    expect(section.parse({ kind: 'planted' })).toEqual({ kind: 'planted', strength: 3 });
    expect(section.parse({})).toMatchObject({ kind: 'rician' });
    expect(() => section.parse({ kind: 'planted', strength: -1 })).toThrow();
    expect(fadingLaw(table, section.parse({ kind: 'planted' }), true)).toEqual({
      directRatio: 3,
      correlation: 0,
    });
  });

  it('gives a direct path to devices in sight alone', () => {
    const { fading } = read(
      'radio: { fading: { kind: rician, riceanFactor: 10 dB, correlation: 0.5 } }',
    ).radio;
    expect(fadingLaw(FADING_KINDS, fading, true)).toEqual({ directRatio: 10, correlation: 0.5 });
    expect(fadingLaw(FADING_KINDS, fading, false)).toEqual({ directRatio: 0, correlation: 0.5 });
    expect(fadingLaw(FADING_KINDS, { kind: 'none' }, true)).toBeUndefined();
    expect(fadingInWords('rayleigh')).toBe('Rayleigh fading');
  });
});

describe('channels over time', () => {
  it('without a speed are new in every round, and nothing is said', () => {
    const scenario = read('');
    expect(scenario.radio.fading).toMatchObject({ kind: 'rician', correlation: 0 });
    expect(channelRemark(scenario)).toBeUndefined();
  });

  it('follow from speed and round length', () => {
    const slow = read('cell: { speed: 3 km/h, roundLength: 10 ms }');
    const { fading } = slow.radio;
    expect(fading.kind !== 'none' && fading.correlation).toBeCloseTo(0.9087, 3); // J0(0.61129)
    expect(channelRemark(slow)).toMatch(
      /^At 3 km\/h a device moves 0\.00833 m .* 0\.01 s\. .* correlated 0\.91, /,
    );
    const vehicle = read('cell: { speed: 50 km/h, carrier: 5.9 GHz }\nconstraints: { averageDelay: 0.4 s }');
    // exp(-5.556/37) = 0.8606, exp(-5.556/50) = 0.8948
    expect(channelRemark(vehicle)).toMatch(/shadowing 0\.86 in sight, 0\.89 without\.$/);
  });

  it('set by hand say which speed they mean', () => {
    const scenario = read(
      'cell: { carrier: 5.9 GHz, roundLength: 0.4 s }\nradio: { fading: { correlation: 0.8 } }',
    );
    expect(channelRemark(scenario)).toMatch(
      /correlation 0\.8: over a round of 0\.4 s at 5\.9 GHz .* 0\.067 km\/h/,
    );
  });
});

describe('the limits of a radio', () => {
  it("end where 5G NR does unless said otherwise: 256QAM at its highest code rate, TS 38.214's 8 x 948/1024", () => {
    const { radio } = read('');
    expect(radio.maxSpectralEfficiency).toBeCloseTo((8 * 948) / 1024, 2);
    expect(radio.snrGap).toBeUndefined();
  });

  it('are left out where there are none, and handed on in the units of the round problem', () => {
    expect(read('radio: { maxSpectralEfficiency: none }').radio).not.toHaveProperty('maxSpectralEfficiency');
    const { radio } = read('radio: { maxSpectralEfficiency: 6.2, snrGap: 3 dB }');
    expect(radio.maxSpectralEfficiency).toBe(6.2);
    expect(radio.snrGap).toBeCloseTo(3, 12);
  });
});
