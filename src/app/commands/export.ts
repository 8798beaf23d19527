/** `driftlora export`: the adapter that a run trained, as files that others read. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../core/errors.js';
import { writeLine } from '../../core/json-input.js';
import { readAdapterOf } from '../../record/adapters.js';
import { type OutKind, withOutDirectory } from '../../record/out-directory.js';
import { type FinishedRun, readRunDirectory } from '../../record/run-directory.js';
import { ADAPTER_FILES, adapterFiles } from '../../training/index.js';
import { tell } from '../progress.js';

interface ExportOptions {
  readonly out: string;
  readonly policy?: string;
}

const KIND: OutKind = { command: 'export', mark: ADAPTER_FILES.info, files: Object.values(ADAPTER_FILES) };

export function addExportCommand(root: Command): void {
  root
    .command('export')
    .description(
      "the adapter that a run trained: LoRA factors and head as safetensors, with PEFT's names and configuration where the encoder is BERT-like",
    )
    .argument('<run-dir>', 'the --out directory of a run')
    .option('--out <dir>', 'where the files go', 'adapter')
    .option('--policy <name>', "whose model, where the run's policies are several")
    .action(exportAdapter);
}

/** @throws InputError where the run does not say it */
function policyOf({ summary }: FinishedRun, asked: string | undefined): string {
  const names = summary.policies.map(({ policy }) => policy);
  const name = asked ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !names.includes(name)) {
    throw new InputError('--policy', asked, `one policy of the run: ${names.join(', ')}`);
  }
  return name;
}

async function exportAdapter(directory: string, options: ExportOptions): Promise<void> {
  const run = await readRunDirectory(directory);
  const { summary } = run;
  const policy = policyOf(run, options.policy);
  const { scenario, model } = summary;
  const files = adapterFiles({
    task: scenario.learning.task,
    classNames: model.classNames,
    matrices: await readAdapterOf(directory, summary, policy),
    origin: {
      driftlora: summary.driftlora,
      scenario: scenario.name,
      seed: scenario.seed,
      policy,
      rounds: summary.completedRounds,
    },
  });
  await withOutDirectory(options.out, KIND, { tell }, (out) => out.replace(files));
  for (const name of Object.keys(files)) await writeLine(join(options.out, name));
}
