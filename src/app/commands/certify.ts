/** `driftlora certify`: the independent checker on solutions from anywhere. */
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { isLineByLine, parseJson, readLines, readWhole, writeLine } from '../../core/json-input.js';
import { certifyRound } from '../../problem/round/certify.js';
import { parseRoundClaim } from '../../problem/round/solution.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { EXIT } from '../exit.js';

export function addCertifyCommand(root: Command): void {
  root
    .command('certify')
    .description('check a solution against its problem; two .ndjson files: one verdict a line')
    .argument('<problem>', 'PROBLEM.json or PROBLEMS.ndjson')
    .argument('<solution>', 'SOLUTION.json or SOLUTIONS.ndjson')
    .action(async (problemPath: string, solutionPath: string) => {
      if (isLineByLine(problemPath) !== isLineByLine(solutionPath)) {
        throw new InputError('SOLUTION', solutionPath, 'two .ndjson files, or two files of one value each');
      }
      const allValid = isLineByLine(problemPath)
        ? await certifyLines(problemPath, solutionPath)
        : await certifyOne(problemPath, solutionPath);
      process.exitCode = allValid ? EXIT.done : EXIT.checkFailed;
    });
}

interface Located {
  readonly text: string;
  readonly where: string;
}

async function judge(problem: Located, solution: Located): Promise<boolean> {
  const posed = validateRoundProblem(parseJson(problem.text, problem.where));
  const claimed = parseRoundClaim(parseJson(solution.text, solution.where));
  const { valid, reasons } = certifyRound(posed, claimed);
  await writeLine(JSON.stringify({ valid, reasons }));
  return valid;
}

async function certifyOne(problemPath: string, solutionPath: string): Promise<boolean> {
  return judge(
    { text: await readWhole(problemPath), where: problemPath },
    { text: await readWhole(solutionPath), where: solutionPath },
  );
}

async function certifyLines(problemPath: string, solutionPath: string): Promise<boolean> {
  const solutions = readLines(solutionPath);
  let allValid = true;
  for await (const problem of readLines(problemPath)) {
    const next = await solutions.next();
    if (next.done)
      throw new InputError(solutionPath, 'the end of the file', `a solution for ${problem.where}`);
    if (!(await judge(problem, next.value))) allValid = false;
  }
  const extra = await solutions.next();
  if (!extra.done)
    throw new InputError(extra.value.where, extra.value.text, 'no more solutions than problems');
  return allValid;
}
