/** What crossed the air, by kind of message. */
import type { TopLevelSpec } from 'vega-lite';
import type { RoundRecord, RunSummary } from '../record/records.js';
import type { Figure } from './figure.js';
import { byPolicy } from './series.js';

/** In the order in which a round sends them. */
const KINDS = [
  ['head', 'head, down', '#999999'],
  ['features', 'features, up (forward)', '#0072B2'],
  ['outputs', 'encoder outputs, down (forward)', '#56B4E9'],
  ['outputGradients', 'gradients of the outputs, up (backward)', '#D55E00'],
  ['headGradient', 'gradient of the head, up', '#E69F00'],
  // Records of earlier versions know no more than this.
  ['up', 'up', '#0072B2'],
  ['down', 'down', '#56B4E9'],
] as const;

export interface BitsBar {
  readonly policy: string;
  readonly kind: string;
  readonly order: number;
  /** Of the whole run. */
  readonly bits: number;
}

const NAMES: ReadonlySet<string> = new Set(KINDS.map(([name]) => name));

/** Whether a record says of all its bits what they were, by names known here. */
function isWhole({ messageBits, uplinkBits, downlinkBits }: RoundRecord): boolean {
  if (messageBits === undefined || !Object.keys(messageBits).every((name) => NAMES.has(name))) return false;
  const named = Object.values(messageBits).reduce((sum, bits) => sum + bits, 0);
  return Math.abs(named - uplinkBits - downlinkBits) <= 1;
}

export function bitsBars(summary: RunSummary, records: readonly RoundRecord[]): BitsBar[] {
  const isKnown = records.every(isWhole);
  return [...byPolicy(summary, records)].flatMap(([policy, own]) => {
    const totals = new Map<string, number>();
    for (const record of own) {
      const parts = isKnown ? record.messageBits! : { up: record.uplinkBits, down: record.downlinkBits };
      for (const [name, bits] of Object.entries(parts)) totals.set(name, (totals.get(name) ?? 0) + bits);
    }
    return KINDS.flatMap(([name, kind], order) => {
      const bits = totals.get(name) ?? 0;
      return bits > 0 ? [{ policy, kind, order, bits }] : [];
    });
  });
}

const UNITS = [
  [1e12, 'Tbit'],
  [1e9, 'Gbit'],
  [1e6, 'Mbit'],
  [1e3, 'kbit'],
  [1, 'bit'],
] as const;

/** None where nothing was sent. */
export function bitsFigures(summary: RunSummary, records: readonly RoundRecord[]): Figure[] {
  const bars = bitsBars(summary, records);
  if (bars.length === 0) return [];
  const largest = Math.max(
    ...summary.policies.map(({ policy }) =>
      bars.filter((bar) => bar.policy === policy).reduce((sum, { bits }) => sum + bits, 0),
    ),
  );
  const [factor, unit] = UNITS.find(([least]) => largest >= least) ?? [1, 'bit'];
  const shown = KINDS.filter(([, kind]) => bars.some((bar) => bar.kind === kind));
  const spec = {
    width: 720,
    height: { step: 26 },
    data: { values: bars.map((bar) => ({ ...bar, amount: bar.bits / factor })) },
    mark: { type: 'bar' },
    encoding: {
      y: {
        field: 'policy',
        type: 'nominal',
        sort: summary.policies.map(({ policy }) => policy),
        axis: { title: null, labelLimit: 220 },
      },
      x: {
        field: 'amount',
        type: 'quantitative',
        axis: { title: `over the air in the whole run (${unit})`, tickCount: 8 },
      },
      color: {
        field: 'kind',
        type: 'nominal',
        scale: { domain: shown.map(([, kind]) => kind), range: shown.map(([, , colour]) => colour) },
        legend: { title: null, orient: 'top', columns: 3 },
      },
      order: { field: 'order', type: 'quantitative' },
    },
  };
  return [
    {
      id: 'bits',
      title: 'What crossed the air',
      caption:
        'Bits of the whole run by kind of message, of devices that did not fail. A policy with a longer bar heard more devices, or devices with longer texts; where features dominate, fewer bits a number (learning.precision) save most.',
      wide: true,
      spec: spec as unknown as TopLevelSpec,
    },
  ];
}
