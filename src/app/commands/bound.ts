/** `driftlora bound`: the convergence bound on finished runs, beside what was measured, and its validation. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { writeLine } from '../../core/json-input.js';
import { OutDirectory, type OutKind } from '../../record/out-directory.js';
import { boundConstantsOf } from '../../record/records.js';
import { type FinishedRun, readRunDirectory } from '../../record/run-directory.js';
import {
  type AssessedRun,
  agreementSentence,
  type BoundMaterial,
  debtGapSentence,
  isVacuousAtEnd,
  meanIterateSentence,
  renderBoundReport,
  stepSentence,
  vacuitySentence,
  wordsByPolicy,
} from '../../report/index.js';
import { withoutSeed } from '../../scenario/index.js';
import {
  assessDebtGap,
  assessMeanIterate,
  assessRun,
  debtGapAgreement,
  meanIterateAgreement,
  policyOrderAgreement,
  validationFigures,
} from '../../validation/index.js';
import { tell } from '../progress.js';

interface BoundOptions {
  readonly validation?: true;
  readonly out?: string;
}

const PAGE = 'bound.html';
const DATA = 'bound.json';
const KIND: OutKind = { command: 'bound', mark: DATA, files: [PAGE, DATA] };
/** Into a run's folder. */
const PAGE_ONLY: OutKind = { command: 'bound', mark: PAGE, files: [PAGE] };
const VALIDATION_SEED = 1;

export function addBoundCommand(root: Command): void {
  root
    .command('bound')
    .description('the convergence bound on finished runs beside the measured loss, and where it is vacuous')
    .argument(
      '[run-dir...]',
      "out directories of runs; several: one scenario's seeds, for the rank correlation",
    )
    .option('--validation', 'also the bound on a kernel where all is exact, and its tightness (seconds)')
    .option('--out <dir>', `where ${PAGE} and ${DATA} go (default: ${PAGE} into the only RUN_DIR)`)
    .action(bound);
}

/** @throws InputError when the runs are not one scenario's with a seed each */
function checkComparable(runs: readonly FinishedRun[]): void {
  const [first] = runs;
  const seen = new Map<number, string>();
  for (const { directory, summary } of runs) {
    if (
      !isDeepStrictEqual(withoutSeed(summary.scenario), withoutSeed(first!.summary.scenario)) ||
      summary.completedRounds !== first!.summary.completedRounds
    ) {
      throw new InputError(
        'RUN_DIR',
        directory,
        `a run of the scenario of ${first!.directory}, another seed`,
      );
    }
    const { seed } = summary.scenario;
    if (seen.has(seed)) {
      throw new InputError(
        'RUN_DIR',
        directory,
        `a seed of its own (${seen.get(seed)} has seed ${seed}, too)`,
      );
    }
    seen.set(seed, directory);
  }
}

/** @throws InputError: a bound is held against what was trained and scored */
function checkTrained({ directory, summary }: FinishedRun): void {
  if (summary.scenario.learning.train && summary.policies.every((policy) => policy.heldOutLoss !== undefined))
    return;
  throw new InputError(
    `RUN_DIR ${directory}: scenario.learning.train`,
    summary.scenario.learning.train,
    'true, and a held-out loss of every policy: a bound is held against what was trained',
  );
}

function assess({ summary, records, trajectory, audit }: FinishedRun): AssessedRun {
  return {
    summary,
    records,
    assessments: assessRun(summary, records),
    meanIterate: assessMeanIterate(summary, records, audit),
    debtGap: assessDebtGap(summary, records),
    ...(trajectory ? { trajectory } : {}),
  };
}

/** Where the page goes; refused before any work when it cannot. */
function openTarget(runs: readonly FinishedRun[], out: string | undefined): Promise<OutDirectory> {
  if (out !== undefined) return OutDirectory.open(out, KIND, { tell });
  if (runs.length === 1) return OutDirectory.addTo(runs[0]!.directory, PAGE_ONLY, { tell });
  throw new InputError('--out', out, 'a directory, where there is not exactly one RUN_DIR');
}

