/** `driftlora certify`: the independent checker on solutions from anywhere. */
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { isLineByLine, parseJson, readLines, readWhole, writeLine } from '../../core/json-input.js';
import { readRecord } from '../../core/read.js';
import { certifyRound } from '../../problem/round/certify.js';
import { parseRoundClaim } from '../../problem/round/solution.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { EXIT, type ExitCode, exitCodeOf, located, placedMessage, worse } from '../exit.js';
import { namesOf } from '../names.js';

interface CertifyOptions {
  readonly explain?: true;
}

export function addCertifyCommand(root: Command): void {
  root
    .command('certify')
    .description(
      'check a solution against its problem; .ndjson, .jsonl or - (standard input): one verdict a line. With ' +
        'one file, each value in it is { "problem": ..., "solution": ... }',
    )
    .argument('<problem>', 'PROBLEM.json, PROBLEMS.ndjson or -')
    .argument('[solution]', 'SOLUTION.json, SOLUTIONS.ndjson or -')
    .option('--explain', 'print the certificate of one solution as people read it: part, bound, why closed')
    .action(certify);
}

/** One of a problem and its solution: a text that may still be anything, and its place. */
interface Located {
  readonly where: string;
  readonly text: string;
}

/** A value that is read when it is needed, and throws an InputError where it is no JSON. */
interface Side {
  readonly where: string;
  readonly value: () => unknown;
}

interface Pair {
  readonly problem: Side;
  readonly solution: Side;
}

interface Verdict {
  readonly valid: boolean;
  readonly reasons: readonly string[];
}

function sideOf(located: Located): Side {
  let read: { readonly value: unknown } | undefined;
  const value = () => {
    read ??= { value: parseJson(located.text, located.where) };
    return read.value;
  };
  return { where: located.where, value };
}

const pairOf = (problem: Located, solution: Located): Pair => ({
  problem: sideOf(problem),
  solution: sideOf(solution),
});

/** Both in one value. */
function pairIn(both: Located): Pair {
  const { where } = both;
  const { problem, solution } = located(where, () =>
    readRecord(parseJson(both.text, where), '', ['problem', 'solution']),
  );
  return {
    problem: { where: `${where} problem`, value: () => problem },
    solution: { where: `${where} solution`, value: () => solution },
  };
}

/** @throws InputError for what is no problem, or no solution */
function judge({ problem, solution }: Pair): Verdict {
  const posed = located(problem.where, () => validateRoundProblem(problem.value()));
  const claimed = located(solution.where, () => parseRoundClaim(solution.value()));
  const { valid, reasons } = certifyRound(posed, claimed);
  return { valid, reasons };
}

const codeOf = ({ valid }: Verdict): ExitCode => (valid ? EXIT.done : EXIT.checkFailed);

async function certify(
  problemPath: string,
  solutionPath: string | undefined,
  { explain }: CertifyOptions,
): Promise<void> {
  if (solutionPath === '-' && problemPath === '-') {
    const accepted = 'standard input for one of the two, or "driftlora certify -" with both on each line';
    throw new InputError('SOLUTION', solutionPath, accepted);
  }
  if (solutionPath !== undefined && isLineByLine(problemPath) !== isLineByLine(solutionPath)) {
    throw new InputError(
      'SOLUTION',
      solutionPath,
      'two files of one value a line (.ndjson, .jsonl, -), or two of one value',
    );
  }
  const byLine = isLineByLine(problemPath);
  if (explain && byLine)
    throw new InputError('--explain', problemPath, 'one problem and its solution, as .json');
  process.exitCode = byLine
    ? await certifyLines(problemPath, solutionPath)
    : await certifyOne(problemPath, solutionPath, explain === true);
}

