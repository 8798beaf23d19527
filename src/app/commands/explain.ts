/** `driftlora explain`: why a decision is as it is, in words or as JSON. */
import { lstat, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { InputError } from '../../core/errors.js';
import { parseJson, readWhole, writeLine } from '../../core/json-input.js';
import { type Explanation, explain, explanationText, type Proof } from '../../explain/index.js';
import { certifyRound } from '../../problem/round/certify.js';
import { parseRoundClaim, type RoundClaim } from '../../problem/round/solution.js';
import { validateRoundProblem } from '../../problem/round/validate.js';
import { EXIT, type ExitCode, located } from '../exit.js';
import { namesOf } from '../names.js';
import { secondsOption, wholeNumber } from '../option-values.js';

interface ExplainFlags {
  readonly json?: true;
  readonly best?: number;
  readonly device?: readonly string[];
  readonly proofs?: string;
  readonly timeLimit?: number;
}

/** Twenty devices may take minutes; whoever asks at a prompt waits for half a minute at most. */
const DEFAULT_LIMIT_S = 30;

export function addExplainCommand(root: Command): void {
  root
    .command('explain')
    .description(
      'why each device is in or out, where it would change sides, what more of anything is worth; for an ' +
        'infeasible problem the least that must give. Every number is solved for and proven',
    )
    .argument('<problem>', 'PROBLEM.json')
    .argument('[solution]', 'SOLUTION.json or { "scheduled", "bandwidthHz" }; absent: the best schedule')
    .option('--json', 'everything as one JSON object')
    .option('--best <k>', 'also the k best schedules, their order proven', wholeNumber(1))
    .option('--device <id...>', 'look where these devices change sides, not where all do')
    .option(
      '--proofs <file>',
      'write problems and solutions that prove it, one pair a line, for "certify FILE"',
    )
    .addOption(
      new Option('--time-limit <time>', 'for everything; what is left then is told as not settled')
        .argParser(secondsOption)
        .default(DEFAULT_LIMIT_S, `${DEFAULT_LIMIT_S}s`),
    )
    .action(explainFile);
}

async function explainFile(
  path: string,
  solutionPath: string | undefined,
  flags: ExplainFlags,
): Promise<void> {
  if (flags.proofs !== undefined) await refuseProofsPath(flags.proofs);
  const posed = parseJson(await readWhole(path), path);
  const problem = located(path, () => validateRoundProblem(posed));
  const claim = solutionPath === undefined ? undefined : await readClaim(solutionPath);
  if (claim !== undefined) {
    const { valid, reasons } = certifyRound(problem, claim);
    if (!valid) {
      process.stderr.write(`driftlora: ${solutionPath}: the checker refuses it: ${reasons.join('; ')}\n`);
      process.exitCode = EXIT.checkFailed;
      return;
    }
  }
  const proofs: Proof[] = [];
  const explanation = located(path, () =>
    explain(problem, claim, {
      clock: () => performance.now(),
      ...(flags.timeLimit === undefined ? {} : { timeLimitS: flags.timeLimit }),
      ...(flags.best === undefined ? {} : { best: flags.best }),
      ...(flags.device === undefined ? {} : { flipsOf: flags.device }),
      onProof: (proof) => proofs.push(proof),
    }),
  );
  await writeLine(
    flags.json ? JSON.stringify({ ...namesOf(posed), ...explanation }) : explanationText(explanation),
  );
  if (flags.proofs !== undefined) await writeProofs(flags.proofs, proofs);
  process.exitCode = codeOf(explanation);
}

async function readClaim(path: string): Promise<RoundClaim> {
  const value = parseJson(await readWhole(path), path);
  return located(path, () => parseRoundClaim(value));
}

/** Before anything is computed, which may take minutes. @throws InputError where something stands already, or the shell left a ~ */
async function refuseProofsPath(path: string): Promise<void> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new InputError('--proofs', path, 'a file that does not exist yet');
  if (/^(~[\w-]*(\/|$)|\s*$)/.test(path))
    throw new InputError('--proofs', path, 'the path of a file, which does not begin with ~');
}

/** A file that is there already is somebody's. */
async function writeProofs(path: string, proofs: readonly Proof[]): Promise<void> {
  const lines = proofs.map(({ claim, problem, solution }) =>
    JSON.stringify({ problem: { ...problem, tag: claim }, solution }),
  );
  try {
    await writeFile(path, lines.map((line) => `${line}\n`).join(''), { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'that does not exist yet' : `that can be written (${message})`;
    throw new InputError('--proofs', path, `a file ${why}`);
  }
}

function codeOf(explanation: Explanation): ExitCode {
  if (explanation.status === 'infeasible') return EXIT.infeasible;
  if (explanation.status === 'unknown' || !explanation.complete) return EXIT.stopped;
  return EXIT.done;
}
