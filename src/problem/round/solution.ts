/** The solution of a round problem: the same in memory and as the public JSON (docs/round-problem.md). */
import { InputError } from '../../core/errors.js';
import {
  ANY_FINITE,
  COUNT,
  NON_NEGATIVE,
  readArray,
  readNumber,
  readObject,
  readRecord,
  readString,
  readWord,
} from '../../core/read.js';
import { relativeGap, STOP_REASONS, type Stats, type StopReason } from '../solution.js';
import { byId } from './by-id.js';
import { type RoundCertificate, readRoundCertificate } from './certificate.js';
import { evaluateDecision } from './evaluate.js';
import type { RoundDecision, RoundDevice, RoundProblem } from './problem.js';

/** A decision with everything it implies. */
export interface RoundPoint extends RoundDecision {
  readonly objective: number;
  /** A lower bound on the optimum, at most `objective`. */
  readonly bound: number;
  /** (objective - bound) / max of the magnitudes. */
  readonly gap: number;
  readonly delayS: number;
  /** Of each scheduled device. */
  readonly energyJ: Readonly<Record<string, number>>;
}

export type RoundSolution = { readonly stats: Stats } & (
  | ({ readonly status: 'optimal'; readonly certificate: RoundCertificate } & RoundPoint)
  | { readonly status: 'infeasible'; readonly certificate: RoundCertificate }
  | ({
      readonly status: 'feasible';
      readonly stopped: StopReason;
      readonly certificate?: RoundCertificate;
    } & RoundPoint)
  | { readonly status: 'unknown'; readonly stopped: StopReason }
);

/** A solution that comes with a point. */
export type SolvedRound = Extract<RoundSolution, RoundPoint>;

export function hasPoint(solution: RoundSolution): solution is SolvedRound {
  return solution.status === 'optimal' || solution.status === 'feasible';
}

/**
 * Completes a decision: objective, delay and energies by the contract's formula.
 * @param devices the scheduled devices in the order of `scheduled`, where the caller has them at hand
 */
export function roundPoint(
  problem: RoundProblem,
  decision: RoundDecision,
  bound: number,
  devices?: readonly RoundDevice[],
): RoundPoint {
  const { objective, delayS, energyJ } = evaluateDecision(problem, decision, devices);
  const capped = Math.min(bound, objective);
  const { scheduled, bandwidthHz } = decision;
  return {
    scheduled,
    bandwidthHz,
    objective,
    bound: capped,
    gap: relativeGap(objective, capped),
    delayS,
    energyJ,
  };
}

/** What may be claimed: a solution, or a decision alone. */
export type RoundClaim = RoundSolution | (RoundDecision & { readonly status?: undefined });

export function isDecision(claim: RoundClaim): claim is Exclude<RoundClaim, RoundSolution> {
  return claim.status === undefined;
}

/**
 * A claim that came from outside (JSON already parsed): a solution, or { scheduled, bandwidthHz } alone.
 * @throws InputError naming the field
 */
export function parseRoundClaim(value: unknown): RoundClaim {
  if (readObject(value, '').status !== undefined) return parseRoundSolution(value);
  const record = readRecord(value, '', ['id', 'tag', 'scheduled', 'bandwidthHz']);
  const scheduled = parseIds(record.scheduled);
  return { scheduled, bandwidthHz: parsePerDevice(record.bandwidthHz, 'bandwidthHz', scheduled) };
}

const POINT_KEYS = ['objective', 'bound', 'gap', 'scheduled', 'bandwidthHz', 'delayS', 'energyJ'] as const;
const STATUSES = ['optimal', 'infeasible', 'feasible', 'unknown'] as const;

/**
 * A solution that came from outside (JSON already parsed).
 * @throws InputError naming the field; in particular `certificate` where the status needs one
 */
export function parseRoundSolution(value: unknown): RoundSolution {
  const record = readRecord(value, '', [
    'id',
    'tag',
    'status',
    ...POINT_KEYS,
    'stopped',
    'certificate',
    'stats',
  ]);
  const status = readWord(record.status, 'status', STATUSES);
  const stats = parseStats(record.stats);
  const stopped = () => readWord(record.stopped, 'stopped', STOP_REASONS);
  const certificate = () => readRoundCertificate(record.certificate);
  switch (status) {
    case 'optimal':
      return { status, stats, certificate: certificate(), ...parsePoint(record) };
    case 'infeasible':
      return { status, stats, certificate: certificate() };
    case 'unknown':
      return { status, stats, stopped: stopped() };
    case 'feasible':
      return {
        status,
        stats,
        stopped: stopped(),
        ...(record.certificate === undefined ? {} : { certificate: certificate() }),
        ...parsePoint(record),
      };
  }
}

/** Another's solver need not count as ours do. */
function parseStats(value: unknown): Stats {
  if (value === undefined) return { solver: 'unknown', nodes: 0, allocations: 0 };
  const record = readRecord(value, 'stats', [
    'solver',
    'nodes',
    'allocations',
    'segmentError',
    'modelStatus',
  ]);
  return {
    solver: readString(record.solver, 'stats.solver'),
    nodes: readNumber(record.nodes, 'stats.nodes', COUNT),
    allocations: readNumber(record.allocations, 'stats.allocations', COUNT),
    ...(record.segmentError === undefined
      ? {}
      : { segmentError: readNumber(record.segmentError, 'stats.segmentError', NON_NEGATIVE) }),
    ...(record.modelStatus === undefined
      ? {}
      : { modelStatus: readString(record.modelStatus, 'stats.modelStatus') }),
  };
}

function parsePoint(record: Readonly<Record<string, unknown>>): RoundPoint {
  const scheduled = parseIds(record.scheduled);
  return {
    scheduled,
    bandwidthHz: parsePerDevice(record.bandwidthHz, 'bandwidthHz', scheduled),
    objective: readNumber(record.objective, 'objective', ANY_FINITE),
    bound: readNumber(record.bound, 'bound', ANY_FINITE),
    gap: readNumber(record.gap, 'gap', NON_NEGATIVE),
    delayS: readNumber(record.delayS, 'delayS', NON_NEGATIVE),
    energyJ: parsePerDevice(record.energyJ, 'energyJ', scheduled),
  };
}

function parseIds(value: unknown): string[] {
  return readArray(value, 'scheduled').map((id, i) => readString(id, `scheduled[${i}]`));
}

/** One number >= 0 for every scheduled id and nobody else. */
function parsePerDevice(value: unknown, field: string, ids: readonly string[]): Record<string, number> {
  const record = readObject(value, field);
  const own = (id: string) => (Object.hasOwn(record, id) ? record[id] : undefined);
  const numbers = byId(ids, (place) => {
    const value = own(ids[place]!) as number;
    return value >= 0 && Number.isFinite(value)
      ? value
      : readNumber(value, `${field}.${ids[place]!}`, NON_NEGATIVE);
  });
  const keys = Object.keys(record);
  if (keys.length !== Object.keys(numbers).length) {
    const extra = keys.find((id) => !Object.hasOwn(numbers, id))!;
    throw new InputError(`${field}.${extra}`, record[extra], 'an id that is scheduled');
  }
  return numbers;
}
