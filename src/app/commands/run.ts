/** `driftlora run`: the main job. Prints a table, writes the out directory. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { type LoadedPolicy, loadPolicyPlugin, POLICY_NAMES } from '../../control/index.js';
import { withOutDirectory } from '../../record/out-directory.js';
import { FIGURES_FOLDER, RUN_FILES, RUN_KIND } from '../../record/run-files.js';
import { readStudy, type Study } from '../../record/study.js';
import {
  channelRemark,
  findShipped,
  KNOWN_NAMES,
  namesWith,
  overrideScenario,
  printDefaults,
  quickScenario,
  readScenarioFile,
  shippedSchemaPath,
  withPlugins,
} from '../../scenario/index.js';
import type { Scenario } from '../../simulation/index.js';
import { EXIT, exitCodeOfRounds } from '../exit.js';
import { checkFigures, keepFigures } from '../figures-folder.js';
import type { Interrupt } from '../interrupt.js';
import { wholeNumber } from '../option-values.js';
import { createProgress, tell } from '../progress.js';
import type { RunNews, RunOutcome, RunRequest } from '../threads/run-thread.js';
import { workInThread } from '../threads/work-thread.js';

interface RunOptions {
  readonly out: string;
  readonly seed?: number;
  readonly rounds?: number;
  readonly policy?: readonly string[];
  readonly plugin?: readonly string[];
  readonly traces?: string;
  readonly quick?: true;
  readonly workers: number;
  readonly printDefaults?: true;
  readonly trajectoryConstants?: true;
  readonly audit?: true;
  readonly interactive?: true;
  readonly study?: string;
}

/** Start, end and three rounds between them. */
const TRAJECTORY_POINTS = 5;

export function addRunCommand(root: Command, interrupt: Interrupt): void {
  root
    .command('run')
    .description('run a scenario: every policy decides, proves and trains round by round; prints a table')
    .argument(
      '[scenario]',
      'scenario file (YAML), or the name of a ready one such as vehicles; without one, the defaults',
    )
    .option('--out <dir>', 'where summary.json, rounds.ndjson, report.html and figures/ go', 'out')
    .option('--seed <n>', 'seed of everything random', wholeNumber(0))
    .option('--rounds <n>', 'rounds of the horizon', wholeNumber(1))
    .option('--policy <name...>', `policies to run, of: ${POLICY_NAMES.join(', ')}`)
    .option('--plugin <file...>', 'ES modules that export a policy each, compared beside the others')
    .option(
      '--traces <dir>',
      'folder of measured channels, for a scenario whose radio.channel is of kind traces',
    )
    .option('--quick', 'a small version of the scenario, done in seconds')
    .option('--workers <n>', 'worker threads that train devices', wholeNumber(1), availableParallelism())
    .option('--trajectory-constants', "measure the bound's constants again along the first policy's run")
    .option(
      '--audit',
      'hold the theorems against every round on the real model, term by term (two more gradients of every device a round and policy)',
    )
    .option(
      '--interactive',
      'also interactive.html: hover, zoom, and a click on a round for its problem, decision and explanation',
    )
    .option(
      '--study <file>',
      'what more seeds gave, played earlier, shown beside this one run: a file, or the name of a ready one (by-distance)',
    )
    .option('--print-defaults', 'print a complete commented scenario and stop')
    .action(async (path: string | undefined, options: RunOptions) => {
      if (options.printDefaults) {
        process.stdout.write(printDefaults(pathToFileURL(shippedSchemaPath()).href));
        return;
      }
      const plugins = await Promise.all((options.plugin ?? []).map(loadPolicyPlugin));
      await run(await loadScenario(path, options, plugins), options, interrupt);
    });
}

async function loadScenario(
  path: string | undefined,
  options: RunOptions,
  plugins: readonly LoadedPolicy[],
): Promise<Scenario> {
  const refs = plugins.map(({ ref }) => ref);
  const known = namesWith(KNOWN_NAMES, refs);
  const read = await readScenarioFile(path, known);
  const overridden = overrideScenario(
    options.quick ? quickScenario(read) : read,
    {
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.rounds === undefined ? {} : { rounds: options.rounds }),
      ...(options.policy === undefined ? {} : { policies: options.policy }),
      ...(options.traces === undefined ? {} : { traces: options.traces }),
    },
    known,
  );
  const scenario = withPlugins(overridden, refs);
  const remark = channelRemark(scenario);
  if (remark) tell(remark);
  if (scenario.learning.constants === 'none' && scenario.control.roundWeights === 'gap') {
    tell(
      'control.roundWeights: gap takes the constants of the bound, which are left out: all rounds weigh the same.',
    );
  }
  return scenario;
}

const clockS = () => performance.now() / 1000;

const THREAD = new URL('../threads/run-thread.js', import.meta.url);

async function run(scenario: Scenario, options: RunOptions, interrupt: Interrupt): Promise<void> {
  // Read before any work is done: a mistake in it costs no run.
  const study =
    options.study === undefined
      ? undefined
      : await readStudy(findShipped(options.study, 'scenarios/studies', '--study'));
  await withOutDirectory(options.out, RUN_KIND, { tell }, async (out) => {
    const figures = join(options.out, FIGURES_FOLDER);
    await checkFigures(figures, '--out');
    const outcome = await play(scenario, options, interrupt, study);
    await out.replace(outcome.files);
    await keepFigures(figures, '--out', outcome.figures);
    conclude(outcome, options.out);
  });
}

async function play(
  scenario: Scenario,
  options: RunOptions,
  interrupt: Interrupt,
  study: Study | undefined,
): Promise<RunOutcome> {
  let roundsDone = 0;
  interrupt.keep({
    isWorthKeeping: () => roundsDone > 0,
    words: 'Stopping after this round; what was computed is kept.',
    wordsAtOnce: 'Ending without this round; the finished ones are kept.',
  });
  const progress = createProgress(process.stderr, clockS);
  const request: RunRequest = {
    scenario,
    workers: options.workers,
    isAudited: options.audit === true,
    isExplored: options.interactive === true,
    ...(study ? { study } : {}),
    ...(options.trajectoryConstants ? { trajectoryPoints: TRAJECTORY_POINTS } : {}),
  };
  const onNews = (news: RunNews) => {
    if (news.kind === 'remark') return tell(news.line);
    roundsDone = news.done - 1; // Setting up counts as one.
    progress.update(news.done, news.total, news.what);
  };
  try {
    return (await workInThread<RunRequest, RunNews, RunOutcome>(THREAD, request, {
      onNews,
      signal: interrupt.signal,
      cut: interrupt.atOnce,
    }))!;
  } finally {
    progress.end();
  }
}

function conclude({ table, decisions, refused, stopped, diverged, warnings }: RunOutcome, out: string): void {
  process.stdout.write(`${table}\n`);
  process.stderr.write(
    `${out}/${RUN_FILES.report} shows the run; ${out}/${RUN_FILES.rounds} has every round.\n`,
  );
  if (refused > 0) tell(`${refused} of ${decisions} rounds were refused by the checker.`);
  for (const warning of warnings) tell(warning);
  process.exitCode = exitCodeOfRounds({ refused, stopped });
  if (diverged.length > 0) {
    tell(
      `The training diverged for ${diverged.join(', ')}: learning.optimiser.stepSize is too large for it.`,
    );
    process.exitCode = EXIT.checkFailed;
  }
}