async function keep(material: BoundMaterial, out: OutDirectory, isBeside: boolean): Promise<string> {
  const page = await renderBoundReport(material);
  const data = {
    runs: material.runs.map(({ summary, assessments, meanIterate, debtGap }) => ({
      seed: summary.scenario.seed,
      meanIterate,
      debtGap,
      assessments,
    })),
    meanIterateAgreement: material.meanIterateAgreement,
    debtGapAgreement: material.debtGapAgreement,
    agreement: material.agreement,
    validation: material.validation,
  };
  if (isBeside) await out.add({ [PAGE]: page });
  else await out.replace({ [PAGE]: page, [DATA]: `${JSON.stringify(data, null, 2)}\n` });
  return join(out.path, PAGE);
}

async function tellRun({
  summary,
  assessments,
  meanIterate,
  debtGap,
  trajectory,
}: AssessedRun): Promise<void> {
  await writeLine(`${meanIterateSentence(meanIterate, summary)}\n`);
  await writeLine(`${debtGapSentence(debtGap, summary)}\n`);
  await writeLine(vacuitySentence(assessments));
  const { own, shared } = wordsByPolicy(assessments);
  for (const { policy, words } of own) await writeLine(`\n${policy}: ${words}`);
  if (shared !== '') await writeLine(`\nAll policies: ${shared}`);
  if (trajectory) await writeLine(`\n${stepSentence(boundConstantsOf(summary).stepSize, trajectory)}`);
}

async function tellRuns(runs: readonly AssessedRun[]): Promise<void> {
  for (const { policy } of runs[0]!.summary.policies) {
    const vacuous = runs.filter(({ assessments }) =>
      assessments.some((one) => one.policy === policy && isVacuousAtEnd(one)),
    );
    await writeLine(`${policy}: the final bound is vacuous in ${vacuous.length} of ${runs.length} runs.`);
  }
}

async function bound(directories: readonly string[], options: BoundOptions): Promise<void> {
  if (directories.length === 0 && !options.validation) {
    throw new InputError('RUN_DIR', undefined, 'the --out directory of a run, or --validation');
  }
  const found: FinishedRun[] = [];
  for (const directory of directories) found.push(await readRunDirectory(directory));
  found.forEach(checkTrained);
  checkComparable(found);
  const out = await openTarget(found, options.out);
  try {
    await boundInto(out, found, options);
  } finally {
    out.close();
  }
}

async function boundInto(
  out: OutDirectory,
  found: readonly FinishedRun[],
  options: BoundOptions,
): Promise<void> {
  const runs = found.map(assess);
  const summaries = found.map(({ summary }) => summary);
  const material: BoundMaterial = {
    runs,
    ...(runs.length > 1
      ? {
          agreement: policyOrderAgreement(summaries),
          meanIterateAgreement: meanIterateAgreement(runs),
          debtGapAgreement: debtGapAgreement(runs),
        }
      : {}),
    ...(options.validation ? { validation: validationFigures({ seed: VALIDATION_SEED }) } : {}),
  };
  if (runs.length === 1) await tellRun(runs[0]!);
  if (runs.length > 1) await tellRuns(runs);
  if (material.agreement) {
    const { meanIterateAgreement: first } = material;
    await writeLine(
      first ? `T4. ${agreementSentence(first)}` : meanIterateSentence(undefined, summaries[0]!),
    );
    if (material.debtGapAgreement) await writeLine(`T2. ${agreementSentence(material.debtGapAgreement)}`);
    await writeLine(`Theorem 2. ${agreementSentence(material.agreement)}`);
  }
  if (material.validation) {
    const worst = Math.max(...material.validation.tightness.map(({ slack }) => Math.abs(slack)));
    await writeLine(
      `Validation: ${material.validation.tightness.length} instances hold with equality, to ${worst.toExponential(1)}.`,
    );
  }
  process.stderr.write(`${await keep(material, out, options.out === undefined)} shows the bound.\n`);
}