async function certifyOne(
  problemPath: string,
  solutionPath: string | undefined,
  explain: boolean,
): Promise<ExitCode> {
  const whole = async (path: string) => ({ where: path, text: await readWhole(path) });
  const pair =
    solutionPath === undefined
      ? pairIn(await whole(problemPath))
      : pairOf(await whole(problemPath), await whole(solutionPath));
  const verdict = judge(pair);
  await writeLine(JSON.stringify({ ...namesOf(pair.problem.value()), ...verdict }));
  if (explain) {
    const { certificateTable } = await import('../certificate-table.js');
    const posed = validateRoundProblem(pair.problem.value());
    process.stdout.write(certificateTable(posed, parseRoundClaim(pair.solution.value())));
  }
  return codeOf(verdict);
}

function valueIn(side: Side | undefined): unknown {
  try {
    return side?.value();
  } catch {
    return undefined;
  }
}

/** What `driftlora solve` writes for a line that is no problem it could solve. */
function refusalIn(solution: Side): { readonly error: unknown; readonly why: string } | undefined {
  const value = valueIn(solution) as Readonly<Record<string, unknown>> | null | undefined;
  if (typeof value !== 'object' || value?.status !== 'invalid') return undefined;
  const { message } = (value.error ?? {}) as { readonly message?: unknown };
  return { error: value.error, why: typeof message === 'string' ? message : 'no reason given' };
}

/** A verdict for each line, whatever is in it. */
function judgeLine(read: () => Pair, where: string): { readonly json: string; readonly code: ExitCode } {
  let pair: Pair | undefined;
  const told = (verdict: object) => JSON.stringify({ ...namesOf(valueIn(pair?.problem)), ...verdict });
  try {
    pair = read();
    const refused = refusalIn(pair.solution);
    if (refused) {
      const reasons = [`${pair.solution.where}: the solver found no valid problem: ${refused.why}`];
      const json = told({ valid: false, reasons, status: 'invalid', error: refused.error });
      return { json, code: EXIT.badInput };
    }
    const verdict = judge(pair);
    return { json: told(verdict), code: codeOf(verdict) };
  } catch (error) {
    return {
      json: told({ valid: false, reasons: [placedMessage(error, where)] }),
      code: exitCodeOf(error),
    };
  }
}

/** Lines of problems beside lines of solutions; undefined on the side that has ended. */
async function* sideBySide(problemPath: string, solutionPath: string) {
  const problems = readLines(problemPath);
  const solutions = readLines(solutionPath);
  for (;;) {
    const [problem, solution] = await Promise.all([problems.next(), solutions.next()]);
    if (problem.done && solution.done) return;
    yield {
      problem: problem.done ? undefined : problem.value,
      solution: solution.done ? undefined : solution.value,
    };
  }
}

async function* pairsOf(problemPath: string, solutionPath: string | undefined) {
  if (solutionPath === undefined) {
    for await (const line of readLines(problemPath)) yield { where: line.where, read: () => pairIn(line) };
    return;
  }
  for await (const { problem, solution } of sideBySide(problemPath, solutionPath)) {
    const where = (problem ?? solution)!.where;
    yield {
      where,
      read: () => {
        if (problem && solution) return pairOf(problem, solution);
        const missing = problem ? `a solution in ${solutionPath}` : `a problem in ${problemPath}`;
        throw new InputError(where, 'the end of the other file', `${missing} for each line`);
      },
    };
  }
}

async function certifyLines(problemPath: string, solutionPath: string | undefined): Promise<ExitCode> {
  const counts = new Map<ExitCode, number>();
  let worst: ExitCode = EXIT.done;
  for await (const { where, read } of pairsOf(problemPath, solutionPath)) {
    const { json, code } = judgeLine(read, where);
    counts.set(code, (counts.get(code) ?? 0) + 1);
    worst = worse(worst, code);
    if (!(await writeLine(json))) break;
  }
  if (worst !== EXIT.done) {
    const [refused, bad] = [counts.get(EXIT.checkFailed) ?? 0, counts.get(EXIT.badInput) ?? 0];
    process.stderr.write(
      `driftlora: ${refused} line(s) refused by the checker, ${bad} that could not be judged; see their "reasons"\n`,
    );
  }
  return worst;
}
