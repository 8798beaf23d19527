/** From the rows of a file to traces: grouped by device, sorted, one sample an instant, oddities said or refused. */
import { InputError } from '../../core/errors.js';
import type { OnRemark, TraceRemark } from './remarks.js';
import { type ChannelTrace, gatherSamples, type TraceSample } from './trace.js';

export interface PlacedSample extends TraceSample {
  readonly device: string;
  /** Line of the file. */
  readonly line: number;
}

/** Two recordings, or one with a wrong clock, where nothing was recorded for so long. */
const LONGEST_PAUSE_S = 86_400;
/** Said, since a device is away in it. */
const NOTED_PAUSE_S = 60;

/**
 * @param file shown in errors
 * @param column the one that time stands in
 * @throws InputError where a device has two rows, next in time, more than a day apart
 */
export function gatherTraces(
  rows: readonly PlacedSample[],
  file: string,
  column: string,
  quantity: ChannelTrace['quantity'],
  onRemark: OnRemark = () => {},
): ChannelTrace[] {
  const byDevice = new Map<string, PlacedSample[]>();
  for (const row of rows) {
    const own = byDevice.get(row.device);
    if (own) own.push(row);
    else byDevice.set(row.device, [row]);
  }
  return [...byDevice].map(([device, own]) => {
    for (const remark of oddities(own, file, column)) onRemark(remark);
    const samples = own.map(({ timeS, level }) => (level === undefined ? { timeS } : { timeS, level }));
    return { device, quantity, samples: gatherSamples(samples) };
  });
}

function oddities(rows: readonly PlacedSample[], file: string, column: string): TraceRemark[] {
  const at = ({ line }: PlacedSample) => `${file}:${line}`;
  const backwards = rows.filter((row, i) => i > 0 && row.timeS < rows[i - 1]!.timeS);
  const sorted = [...rows].sort((a, b) => a.timeS - b.timeS || a.line - b.line);
  const next = (i: number) => sorted[i]!.timeS - sorted[i - 1]!.timeS;
  const shared = sorted.filter((_, i) => i > 0 && next(i) === 0);
  let pause = 0;
  for (let i = 1; i < sorted.length; i++) {
    if (next(i) > LONGEST_PAUSE_S) refuseJump(sorted[i - 1]!, sorted[i]!, file, column);
    if (pause === 0 || next(i) > next(pause)) pause = i;
  }
  const remarks: TraceRemark[] = [];
  if (rows[0] && rows.every(({ level }) => level === undefined)) {
    remarks.push({ kind: 'nothing-measured', where: at(rows[0]), amount: 1 });
  }
  if (backwards[0]) remarks.push({ kind: 'backwards', where: at(backwards[0]), amount: backwards.length });
  if (shared[0]) remarks.push({ kind: 'shared-instant', where: at(shared[0]), amount: shared.length });
  if (pause > 0 && next(pause) > NOTED_PAUSE_S) {
    remarks.push({ kind: 'long-pause', where: at(sorted[pause]!), amount: next(pause) });
  }
  return remarks;
}

function refuseJump(before: PlacedSample, after: PlacedSample, file: string, column: string): never {
  const days = ((after.timeS - before.timeS) / LONGEST_PAUSE_S).toPrecision(3);
  const found = `a jump of ${days} days from line ${before.line} to line ${after.line}`;
  const accepted =
    'a recording without a pause of more than a day: take out rows with a wrong clock, or give each part a file';
  throw new InputError(`${file}:${after.line}, ${column}`, found, accepted);
}
