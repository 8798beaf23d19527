/** An explanation as people read it. */
import { formatNumber, formatSeconds, formatUnit, listInWords, plural } from '../core/quantities.js';
import type {
  DeviceExplanation,
  Flip,
  Give,
  InsideCosts,
  Limit,
  OtherSide,
  ScheduleExplanation,
} from './types.js';

/** Four digits: a threshold is told from the value beside it. */
const four = (value: number) => String(Number(value.toPrecision(4)));
const money = (value: number) => formatNumber(value);

const ids = (list: readonly string[]) =>
  list.length > 4 ? plural(list.length, 'device') : listInWords(list);

function inPlace({ joins, leaves }: Pick<OtherSide, 'joins' | 'leaves'>): string {
  const parts = [
    ...(joins.length > 0 ? [`${ids(joins)} would come in`] : []),
    ...(leaves.length > 0 ? [`${ids(leaves)} would go`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function costs({ bandwidthHz, hertzPrice, bandwidthCost, energyCost }: InsideCosts): string {
  const band =
    hertzPrice > 0
      ? `its ${formatUnit(bandwidthHz, 'Hz')} cost ${money(bandwidthCost)}`
      : `its ${formatUnit(bandwidthHz, 'Hz')} cost nobody anything`;
  return energyCost > 0 ? `${band}, its energy ${money(energyCost)}` : band;
}

function difference(cost: number): string {
  if (Math.abs(cost) === Number.POSITIVE_INFINITY) return 'is impossible';
  return cost >= 0 ? `costs ${money(cost)} more` : `costs ${money(-cost)} less`;
}

/** @param inBest whether the best schedule has it */
export function deviceWords(device: Omit<DeviceExplanation, 'words'>, inBest: boolean): string {
  const { id, scheduled, worth, inside, otherSide, flips } = device;
  const side = scheduled ? 'in' : 'out';
  const sentences = [`${id} is ${side}: hearing from it is worth ${money(worth)}`];
  if (inside !== undefined) sentences[0] += scheduled ? `; ${costs(inside)}` : `; if in, ${costs(inside)}`;
  sentences.push(otherWords(otherSide, device));
  const turns = Object.entries(flips).map(([name, flip]) => flipWords(name, flip));
  const told = turns.filter((turn) => turn !== undefined);
  if (told.length > 0) {
    const verb = inBest ? 'It would be out' : 'It would be in';
    sentences.push(`${verb} ${told.join('; ')}`);
  }
  sentences.push(...openWords(flips));
  return `${sentences.join('. ')}.`;
}

function otherWords(
  other: OtherSide,
  { id, scheduled }: Pick<DeviceExplanation, 'id' | 'scheduled'>,
): string {
  const other_ = {
    joins: other.joins.filter((one) => one !== id),
    leaves: other.leaves.filter((one) => one !== id),
  };
  const subject = scheduled ? 'The best schedule without it' : 'The best schedule with it';
  if (other.status === 'impossible') return `${subject}: there is none, proven`;
  if (other.status === 'open') {
    const [low] = other.objective;
    return `${subject} was not proven${Number.isFinite(low) ? ` (it costs ${money(low)} at least)` : ''}`;
  }
  return `${subject} ${difference(other.costsMore)}${inPlace(other_)}, proven`;
}

/** What was looked for and not found, by reason. */
function openWords(flips: DeviceExplanation['flips']): string[] {
  const byReason = new Map<string, string[]>();
  for (const [name, flip] of Object.entries(flips)) {
    if (flip.status !== 'open' || flip.why === 'not asked for') continue;
    byReason.set(flip.why, [...(byReason.get(flip.why) ?? []), nameOf(name)]);
  }
  return [...byReason].map(([why, names]) => `Not settled for its ${listInWords(names)}: ${why}`);
}

/** Farther apart than a finished search leaves the two ends of a flip. */
const WIDE = 1e-3;
const WIDE_DB = 0.1;

/** undefined where there is nothing to say. */
function flipWords(name: string, flip: Flip): string | undefined {
  if (flip.status === 'no effect' || flip.status === 'open') return undefined;
  if (flip.status === 'never') {
    if (name === 'snrDb')
      return flip.upTo < 0 ? 'at no channel down to 60 dB worse' : 'at no channel up to 60 dB better';
    if (name === 'energyPrice')
      return flip.upTo === 0 ? 'at no energy price' : `at no energy price up to ${four(flip.upTo)}`;
    return 'at no share';
  }
  const [near, far] = flip.between;
  const isWide =
    Math.abs(far - near) > (name === 'snrDb' ? WIDE_DB : WIDE * Math.max(Math.abs(near), Math.abs(far)));
  // A limit ended the search: both ends are proven, but not where between them.
  const at = (show: (value: number) => string) =>
    isWide ? `somewhere from ${show(near)} to ${show(far)}` : show((near + far) / 2);
  if (name === 'snrDb')
    return `with a channel ${at((dB) => four(Math.abs(dB)))} dB ${far < 0 ? 'worse' : 'better'}`;
  const relation = isWide ? '' : far > near ? 'above ' : 'below ';
  const what = name === 'share' ? 'share' : "joule's price";
  return `with a ${what} ${relation}${at(four)} (now ${four(flip.now)})`;
}

const nameOf = (name: string) =>
  name === 'snrDb' ? 'channel' : name === 'energyPrice' ? 'energy price' : 'share';

const LIMITS: Readonly<Record<Limit, { readonly words: string; readonly show: (value: number) => string }>> =
  {
    minScheduled: { words: 'minScheduled', show: (n) => String(n) },
    bandwidthHz: { words: 'the band', show: (hz) => formatUnit(hz, 'Hz') },
    deadlineS: { words: 'the deadline', show: formatSeconds },
    uplinkBits: { words: "everybody's bits", show: (part) => `${four(100 * part)} %` },
    energyLimitJ: { words: 'every energy limit', show: (factor) => `${four(factor)} times as much` },
    snrDb: { words: "everybody's channel", show: (dB) => `${four(dB)} dB` },
  };

export function giveWords(give: Give): string {
  const { words, show } = LIMITS[give.limit];
  if (give.status === 'cannot')
    return `${words} alone cannot help: still infeasible at ${show(give.upTo)}${give.limit === 'snrDb' ? ' better' : ''}, proven`;
  const value = give.between[1];
  switch (give.limit) {
    case 'minScheduled':
      return `minScheduled down from ${give.now} to ${value}`;
    case 'uplinkBits':
      return `${words} down to ${show(value)}`;
    case 'energyLimitJ':
      return `${words} ${show(value)}`;
    case 'snrDb':
      return `${words} ${show(value)} better`;
    default:
      return `${words} up from ${show(give.now)} to ${give.limit === 'bandwidthHz' ? `${four(value / 1e6)} MHz` : `${four(value)} s`}`;
  }
}

/** What the whole schedule comes to. */
export function scheduleWords(explained: Omit<ScheduleExplanation, 'words' | 'devices'>): string {
  const { scheduled, objective, terms, next } = explained;
  const who =
    scheduled.length === 0
      ? 'Nobody takes part'
      : `${plural(scheduled.length, 'device')} ${scheduled.length === 1 ? 'takes' : 'take'} part`;
  const parts = [`${money(terms.penalty.cost)} for who is not heard`];
  if (terms.delay.cost > 0) parts.push(`${money(terms.delay.cost)} for the delay`);
  if (terms.energy.cost > 0) parts.push(`${money(terms.energy.cost)} for energy`);
  const value = terms.value > 0 ? `, less ${money(terms.value)} for values of devices` : '';
  const sentences = [`${who}; the objective is ${four(objective)}: ${listInWords(parts)}${value}`];
  sentences.push(standing(explained));
  const worth = [
    ...(next.hertz > 0 ? [`a MHz more is worth ${money(1e6 * next.hertz)}`] : []),
    ...(next.second ? [`a second later ${money(next.second)}`] : []),
  ];
  sentences.push(
    worth.length > 0
      ? `To this schedule ${listInWords(worth)}`
      : 'To this schedule no hertz and no second more is worth anything; another schedule may make use of them',
  );
  return `${sentences.join('. ')}.`;
}

function standing({
  isBest,
  best,
  objective,
  bound,
}: Omit<ScheduleExplanation, 'words' | 'devices'>): string {
  if (isBest) return 'No schedule costs less, proven';
  if (objective - best.objective > 2e-9 * Math.abs(objective))
    return `It is not the best: ${money(objective - best.objective)} less is possible (${four(best.objective)})`;
  return `Whether a better one exists is open: none costs less than ${four(bound)}`;
}
