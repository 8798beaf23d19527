/** `driftlora solve`: round problems in, solutions out, one at a time or line by line. */
import type { Command } from 'commander';
import { DriftloraError, InputError } from '../../core/errors.js';
import {
  isLineByLine,
  type Line,
  parseJson,
  readLines,
  readWhole,
  writeLine,
} from '../../core/json-input.js';
import type { RoundSolution } from '../../problem/round/solution.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { loadSolver, type RoundSolver, solverRegistry } from '../../solvers/index.js';
import { EXIT, type ExitCode, located, placedMessage, worse } from '../exit.js';
import { type CallersNames, namesOf } from '../names.js';
import { secondsOption } from '../option-values.js';

interface SolveOptions {
  readonly solver: string;
  readonly timeLimit?: number;
  readonly list?: true;
}

export function addSolveCommand(root: Command): void {
  root
    .command('solve')
    .description(
      'solve the problem of one round; FILE.ndjson, FILE.jsonl or - (standard input): one problem a line',
    )
    .argument('[problem]', 'PROBLEM.json, FILE.ndjson, FILE.jsonl or -')
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

interface Answer {
  readonly json: string;
  readonly code: ExitCode;
}

/** @throws DriftloraError for what is no valid problem */
function solve(value: unknown, solver: RoundSolver, { timeLimit }: SolveOptions): Answer {
  const problem = validateRoundProblem(value);
  const solution = solver.solve(problem, {
    ...(timeLimit === undefined ? {} : { timeLimitS: timeLimit, clock: () => performance.now() }),
  });
  return { json: JSON.stringify({ ...namesOf(value), ...solution }), code: codeOf(solution) };
}

function codeOf({ status, ...rest }: RoundSolution): ExitCode {
  if (status === 'infeasible') return EXIT.infeasible;
  const limited = 'stopped' in rest && rest.stopped !== 'method';
  return limited ? EXIT.stopped : EXIT.done;
}

async function solveOne(path: string, solver: RoundSolver, options: SolveOptions): Promise<void> {
  const value = parseJson(await readWhole(path), path);
  const { json, code } = located(path, () => solve(value, solver, options));
  await writeLine(json);
  process.exitCode = code;
}

/** What stands in the place of a solution where the line is no problem that can be solved. */
function refusal(error: unknown, where: string, names: CallersNames): Answer {
  if (!(error instanceof DriftloraError)) throw error;
  const field = error instanceof InputError ? { field: error.field, accepted: error.accepted } : {};
  const told = { code: error.code, message: placedMessage(error, where), where, ...field };
  return { json: JSON.stringify({ ...names, status: 'invalid', error: told }), code: EXIT.badInput };
}

function answerTo(line: Line, solver: RoundSolver, options: SolveOptions): Answer {
  let value: unknown;
  try {
    value = parseJson(line.text, line.where);
    return solve(value, solver, options);
  } catch (error) {
    return refusal(error, line.where, namesOf(value));
  }
}

async function solveLines(path: string, solver: RoundSolver, options: SolveOptions): Promise<void> {
  let invalid = 0;
  let worst: ExitCode = EXIT.done;
  for await (const line of readLines(path)) {
    const { json, code } = answerTo(line, solver, options);
    if (code === EXIT.badInput) invalid++;
    worst = worse(worst, code);
    if (!(await writeLine(json))) break;
  }
  if (invalid > 0) {
    process.stderr.write(
      `driftlora: ${invalid} line(s) of ${path} are not valid problems; see their "error"\n`,
    );
  }
  process.exitCode = worst;
}
