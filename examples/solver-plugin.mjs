// A solver of your own: the devices that need the least band, as long as the objective falls, on equal parts of what they
// leave. Judge it beside others:   driftlora bench --solver exact --plugin examples/solver-plugin.mjs --sizes 10
import { evaluateDecision, loadSolver } from 'driftlora';

const bandwidth = await loadSolver('bandwidth');

export default {
  name: 'nearest-first',
  title: 'The strongest channels, as long as the objective falls',
  capabilities: {
    penalties: ['linear', 'quadratic', 'inverse', 'count'],
    delayKinds: ['synchronous', 'mean'],
    countLimits: false, // problems with minScheduled or maxScheduled are not given to it
    deadline: true,
    maxDevices: 1000,
    provesOptimality: false,
  },

  solve(problem, { timeLimitS = Infinity, clock = () => 0 } = {}) {
    const endMs = clock() + 1000 * timeLimitS;
    const strongest = [...problem.devices].sort((a, b) => b.snrHz - a.snrHz).map(({ id }) => id);
    let best = { scheduled: [], bandwidthHz: {} };
    let stopped = 'method'; // a heuristic: its method proves no more
    let allocations = 0;
    for (let n = 1; n <= strongest.length; n++) {
      if (clock() > endMs) {
        stopped = 'time-limit';
        break;
      }
      // The exact bandwidths of a given schedule are a solver, too.
      const answer = bandwidth.solve(problem, {
        warmStart: { scheduled: strongest.slice(0, n), bandwidthHz: {} },
      });
      allocations++;
      if (answer.status !== 'feasible') break;
      if (answer.objective >= evaluateDecision(problem, best).objective) break;
      best = { scheduled: answer.scheduled, bandwidthHz: answer.bandwidthHz };
    }
    const { objective, delayS, energyJ } = evaluateDecision(problem, best);
    // Nobody is forced to prove anything: `bandwidth` bounds the penalty from below, which is a bound for all.
    const { bound } = bandwidth.solve(problem, { warmStart: best });
    const gap = objective > bound ? (objective - bound) / Math.max(Math.abs(objective), Math.abs(bound)) : 0;
    const stats = { solver: 'nearest-first', nodes: 0, allocations };
    return { status: 'feasible', stopped, ...best, objective, bound, gap, delayS, energyJ, stats };
  },
};
