/**
 * The least that must give: for each limit alone the smallest change that makes an infeasible problem feasible. Feasibility
 * only grows along each of them, so the change lies between a value proven infeasible and one for which a decision stands.
 */
import type { RoundProblem } from '../problem/round/problem.js';
import { hasPoint, type RoundSolution } from '../problem/round/solution.js';
import { decibelToRatio } from '../system/units.js';
import type { Prover } from './prover.js';
import type { Give, Limit, Proof } from './types.js';
import { giveWords } from './words.js';

interface Way {
  readonly limit: Limit;
  readonly now: number;
  /** As far as it may go. */
  readonly upTo: number;
  at(value: number): RoundProblem;
  readonly isWhole?: true;
  /** The step in dB is linear, all others are in proportion. */
  readonly isLinear?: true;
}

/** Times, hertz and joules up to so many times what there is. */
const MOST_TIMES = 1e6;
const MOST_DB = 60;
const DB_WIDTH = 1e-3;
const RELATIVE_WIDTH = 1e-6;

export function waysOut(problem: RoundProblem): Way[] {
  const { bandwidthHz, deadlineS, minScheduled = 0, devices } = problem;
  const every = (change: (device: RoundProblem['devices'][number]) => Partial<typeof device>) => ({
    ...problem,
    devices: devices.map((device) => ({ ...device, ...change(device) })),
  });
  const ways: Way[] = [
    {
      limit: 'minScheduled',
      now: minScheduled,
      upTo: 0,
      isWhole: true,
      at: (n) => ({ ...problem, minScheduled: n }),
    },
    {
      limit: 'bandwidthHz',
      now: bandwidthHz,
      upTo: bandwidthHz * MOST_TIMES,
      at: (hz) => ({ ...problem, bandwidthHz: hz }),
    },
    {
      limit: 'uplinkBits',
      now: 1,
      upTo: 1 / MOST_TIMES,
      at: (part) => every(({ uplinkBits }) => ({ uplinkBits: uplinkBits * part })),
    },
    {
      limit: 'snrDb',
      now: 0,
      upTo: MOST_DB,
      isLinear: true,
      at: (dB) => every(({ snrHz }) => ({ snrHz: snrHz * decibelToRatio(dB) })),
    },
  ];
  if (deadlineS !== undefined) {
    const upTo = deadlineS * MOST_TIMES;
    ways.push({ limit: 'deadlineS', now: deadlineS, upTo, at: (s) => ({ ...problem, deadlineS: s }) });
  }
  if (devices.some(({ energyLimitJ }) => energyLimitJ !== undefined)) {
    const times = (factor: number) =>
      every(({ energyLimitJ }) =>
        energyLimitJ === undefined ? {} : { energyLimitJ: energyLimitJ * factor },
      );
    ways.push({ limit: 'energyLimitJ', now: 1, upTo: MOST_TIMES, at: times });
  }
  return ways;
}

/** What is asked of one value: an answer that settles whether anything is feasible there. */
interface Asked {
  readonly value: number;
  readonly solution: RoundSolution;
}

/** undefined where the time was up before it was settled. */
export function giveOf(prover: Prover, way: Way, keep: (proof: Proof) => void): Give | undefined {
  const ask = (value: number): Asked => ({ value, solution: prover.solve(way.at(value)) });
  const far = ask(way.upTo);
  if (far.solution.status === 'unknown') return undefined;
  if (!hasPoint(far.solution)) {
    keepProof(way, far, keep);
    return told({ limit: way.limit, status: 'cannot', now: way.now, upTo: way.upTo, words: '' });
  }
  let closed = ask(way.now);
  let open = far;
  for (let next = between(way, closed, open); next !== undefined; next = between(way, closed, open)) {
    const found = ask(next);
    if (found.solution.status === 'infeasible') closed = found;
    else if (hasPoint(found.solution)) open = found;
    else return undefined;
  }
  for (const end of [closed, open]) keepProof(way, end, keep);
  const ends = [closed.value, open.value] as const;
  return told({ limit: way.limit, status: 'gives', now: way.now, between: ends, words: '' });
}

function told(give: Give): Give {
  return { ...give, words: giveWords(give) };
}

function keepProof(way: Way, { value, solution }: Asked, keep: (proof: Proof) => void): void {
  const verb = solution.status === 'infeasible' ? 'infeasible' : 'feasible';
  keep({ claim: `${verb} at ${way.limit} ${value}`, problem: way.at(value), solution });
}

/** A value between two that settles more; undefined where they are near enough. */
function between(way: Way, { value: closed }: Asked, { value: open }: Asked): number | undefined {
  if (way.isWhole) return Math.abs(closed - open) <= 1 ? undefined : Math.floor((closed + open) / 2);
  if (way.isLinear) return Math.abs(closed - open) <= DB_WIDTH ? undefined : (closed + open) / 2;
  if (Math.abs(Math.log(open / closed)) <= RELATIVE_WIDTH) return undefined;
  return Math.sqrt(closed) * Math.sqrt(open);
}
