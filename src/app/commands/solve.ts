/** `driftlora solve`: round problems in, solutions out, one at a time or line by line. */
import type { Command } from 'commander';
import { DriftloraError, InputError } from '../../core/errors.js';
import { isLineByLine, parseJson, readLines, readWhole, writeLine } from '../../core/json-input.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { loadSolver, type RoundSolver, solverRegistry } from '../../solvers/index.js';
import { EXIT } from '../exit.js';
import { secondsOption } from '../option-values.js';

interface SolveOptions {
  readonly solver: string;
  readonly timeLimit?: number;
  readonly list?: true;
}

export function addSolveCommand(root: Command): void {
  root
    .command('solve')
    .description('solve the problem of one round; FILE.ndjson or - (standard input): one problem a line')
    .argument('[problem]', 'PROBLEM.json, FILE.ndjson or -')
    .option('--solver <name>', 'which solver (see --list)', 'exact')
    .option(
      '--time-limit <time>',
      'stop after this time with the best solution and its gap, e.g. 2s',
      secondsOption,
    )
    .option('--list', 'list the solvers and what each can do')
    .action(async (path: string | undefined, options: SolveOptions) => {
      if (options.list) return listSolvers();
      if (path === undefined)
        throw new InputError('PROBLEM', undefined, 'a file of one problem, FILE.ndjson or -');
      const solver = await loadSolver(options.solver);
      return isLineByLine(path) ? solveLines(path, solver, options) : solveOne(path, solver, options);
    });
}

async function listSolvers(): Promise<void> {
  const width = Math.max(...solverRegistry.map((entry) => entry.name.length));
  for (const entry of solverRegistry) await writeLine(`${entry.name.padEnd(width)}  ${entry.title}`);
}

function solve(text: string, where: string, solver: RoundSolver, { timeLimit }: SolveOptions) {
  const problem = validateRoundProblem(parseJson(text, where));
  const solution = solver.solve(problem, {
    ...(timeLimit === undefined ? {} : { timeLimitS: timeLimit, clock: () => performance.now() }),
  });
  return { solution, json: JSON.stringify(solution) };
}

function exitCode({ status, ...rest }: RoundSolution): number {
  if (status === 'infeasible') return EXIT.infeasible;
  const limited = 'stopped' in rest && rest.stopped !== 'method';
  return limited ? EXIT.stopped : EXIT.done;
}

async function solveOne(path: string, solver: RoundSolver, options: SolveOptions): Promise<void> {
  const { solution, json } = solve(await readWhole(path), path, solver, options);
  await writeLine(json);
  process.exitCode = exitCode(solution);
}

async function solveLines(path: string, solver: RoundSolver, options: SolveOptions): Promise<void> {
  let invalid = 0;
  for await (const { text, where } of readLines(path)) {
    try {
      await writeLine(solve(text, where, solver, options).json);
    } catch (error) {
      if (!(error instanceof DriftloraError)) throw error;
      invalid++;
      const field = error instanceof InputError ? { field: error.field, accepted: error.accepted } : {};
      await writeLine(
        JSON.stringify({ status: 'invalid', error: { code: error.code, message: error.message, ...field } }),
      );
    }
  }
  if (invalid > 0) {
    process.stderr.write(
      `driftlora: ${invalid} line(s) of ${path} are not valid problems; see their "error"\n`,
    );
    process.exitCode = EXIT.badInput;
  }
}
