/** The thread of a bench: solvers of ours compute in it, plug-ins in threads of their own. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchInstance } from '../../bench/families.js';
import { loadPlugin, type PluginSolver } from '../../bench/plugin.js';
import { type BenchedSolver, type BenchRow, benched, runBench } from '../../bench/run.js';
import { loadSolver } from '../../solvers/index.js';
import { inThread } from './in-thread.js';

export interface BenchRequest {
  readonly instances: readonly BenchInstance[];
  /** Names in the registry, then paths of plug-ins. */
  readonly solvers: readonly string[];
  readonly plugins: readonly string[];
  readonly timeLimitS: number;
}

export type BenchNews =
  | { readonly kind: 'solvers'; readonly names: readonly string[] }
  /** Of one instance, all solvers. */
  | { readonly kind: 'rows'; readonly rows: readonly BenchRow[] };

/** Rows are told apart by the solver's name: a second one of a name gets a number. */
function distinct(solvers: readonly BenchedSolver[]): BenchedSolver[] {
  const seen = new Map<string, number>();
  return solvers.map((solver) => {
    const times = (seen.get(solver.name) ?? 0) + 1;
    seen.set(solver.name, times);
    if (times === 1) return solver;
    return {
      name: `${solver.name} (${times})`,
      solve: (problem, timeLimitS) => solver.solve(problem, timeLimitS),
    };
  });
}

function pluginFrom(path: string): Promise<PluginSolver> {
  return loadPlugin(pathToFileURL(resolve(path)).href, path);
}

async function bench(request: BenchRequest, tell: (news: BenchNews) => void): Promise<void> {
  const clock = () => performance.now();
  const { instances, timeLimitS } = request;
  const ours = (await Promise.all(request.solvers.map(loadSolver))).map((solver) => benched(solver, clock));
  const plugins: PluginSolver[] = [];
  try {
    for (const path of request.plugins) plugins.push(await pluginFrom(path));
    const solvers = distinct([...ours, ...plugins]);
    tell({ kind: 'solvers', names: solvers.map(({ name }) => name) });
    const onInstance = (rows: readonly BenchRow[]) => tell({ kind: 'rows', rows });
    await runBench(instances, solvers, { timeLimitS, onInstance });
  } finally {
    await Promise.all(plugins.map((plugin) => plugin.close()));
  }
}

await inThread(bench);
