/**
 * The oracle: every schedule, each allocated exactly. Exponential, so for small problems and for testing the
 * others. Schedules whose least bandwidths cannot fit are cut off together with all that contain them.
 */
import { BRANCH, type CertificateNode, type Multipliers, OWN } from '../problem/round/certificate.js';
import { type RoundColumns, toColumns } from '../problem/round/columns.js';
import type { RoundProblem } from '../problem/round/problem.js';
import type { RoundSolution } from '../problem/round/solution.js';
import type { Stats } from '../problem/solution.js';
import { type Allocation, allocate } from './allocation.js';
import { closeAt, leastPenalty, tauHorizonS } from './certificates.js';
import { requireCapabilities, requireOptions } from './checks.js';
import { pointOf } from './decision.js';
import { fitsInto, leastBandwidthsHz } from './fitting.js';
import { compareWorth, type Worth, worthOf } from './objective.js';
import { EVERYTHING, type RoundSolver, type SolveOptions } from './solver.js';
import { type Look, TimeLimit, unlessStopped } from './time-limit.js';

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
    const walk = new Walk(columns, new TimeLimit(options).look);
    const finished = unlessStopped(() => walk.visit(0, 0)) !== undefined;
    const stats = { solver: enumeration.name, nodes: walk.nodes, allocations: walk.allocations };
    if (!finished) return stoppedEarly(problem, columns, walk, stats);
    const horizonS = walk.best && tauHorizonS(columns, walk.best.objective);
    const certificate = closeAt(columns, walk.tree(), horizonS);
    if (walk.best === undefined) return { status: 'infeasible', certificate, stats };
    const point = pointOf(problem, walk.best.scheduled, walk.best.allocation, Number.POSITIVE_INFINITY);
    return { status: 'optimal', certificate, stats, ...point };
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
  const point = pointOf(problem, best.scheduled, best.allocation, leastPenalty(columns));
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

  constructor(
    private readonly columns: RoundColumns,
    private readonly look: Look,
  ) {
    this.leastHz = leastBandwidthsHz(columns);
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

  tree(): CertificateNode {
    const order = Array.from({ length: this.columns.deviceCount }, (_, k) => k);
    return { split: 'devices', shared: [], order, tree: this.tokens, own: this.own, parts: [] };
  }

  private weigh(): void {
    const { columns, scheduled } = this;
    const allocation = allocate(columns, scheduled, 0, this.look);
    this.allocations++;
    if (allocation === undefined) {
      this.close({ bandwidth: 1, share: 0, count: 0, tauS: 0, ray: true });
      return;
    }
    this.close({ bandwidth: allocation.price, share: 0, count: 0, tauS: allocation.tauS });
    const worth = worthOf(columns, scheduled, allocation.bandwidthHz);
    // Schedules arrive with lower indexes first.
    if (this.best === undefined || compareWorth(worth, this.best) < 0) {
      this.best = { ...worth, scheduled: [...scheduled], allocation };
    }
  }

  private close(multipliers: Multipliers): void {
    this.tokens.push(OWN);
    this.own.push(multipliers);
  }
}
