/**
 * The oracle: every schedule, each allocated exactly. Exponential, so for small problems and for testing the
 * others. Schedules whose least bandwidths cannot fit are cut off together with all that contain them.
 */
import { BRANCH, type CertificateNode, type Multipliers, OPEN, OWN } from '../problem/round/certificate.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { Stats } from '../problem/solution.js';
import type { SearchContext } from './search/context.js';
import { decidedNode } from './search/decided.js';
import { wholePart } from './search/parts.js';
import { newContext } from './search/start.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';
import { soundAnswer } from './sound-answer.js';
import type { Allocation } from './tools/allocation/gathered.js';
import { allocate } from './tools/allocation.js';
import { closeAt, leastObjective, tauHorizonS } from './tools/certificates.js';
import { requireCapabilities, requireOptions } from './tools/checks.js';
import { pointOf } from './tools/decision.js';
import { fitsInto, leastBandwidthsHz } from './tools/fitting.js';
import { compareWorth, type Worth, worthOf } from './tools/objective.js';
import { type RoundColumns, toColumns } from './tools/problem-columns.js';
import { type Look, TimeLimit, unlessStopped } from './tools/time-limit.js';

interface Found extends Worth {
  readonly scheduled: readonly number[];
  readonly allocation: Allocation;
}

export const enumeration: RoundSolver = {
  name: 'enumeration',
  title: 'Every schedule, each allocated exactly (at most 20 devices)',
  capabilities: { ...EVERYTHING, maxDevices: 20, provesOptimality: true },
  solve(problem: RoundProblem, options: SolveOptions = {}): RoundSolution {
    requireCapabilities(enumeration, problem);
    requireOptions(options);
    const columns = toColumns(problem);
    const time = new TimeLimit(options);
    const walk = new Walk(columns, time.look);
    const finished = unlessStopped(() => walk.visit(0, 0)) !== undefined;
    const stats = { solver: enumeration.name, nodes: walk.nodes, allocations: walk.allocations };
    if (!finished) return stoppedEarly(problem, columns, walk, stats);
    const horizonS = walk.best && tauHorizonS(columns, walk.best.objective);
    const certificate = closeAt(columns, walk.tree(horizonS ?? columns.deadlineS), horizonS);
    const sound = (claim: RoundSolution) => soundAnswer(problem, columns, claim, time);
    if (walk.best === undefined) return sound({ status: 'infeasible', certificate, stats });
    const point = pointOf(problem, walk.best.scheduled, walk.best.allocation, Number.POSITIVE_INFINITY);
    return sound({ status: 'optimal', certificate, stats, ...point });
  },
};

/** The best of the schedules that the time sufficed for; nothing is proven about the others. */
function stoppedEarly(
  problem: RoundProblem,
  columns: RoundColumns,
  { best }: Walk,
  stats: Stats,
): RoundSolution {
  const stopped = 'time-limit';
  if (best === undefined) return { status: 'unknown', stopped, stats };
  const point = pointOf(problem, best.scheduled, best.allocation, leastObjective(columns));
  return { status: 'feasible', stopped, stats, ...point };
}

/** The certificate's devices in problem order: a full tree with multipliers of its own at every leaf. */
class Walk {
  best: Found | undefined;
  nodes = 0;
  allocations = 0;
  private readonly leastHz: Float64Array;
  private readonly tokens: number[] = [];
  private readonly own: Multipliers[] = [];
  private readonly scheduled: number[] = [];
  /** Closed when the end of the interval of tau is known. */
  private readonly bent: { readonly scheduled: readonly number[]; readonly price: number }[] = [];
  private readonly context: SearchContext;

  constructor(
    private readonly columns: RoundColumns,
    private readonly look: Look,
  ) {
    this.leastHz = leastBandwidthsHz(columns);
    this.context = newContext(columns, {});
  }

  /** @returns true when the whole subtree was visited */
  visit(depth: number, neededHz: number): true {
    const { columns, scheduled } = this;
    this.nodes++;
    this.look();
    const tooMuch = !fitsInto(columns.bandwidthHz, neededHz);
    const most = scheduled.length + columns.deviceCount - depth;
    if (tooMuch || scheduled.length > columns.maxScheduled || most < columns.minScheduled) {
      this.close({ bandwidth: 1, share: 0, count: 0, tauS: 0, ray: true });
      return true;
    }
    if (depth === columns.deviceCount) {
      this.weigh();
      return true;
    }
    this.tokens.push(BRANCH);
    scheduled.push(depth);
    this.visit(depth + 1, neededHz + this.leastHz[depth]!);
    scheduled.pop();
    this.visit(depth + 1, neededHz);
    return true;
  }

  /** @param horizonS the end of the interval of tau that the tree covers */
  tree(horizonS: number): CertificateNode {
    const order = Array.from({ length: this.columns.deviceCount }, (_, k) => k);
    const parts = this.bent.map(({ scheduled, price }) => this.bentNode(scheduled, price, horizonS));
    return { split: 'devices', shared: [], order, tree: this.tokens, own: this.own, parts };
  }

  private weigh(): void {
    const { columns, scheduled } = this;
    const allocation = allocate(columns, scheduled, 0, this.look);
    this.allocations++;
    if (allocation === undefined) {
      this.close({ bandwidth: 1, share: 0, count: 0, tauS: 0, ray: true });
      return;
    }
    const worth = worthOf(columns, scheduled, allocation.bandwidthHz);
    if (this.context.mayBend) {
      this.tokens.push(OPEN);
      this.bent.push({ scheduled: [...scheduled], price: allocation.price });
    } else this.close({ bandwidth: allocation.price, share: 0, count: 0, tauS: allocation.tauS });
    // Schedules arrive with lower indexes first.
    if (this.best === undefined || compareWorth(worth, this.best) < 0) {
      this.best = { ...worth, scheduled: [...scheduled], allocation };
    }
  }

  /** Where an energy limit or the cap on the rate bends the cost in tau, one set of multipliers may not do. */
  private bentNode(scheduled: readonly number[], price: number, latestS: number): CertificateNode {
    const { columns, context } = this;
    const fixed = new Int8Array(columns.deviceCount).fill(-1);
    for (const k of scheduled) fixed[k] = 1;
    const part = { ...wholePart(columns, latestS), fixed, inCount: scheduled.length, freeCount: 0 };
    return decidedNode(context, part, price);
  }

  private close(multipliers: Multipliers): void {
    this.tokens.push(OWN);
    this.own.push(multipliers);
  }
}
