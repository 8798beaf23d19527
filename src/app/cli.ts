#!/usr/bin/env node
/** The command's door. Commands live in files of their own; exit codes and messages have one owner each. */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../core/version.js';
import { addBenchCommand } from './commands/bench.js';
import { addBoundCommand } from './commands/bound.js';
import { addCertifyCommand } from './commands/certify.js';
import { addCompareCommand } from './commands/compare.js';
import { addRunCommand } from './commands/run.js';
import { addServeCommand } from './commands/serve.js';
import { addSolveCommand } from './commands/solve.js';
import { addSweepCommand } from './commands/sweep.js';
import { addWorkerCommand } from './commands/worker.js';
import { EXIT, exitCodeOf, messageOf } from './exit.js';

function program(): Command {
  const root = new Command('driftlora')
    .description(
      'Which devices take part, and with how much bandwidth, in each round of split federated LoRA ' +
        'fine-tuning over a wireless network: decided, proven, trained and compared.',
    )
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(`${text.split('\n')[0]}\n`) })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a check did not hold, 2 bad input, 3 infeasible, 4 stopped by a limit.',
    );
  addRunCommand(root);
  addSolveCommand(root);
  addCertifyCommand(root);
  addBenchCommand(root);
  addCompareCommand(root);
  addBoundCommand(root);
  addServeCommand(root);
  addSweepCommand(root);
  addWorkerCommand(root);
  for (const command of root.commands) command.exitOverride().copyInheritedSettings(root);
  return root;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
      return;
    }
    process.stderr.write(`driftlora: ${messageOf(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

// A reader that closes the pipe early (head) is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

await main();
