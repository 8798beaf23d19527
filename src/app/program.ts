/**
 * The command: its subcommands by name, and how each ends. A subcommand's module is loaded when it is asked for, so
 * that help and refusals are there at once.
 */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../core/version.js';
import { EXIT, exitCodeOf, messageOf } from './exit.js';
import { type Interrupt, interruptible } from './interrupt.js';

interface Subcommand {
  /** In the list of all; the command's own help says more. */
  readonly summary: string;
  readonly load: () => Promise<(root: Command, interrupt: Interrupt) => void>;
  /** Whether it keeps what is finished when it is stopped; the others are ended by the signal itself, or serve. */
  readonly isInterruptible?: true;
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  run: {
    isInterruptible: true,
    summary: 'run a scenario: every policy decides, proves and trains round by round',
    load: async () => (await import('./commands/run.js')).addRunCommand,
  },
  solve: {
    summary: 'solve the problem of one round, or one problem a line',
    load: async () => (await import('./commands/solve.js')).addSolveCommand,
  },
  certify: {
    summary: 'check solutions against their problems',
    load: async () => (await import('./commands/certify.js')).addCertifyCommand,
  },
  explain: {
    summary: 'why a decision is as it is, and what would change it',
    load: async () => (await import('./commands/explain.js')).addExplainCommand,
  },
  bench: {
    isInterruptible: true,
    summary: 'compare solvers; the checker judges every answer',
    load: async () => (await import('./commands/bench.js')).addBenchCommand,
  },
  compare: {
    summary: 'split federated LoRA against other ways of fine-tuning',
    load: async () => (await import('./commands/compare.js')).addCompareCommand,
  },
  bound: {
    summary: 'the convergence bound on finished runs beside the measured loss',
    load: async () => (await import('./commands/bound.js')).addBoundCommand,
  },
  report: {
    summary: 'the report of a finished run again, its figures as files',
    load: async () => (await import('./commands/report.js')).addReportCommand,
  },
  export: {
    summary: "a finished run's adapter for others: safetensors, PEFT's names",
    load: async () => (await import('./commands/export.js')).addExportCommand,
  },
  serve: {
    summary: 'rounds and controllers over HTTP',
    load: async () => (await import('./commands/serve.js')).addServeCommand,
  },
  sweep: {
    isInterruptible: true,
    summary: 'a scenario over a grid of its keys and over seeds',
    load: async () => (await import('./commands/sweep.js')).addSweepCommand,
  },
  worker: {
    summary: 'compute the cells of "driftlora sweep --queue"',
    load: async () => (await import('./commands/worker.js')).addWorkerCommand,
  },
};

/** @param wanted the subcommand whose options are needed; the others are names in a list */
async function program(wanted: string | undefined, interrupt: Interrupt): Promise<Command> {
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
  for (const [name, { summary, load }] of Object.entries(SUBCOMMANDS)) {
    if (name === wanted) (await load())(root, interrupt);
    else root.command(name);
    root.commands.at(-1)!.summary(summary);
  }
  for (const command of root.commands) command.exitOverride().copyInheritedSettings(root);
  return root;
}

/** Of a command that signals end by themselves. */
const NEVER = new AbortController().signal;
const NO_INTERRUPT: Interrupt = { signal: NEVER, atOnce: NEVER, keep: () => {} };

/** @param args what stands behind `driftlora`. Sets process.exitCode; messages go to stderr */
export async function runCommand(args: readonly string[]): Promise<void> {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const wanted = first === 'help' ? second : first;
  const parse = async (interrupt: Interrupt) => {
    await (await program(wanted, interrupt)).parseAsync(args, { from: 'user' });
  };
  try {
    const isKnown = wanted !== undefined && Object.hasOwn(SUBCOMMANDS, wanted);
    await (isKnown && SUBCOMMANDS[wanted]!.isInterruptible ? interruptible(parse) : parse(NO_INTERRUPT));
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
      return;
    }
    process.stderr.write(`driftlora: ${messageOf(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
