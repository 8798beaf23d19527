/** The files of a run's out directory: their names, and how each is written. */
import type { OutKind } from './out-directory.js';
import type { RoundRecord, RunAudit, RunSummary, RunTiming, TrajectoryConstants } from './records.js';
import type { Study } from './study.js';

export const RUN_FILES = {
  summary: 'summary.json',
  rounds: 'rounds.ndjson',
  timing: 'timing.json',
  trajectory: 'trajectory-constants.json',
  problems: 'problems.ndjson',
  solutions: 'solutions.ndjson',
  audit: 'audit.json',
  adapters: 'adapters.safetensors',
  study: 'study.json',
  report: 'report.html',
  table: 'table.tex',
  interactive: 'interactive.html',
  comparison: 'comparison.html',
} as const;

/** The folder of a run's figures: an out directory of its own. */
export const FIGURES_FOLDER = 'figures';

export const RUN_KIND: OutKind = {
  command: 'run',
  mark: RUN_FILES.summary,
  files: Object.values(RUN_FILES),
  folders: [FIGURES_FOLDER],
};

const whole = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const lines = (texts: readonly string[]) => texts.map((line) => `${line}\n`).join('');

export interface RunContent {
  readonly summary: RunSummary;
  readonly records: readonly RoundRecord[];
  readonly timing: RunTiming;
  readonly trajectory?: TrajectoryConstants;
  readonly audit?: RunAudit;
  readonly study?: Study;
  /** From adaptersFile; absent where nothing was trained. */
  readonly adapters?: Uint8Array;
  /** Problems and their solutions, one JSON a line. */
  readonly proofs: { readonly problems: readonly string[]; readonly solutions: readonly string[] };
}

/** Content of each file, by name. */
export function runFiles({
  summary,
  records,
  timing,
  trajectory,
  audit,
  study,
  adapters,
  proofs,
}: RunContent): Record<string, string | Uint8Array> {
  return {
    [RUN_FILES.summary]: whole(summary),
    [RUN_FILES.rounds]: lines(records.map((record) => JSON.stringify(record))),
    [RUN_FILES.timing]: whole(timing),
    ...(trajectory ? { [RUN_FILES.trajectory]: whole(trajectory) } : {}),
    ...(audit ? { [RUN_FILES.audit]: whole(audit) } : {}),
    ...(study ? { [RUN_FILES.study]: whole(study) } : {}),
    ...(adapters ? { [RUN_FILES.adapters]: adapters } : {}),
    [RUN_FILES.problems]: lines(proofs.problems),
    [RUN_FILES.solutions]: lines(proofs.solutions),
  };
}
