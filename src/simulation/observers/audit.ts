/**
 * The theorems on the real model, term by term, each round. The loss and the gradients are those of two mini-batches of every device, the
 * same in every round: on that sample Lemma 1 is arithmetic, and the parts of a round add up to what it changed.
 *
 * Cost: two mini-batch gradients of every device, each round and policy. Where n of K devices are heard that is 2 K/n times what the
 * training itself costs.
 */
import {
  debtStep,
  type GradientPair,
  gramForm,
  noiseFactor,
  oneRoundDescentGivenError,
  pairedEstimates,
  psi,
  smoothConstants,
} from '../../bounds/index.js';
import { InputError } from '../../core/errors.js';
import { type AuditRound, arrivedIn, type MeanIterateAudit, type RunAudit } from '../../record/records.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { SplitTask } from '../../training/index.js';
import { geometry, type ProbeContext, probeDevices } from '../constants/probes.js';
import type { DevicePool } from '../pools/device-pool.js';
import type { ObservedPolicyRound, RunObserver } from './observer.js';

/** A model, and what every device says of it. */
interface Point {
  readonly trainable: Float32Array;
  readonly pairs: readonly (GradientPair & { readonly loss: number })[];
}

/** What adds up over a policy's rounds. Vectors are sums over rounds. */
interface Path {
  point: Point;
  smoothness: number;
  readonly rounds: AuditRound[];
  debts: number[];
  /** Of the steps, of the schedules' errors, and of the gradients. */
  readonly steps: Float64Array;
  readonly errors: Float64Array;
  readonly gradients: Float64Array;
  /** Of v_k, by device. */
  readonly away: readonly Float64Array[];
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** sum_k c_k g_k over one half of the pairs, or their mean. */
function combined(
  coefficients: readonly number[],
  pairs: readonly GradientPair[],
  of: 'first' | 'second' | 'both',
): Float64Array {
  const sum = new Float64Array(pairs[0]!.first.length);
  pairs.forEach(({ first, second }, k) => {
    const c = coefficients[k]!;
    if (c === 0) return;
    for (let i = 0; i < sum.length; i++) {
      const value = of === 'both' ? (first[i]! + second[i]!) / 2 : of === 'first' ? first[i]! : second[i]!;
      sum[i]! += c * value;
    }
  });
  return sum;
}

function add(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

/** Rounding of sums over many numbers, relatively. */
const ROUNDING = 1e-9;

/** @throws InputError for a run whose steps are not those of the theorems */
function refuseUnaudited({ learning }: Scenario): void {
  const { optimiser, aggregation, train, constants, privacy, localSteps = 1 } = learning;
  if (!train) throw new InputError('learning.train', train, 'true, where the run is audited');
  if (constants === 'none') {
    throw new InputError('learning.constants', constants, 'measured or given, where the run is audited');
  }
  if (privacy) throw new InputError('learning.privacy', privacy, 'none, where the run is audited');
  if (optimiser.kind !== 'sgd') {
    throw new InputError('learning.optimiser.kind', optimiser.kind, 'sgd, where the run is audited');
  }
  if (localSteps !== 1)
    throw new InputError('learning.localSteps', localSteps, '1, where the run is audited');
  if (aggregation !== 'normalised') {
    throw new InputError('learning.aggregation', aggregation, 'normalised, where the run is audited');
  }
}

export function audit(scenario: Scenario, task: SplitTask, pool: DevicePool): RunObserver {
  refuseUnaudited(scenario);
  const total = task.devices.reduce((sum, { rows }) => sum + rows.length, 0);
  const devices = task.devices.map(({ id, rows }) => ({ id, rows, share: rows.length / total }));
  const { batchSize, optimiser } = scenario.learning;
  const context: ProbeContext = {
    pool,
    layout: task.layout,
    optimiser,
    devices,
    batchSize,
    seed: scenario.seed,
  };
  const scale = geometry(task.layout, optimiser);
  const look = async (trainable: Float32Array): Promise<Point> => ({
    trainable,
    pairs: await probeDevices(context, scale, trainable),
  });
  const setting = { scenario, scale, devices };
  let initial: Point;
  const paths = new Map<string, Path>();
  let isMidway = false;
  return {
    async start(trainable) {
      initial = await look(trainable);
    },
    async played({ policies, prepared }) {
      const { constants, optimiser: used } = prepared.setting;
      isMidway = true;
      for (const seen of policies) {
        const path = paths.get(seen.policy) ?? newPath(initial, constants!.smoothness, devices.length);
        paths.set(seen.policy, path);
        const before = path.point;
        if (arrivedIn(seen.facts).length === 0 || seen.facts.diverged) {
          if (seen.facts.diverged) path.point = await look(seen.trainable);
          continue;
        }
        path.point = await look(seen.trainable);
        take(setting, path, before, seen, seen.facts.stepSize ?? used.stepSize);
        path.smoothness = seen.facts.curvature || path.smoothness;
      }
      isMidway = false;
      return undefined;
    },
    // Half a round belongs to no record.
    end: () =>
      isMidway ? {} : { audit: { rowsPerDevice: 2 * batchSize, policies: [...paths].map(summarised) } },
  };
}

function newPath(point: Point, smoothness: number, devices: number): Path {
  const size = point.trainable.length;
  const zeros = () => new Float64Array(size);
  return {
    ...{ point, smoothness, rounds: [], debts: new Array<number>(devices).fill(0) },
    ...{ steps: zeros(), errors: zeros(), gradients: zeros(), away: Array.from({ length: devices }, zeros) },
  };
}

interface AuditSetting {
  readonly scenario: Scenario;
  readonly scale: Float32Array;
  readonly devices: ProbeContext['devices'];
}

const lossOf = ({ pairs }: Point) => pairs.reduce((sum, { share, loss }) => sum + share * loss, 0);

/** The step that was taken, by the coordinates of the theorems: (phi_t - phi_{t+1}) / eta. */
function stepOf(before: Float32Array, after: Float32Array, scale: Float32Array, eta: number): Float64Array {
  return Float64Array.from(before, (value, i) =>
    scale[i]! > 0 ? (value - after[i]!) / (eta * scale[i]!) : 0,
  );
}

const minus = (a: Float64Array, b: ArrayLike<number>) => a.map((value, i) => value - b[i]!);

function take(
  { scenario, scale, devices }: AuditSetting,
  path: Path,
  before: Point,
  { facts }: ObservedPolicyRound,
  eta: number,
): void {
  const heard = new Set(arrivedIn(facts));
  const shares = devices.map(({ share }) => share);
  const participation = Math.min(
    1,
    devices.reduce((sum, { id, share }) => sum + (heard.has(id) ? share : 0), 0),
  );
  const weights = devices.map(({ id, share }) => (heard.has(id) ? share / participation : 0));
  const off = weights.map((weight, k) => weight - shares[k]!);
  const { pairs } = before;
  const full = combined(shares, pairs, 'both');
  const error = combined(off, pairs, 'both');
  const step = stepOf(before.trainable, path.point.trainable, scale, eta);
  const noise = minus(step, full).map((value, i) => value - error[i]!);
  let delta2 = 0;
  pairs.forEach(({ first, second, share }, k) => {
    const away = path.away[k]!;
    let square = 0;
    for (let i = 0; i < full.length; i++) {
      const v = (first[i]! + second[i]!) / 2 - full[i]!;
      away[i]! += v;
      square += v * v;
    }
    delta2 += share * square;
  });
  const participants = devices.flatMap(({ id, share, rows }) =>
    heard.has(id) ? [{ share, batchSize: Math.min(scenario.learning.batchSize, rows.length) }] : [],
  );
  const sigma2 = Math.max(...pairedEstimates(pairs).variances);
  const [error2, errorBound, gradient2] = [dot(error, error), delta2 * psi(participation), dot(full, full)];
  const loss = lossOf(before);
  const change = lossOf(path.point) - loss;
  const along = (part: ArrayLike<number>) => -eta * dot(full, part);
  const L = path.smoothness;
  const round = {
    constants: smoothConstants({ L, delta2, sigma2 }),
    ...{ eta, participants },
  };
  const parts = { progress: along(full), participation: along(error), noise: along(noise) };
  path.rounds.push({
    ...{ round: facts.round, loss, change, stepSize: eta, smoothness: L, gradient2, error2, errorBound },
    errorHeld: error2 <= errorBound * (1 + ROUNDING) + ROUNDING * gradient2,
    errorGram: gramForm(off, pairs),
    delta2,
    noise2: dot(
      minus(step, combined(weights, pairs, 'first')),
      minus(step, combined(weights, pairs, 'second')),
    ),
    noiseBound: sigma2 * noiseFactor(participants),
    changeBound: eta * L <= 1 ? oneRoundDescentGivenError(loss, gradient2, errorBound, round) - loss : null,
    ...parts,
    curvature: change - parts.progress - parts.participation - parts.noise,
  });
  add(path.steps, step);
  add(path.errors, error);
  add(path.gradients, full);
  path.debts = debtStep(path.debts, weights, shares);
}

const norm = (vector: Float64Array) => Math.sqrt(dot(vector, vector));

/** T4 with u_k the mean of v_k along the path: then only what v_k moved about it is mismatch. */
function meanIterateOf(path: Path): MeanIterateAudit {
  const W = path.rounds.length;
  const owed = new Float64Array(path.steps.length);
  path.away.forEach((sum, k) => {
    for (let i = 0; i < owed.length; i++) owed[i]! += (path.debts[k]! * sum[i]!) / W;
  });
  const noise = minus(minus(path.steps, path.errors), path.gradients);
  const terms = {
    drift: norm(path.steps) / W,
    imbalance: norm(owed) / W,
    mismatch: norm(minus(path.errors, owed)) / W,
    noise: norm(noise) / W,
  };
  const bound = terms.drift + terms.imbalance + terms.mismatch + terms.noise;
  return { rounds: W, ...terms, bound, measured: norm(path.gradients) / W };
}

function summarised([policy, path]: [string, Path]): RunAudit['policies'][number] {
  const { rounds } = path;
  return { policy, rounds, ...(rounds.length > 0 ? { meanIterate: meanIterateOf(path) } : {}) };
}
