/** The audit of a run: an observer that changes nothing, whose parts add up, and whose numbers are those of a recomputation by hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { arrivedIn, auditSchema, type RunAudit } from '../../../src/record/records.js';
import { auditFigure, auditSentences } from '../../../src/report/audit-figure.js';
import { type DevicePool, inlinePool, type RunResult, runScenario } from '../../../src/simulation/index.js';
import type { RunObserver } from '../../../src/simulation/observers/observer.js';
import { miniBatch } from '../../../src/simulation/world/mini-batches.js';
import { DEFAULT_SOLVER, loadSolver } from '../../../src/solvers/index.js';
import { tinyTask } from '../../reference/tiny-task.js';
import { tinyScenario } from '../scenario-builder.js';

const task = tinyTask(6);
const POLICIES = ['random', 'full-equal'];
const STEP_SCALE = { loraA: 1, loraB: 1, head: 0.5 };
const models = new Map<string, Float32Array[]>();
const onlooker: RunObserver = {
  start: (initial) => {
    for (const policy of POLICIES) models.set(policy, [initial]);
  },
  played: ({ policies }) => {
    for (const { policy, trainable } of policies) models.get(policy)!.push(trainable);
    return undefined;
  },
};

async function play(audited: boolean, change: object = {}, pool: DevicePool = inlinePool(task)) {
  const { learning } = tinyScenario();
  const optimiser = { kind: 'sgd' as const, stepSize: 0.3, stepScale: STEP_SCALE };
  const scenario = tinyScenario({
    ...{ rounds: 9, policies: POLICIES, learning: { ...learning, optimiser, ...change } },
    devices: { availability: { kind: 'always' }, dropOutProbability: 0.3 },
  });
  const solver = await loadSolver(DEFAULT_SOLVER);
  return runScenario(scenario, { task, pool, solver, clockS: () => 0 }, { audited, observers: [onlooker] });
}

let plain: RunResult;
let watched: RunResult;
let audit: RunAudit;
beforeAll(async () => {
  plain = await play(false);
  watched = await play(true);
  audit = watched.audit!;
});

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('an audited run', () => {
  it('is the run that it would be without, byte for byte', () => {
    expect(plain.audit).toBeUndefined();
    expect(watched.records).toEqual(plain.records);
    expect(watched.summary).toEqual(plain.summary);
    expect(() => auditSchema.parse(JSON.parse(JSON.stringify(audit)))).not.toThrow();
  });

  it('has every round in which somebody was heard, and no other', () => {
    for (const { policy, rounds } of audit.policies) {
      const heard = watched.records.filter(
        (record) => record.policy === policy && arrivedIn(record).length > 0,
      );
      expect(rounds.map(({ round }) => round)).toEqual(heard.map(({ round }) => round));
    }
  });

  it('never breaks Lemma 1, and its parts add up to the change of the loss', () => {
    for (const { rounds, meanIterate: mean } of audit.policies) {
      for (const one of rounds) {
        expect(one.errorHeld).toBe(true);
        expect(one.error2).toBeLessThanOrEqual(one.errorBound * (1 + 1e-9) + 1e-12);
        expect(one.progress + one.participation + one.noise + one.curvature).toBeCloseTo(one.change, 12);
        expect(one.progress).toBeCloseTo(-one.stepSize * one.gradient2, 12);
        expect(one.curvature).toBeGreaterThan(-1e-6); // the loss is convex
      }
      expect(mean!.measured).toBeLessThanOrEqual(mean!.bound * (1 + 1e-9));
    }
    const everybody = audit.policies.find(({ policy }) => policy === 'full-equal')!;
    const lossless = everybody.rounds.filter(({ errorBound }) => errorBound < 1e-12);
    for (const { error2 } of lossless) expect(error2).toBeLessThan(1e-12);
  });

  it('says what a recomputation by hand says', () => {
    const { policy, rounds } = audit.policies.find((one) => one.policy === 'random')!;
    const shares = task.devices.map(({ rows }) => rows.length / 48);
    const root = Math.sqrt(STEP_SCALE.head);
    for (const round of rounds.slice(1)) {
      const [theta, after] = [models.get(policy)![round.round]!, models.get(policy)![round.round + 1]!];
      const record = watched.records.find((one) => one.policy === policy && one.round === round.round)!;
      const heard = new Set(arrivedIn(record));
      const halves = ['probe-first', 'probe-second'].map((purpose) =>
        task.devices.map(({ id, rows }) => task.deviceGradient(theta, miniBatch(rows, 4, 1, purpose, id, 0))),
      );
      const own = task.devices.map((_, k) =>
        [0, 1, 2, 3].map((i) => (root * (halves[0]![k]!.gradient[i]! + halves[1]![k]!.gradient[i]!)) / 2),
      );
      const full = [0, 1, 2, 3].map((i) => own.reduce((sum, g, k) => sum + shares[k]! * g[i]!, 0));
      const participation = task.devices.reduce(
        (sum, { id }, k) => sum + (heard.has(id) ? shares[k]! : 0),
        0,
      );
      const mean = [0, 1, 2, 3].map((i) =>
        own.reduce(
          (sum, g, k) => sum + (heard.has(task.devices[k]!.id) ? (shares[k]! / participation) * g[i]! : 0),
          0,
        ),
      );
      const error = mean.map((value, i) => value - full[i]!);
      const step = [0, 1, 2, 3].map((i) => (theta[i]! - after[i]!) / (0.3 * root));
      const noise = step.map((value, i) => value - mean[i]!);
      const delta2 = own.reduce((sum, g, k) => {
        const v = g.map((value, i) => value - full[i]!);
        return sum + shares[k]! * dot(v, v);
      }, 0);
      expect(round.gradient2).toBeCloseTo(dot(full, full), 6);
      expect(round.error2).toBeCloseTo(dot(error, error), 6);
      expect(round.delta2).toBeCloseTo(delta2, 6);
      expect(round.errorBound).toBeCloseTo((delta2 * (1 - participation)) / participation, 6);
      expect(round.participation).toBeCloseTo(-0.3 * dot(full, error), 6);
      expect(round.noise).toBeCloseTo(-0.3 * dot(full, noise), 5);
      const loss = (point: Float32Array) =>
        task.devices.reduce((sum, { id, rows }, k) => {
          const of = (purpose: string) =>
            task.deviceGradient(point, miniBatch(rows, 4, 1, purpose, id, 0)).loss;
          return sum + (shares[k]! * (of('probe-first') + of('probe-second'))) / 2;
        }, 0);
      expect(round.change).toBeCloseTo(loss(after) - loss(theta), 9);
      const allowed = (0.3 / 2) * (round.errorBound - round.gradient2);
      expect(round.changeBound!).toBeCloseTo(
        allowed + (round.smoothness * 0.3 ** 2 * round.noiseBound) / 2,
        6,
      );
    }
  });

  it('costs two gradients of every device a round and policy, and those of the start', async () => {
    const counted = async (audited: boolean) => {
      let calls = 0;
      const inner = inlinePool(task);
      const gradient = (theta: Float32Array, rows: readonly number[]) => {
        calls++;
        return inner.gradient(theta, rows);
      };
      const { records } = await play(audited, {}, { ...inner, gradient });
      return { calls, played: records.filter((record) => arrivedIn(record).length > 0).length };
    };
    const [bare, full] = [await counted(false), await counted(true)];
    expect(full.calls - bare.calls).toBe(12 * (full.played + 1));
  });

  it('is drawn and said', () => {
    expect(auditFigure(audit).id).toBe('audit');
    const [lemma, ...policies] = auditSentences(audit);
    expect(lemma).toMatch(/^Lemma 1 held in all \d+ audited rounds, as it must/);
    expect(policies).toHaveLength(2);
    expect(policies.join()).not.toMatch(/NaN|undefined|–/);
    const broken = audit.policies.map((one) => ({
      ...one,
      rounds: one.rounds.map((round, i) => ({ ...round, errorHeld: i > 0 })),
    }));
    expect(auditSentences({ ...audit, policies: broken })[0]).toMatch(/^Lemma 1 failed in 2 of/);
  });

  it.each([
    [{ aggregation: 'memory' }, 'learning.aggregation'],
    [{ train: false }, 'learning.train'],
    [{ optimiser: { kind: 'adam', stepSize: 0.1, stepScale: STEP_SCALE } }, 'learning.optimiser.kind'],
  ])('is refused where its terms mean nothing: %j', async (change, field) => {
    const error = await play(true, change).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).field).toBe(field);
  });
});
