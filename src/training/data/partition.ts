/** Who holds which rows: ways to spread a data set over devices. */
import { drawDirichlet } from '../../core/dirichlet.js';
import { InputError } from '../../core/errors.js';
import { nearestName } from '../../core/nearest-name.js';
import { type RandomStream, randomStream } from '../../core/random.js';
import { type NamedDevice, rowCounts, turnsOf } from './listed-devices.js';

export type PartitionSpec =
  | { readonly kind: 'iid' }
  /**
   * Every class is split over the devices by proportions ~ Dirichlet(alpha, ..., alpha) (Yurochkin et al. 2019): devices
   * differ in classes and in size. Small alpha: unlike devices.
   */
  | { readonly kind: 'dirichlet'; readonly alpha: number }
  /**
   * Every device draws its own class shares ~ Dirichlet(alpha p), p the classes' shares of all rows (Hsu, Qi and Brown
   * 2019): devices differ in classes, and have equally many rows.
   */
  | { readonly kind: 'dirichlet-shares'; readonly alpha: number }
  /** Rows sorted by label, cut into equal shards, `perDevice` shards dealt to each device. */
  | { readonly kind: 'shards'; readonly perDevice: number }
  /**
   * Rows sorted by label (the classes in an order drawn by the seed) go to the devices from the nearest to the farthest,
   * equally many each, so that labels go with distance. A part `mixture` in [0, 1] of the rows is dealt out at random instead.
   */
  | {
      readonly kind: 'by-distance';
      readonly mixture: number;
      /** Of each device from the base station, m. */
      readonly distanceM: readonly number[];
    }
  /** The same for devices whose channel was measured, and whose place nobody knows: from the strongest channel to the weakest. */
  | {
      readonly kind: 'by-channel';
      readonly mixture: number;
      /** Of each device: 0 the strongest mean channel. Absent until the measured channels were read, without which nobody can deal out rows. */
      readonly rank?: readonly number[];
    }
  /** Rows of the data's own owners; the largest ones become the devices, the rows of the others are not used. */
  | { readonly kind: 'natural' };

export interface DeviceRows {
  readonly id: string;
  readonly rows: readonly number[];
}

/**
 * @param rows row numbers to spread
 * @param labels class of every row of the data set, indexed by row number
 * @param holders how many devices, then called d0, d1, ... or by the owners' names; or who they are: with 'natural' the
 * owners of these names, with 'iid' and 'dirichlet-shares' each with as many rows as it names
 * @param owners owner of every row, needed by 'natural'
 * @returns devices with at least one row each
 * @throws InputError when there are fewer rows (or owners) than devices, no owner of a name, or alpha is not positive
 */
export function partitionRows(
  spec: PartitionSpec,
  rows: readonly number[],
  labels: readonly number[],
  holders: number | readonly NamedDevice[],
  seed: number,
  owners?: readonly string[],
): DeviceRows[] {
  const named = typeof holders === 'number' ? undefined : holders;
  const devices = typeof holders === 'number' ? holders : holders.length;
  if (!Number.isInteger(devices) || devices < 1 || devices > rows.length) {
    throw new InputError('devices', devices, `an integer from 1 to the ${rows.length} training rows`);
  }
  const stream = randomStream(seed, 'partition', spec.kind);
  if (spec.kind === 'natural') return byOwner(rows, named ?? devices, owners);
  const turns = named && turnsInCounts(spec, named, rows.length);
  const held = spread(spec, stream, rows, labels, turns ?? inTurn(rows.length, devices), devices);
  fillEmpty(held);
  return held.map((own, k) => ({ id: named?.[k]?.id ?? `d${k}`, rows: own.sort((a, b) => a - b) }));
}

/** One row after the other to each device in turn. */
const inTurn = (rows: number, devices: number) => Array.from({ length: rows }, (_, i) => i % devices);

/** The same where devices name their numbers of rows. @throws InputError where the partition decides those */
function turnsInCounts(
  { kind }: PartitionSpec,
  named: readonly NamedDevice[],
  rows: number,
): readonly number[] | undefined {
  const counts = rowCounts(named, rows);
  if (counts && kind !== 'iid' && kind !== 'dirichlet-shares') {
    const accepted = `no rows or shares where the partition is ${kind}, which decides them`;
    throw new InputError('namedDevices', named, accepted);
  }
  return counts && turnsOf(counts);
}

function spread(
  spec: Exclude<PartitionSpec, { kind: 'natural' }>,
  stream: RandomStream,
  rows: readonly number[],
  labels: readonly number[],
  turns: readonly number[],
  devices: number,
): number[][] {
  switch (spec.kind) {
    case 'iid':
      return dealInTurns(stream.shuffled(rows), turns, devices);
    case 'dirichlet':
      return byDirichlet(spec.alpha, stream, rows, labels, devices);
    case 'dirichlet-shares':
      return byDirichletShares(spec.alpha, stream, rows, labels, turns, devices);
    case 'by-distance':
      return outwards('distanceM', spec.distanceM, spec.mixture, { stream, rows, labels, devices });
    case 'by-channel':
      return outwards('rank', spec.rank, spec.mixture, { stream, rows, labels, devices });
    case 'shards':
      return byShards(spec.perDevice, stream, rows, labels, devices);
  }
}

/** A row to the device whose turn it is, until nobody has another turn. */
function dealInTurns(rows: readonly number[], turns: readonly number[], devices: number): number[][] {
  const held: number[][] = Array.from({ length: devices }, () => []);
  for (const [i, k] of turns.entries()) held[k]!.push(rows[i]!);
  return held;
}

/** One row after the other to each device in turn. */
function deal(rows: readonly number[], devices: number): number[][] {
  return Array.from({ length: devices }, (_, k) => rows.filter((_, i) => i % devices === k));
}

function byDirichlet(
  alpha: number,
  stream: RandomStream,
  rows: readonly number[],
  labels: readonly number[],
  devices: number,
): number[][] {
  checkAlpha(alpha);
  const held: number[][] = Array.from({ length: devices }, () => []);
  for (const own of groupByLabel(rows, labels)) {
    const proportions = drawDirichlet(
      stream,
      held.map(() => alpha),
    );
    const shuffled = stream.shuffled(own);
    let cumulative = 0;
    let from = 0;
    proportions.forEach((proportion, k) => {
      cumulative += proportion;
      const to = k === devices - 1 ? shuffled.length : Math.round(Math.min(1, cumulative) * shuffled.length);
      for (; from < to; from++) held[k]!.push(shuffled[from]!);
    });
  }
  return held;
}

function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new InputError('partition.alpha', alpha, 'a finite number > 0');
}

/**
 * A row to the device whose turn it is, of a class drawn from the device's own shares, without putting back.
 * A class that is used up is left out of the draw; a device whose classes are all used up draws from what is left.
 */
function byDirichletShares(
  alpha: number,
  stream: RandomStream,
  rows: readonly number[],
  labels: readonly number[],
  turns: readonly number[],
  devices: number,
): number[][] {
  checkAlpha(alpha);
  const pools = groupByLabel(rows, labels).map((own) => stream.shuffled(own));
  const prior = pools.map((pool) => Math.max(Number.MIN_VALUE, (alpha * pool.length) / rows.length));
  const shares = Array.from({ length: devices }, () => drawDirichlet(stream, prior));
  const held: number[][] = shares.map(() => []);
  for (const k of turns) {
    const own = shares[k]!.map((share, c) => (pools[c]!.length > 0 ? share : 0));
    const weights = own.some((share) => share > 0) ? own : pools.map((pool) => pool.length);
    held[k]!.push(pools[drawIndex(stream, weights)]!.pop()!);
  }
  return held;
}

/** An index with a weight above 0, with probability proportional to it. */
function drawIndex(stream: RandomStream, weights: readonly number[]): number {
  let left = stream.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return last;
}

interface Dealing {
  readonly stream: RandomStream;
  readonly rows: readonly number[];
  readonly labels: readonly number[];
  readonly devices: number;
}

/** Rows sorted by label, to the devices in the order of how far out they are. */
function outwards(
  key: string,
  farness: readonly number[] | undefined,
  mixture: number,
  { stream, rows, labels, devices }: Dealing,
): number[][] {
  if (!(mixture >= 0 && mixture <= 1)) {
    throw new InputError('partition.mixture', mixture, 'a number in [0, 1]');
  }
  if (farness === undefined) {
    throw new InputError(
      `partition.${key}`,
      farness,
      'the ranks of measured channels, from withMeasuredRank',
    );
  }
  if (farness.length !== devices || !farness.every((far) => Number.isFinite(far))) {
    throw new InputError(`partition.${key}`, farness, `${devices} numbers, one for each device`);
  }
  const shuffled = stream.shuffled(rows);
  const mixed = Math.round(mixture * shuffled.length);
  const held = deal(shuffled.slice(0, mixed), devices);
  const sorted = stream.shuffled(groupByLabel(shuffled.slice(mixed), labels)).flat();
  const edge = (i: number) => Math.round((i * sorted.length) / devices);
  const order = farness.map((far, k) => ({ far, k })).sort((a, b) => a.far - b.far || a.k - b.k);
  order.forEach(({ k }, place) => {
    held[k]!.push(...sorted.slice(edge(place), edge(place + 1)));
  });
  return held;
}

function byShards(
  perDevice: number,
  stream: RandomStream,
  rows: readonly number[],
  labels: readonly number[],
  devices: number,
): number[][] {
  if (!Number.isInteger(perDevice) || perDevice < 1 || perDevice * devices > rows.length) {
    throw new InputError('partition.perDevice', perDevice, `an integer from 1 to ${rows.length / devices}`);
  }
  const sorted = groupByLabel(stream.shuffled(rows), labels).flat();
  const count = perDevice * devices;
  const edge = (i: number) => Math.round((i * sorted.length) / count);
  const order = stream.shuffled(Array.from({ length: count }, (_, i) => i));
  return deal(order, devices).map((shards) => shards.flatMap((i) => sorted.slice(edge(i), edge(i + 1))));
}

function byOwner(
  rows: readonly number[],
  holders: number | readonly NamedDevice[],
  owners?: readonly string[],
): DeviceRows[] {
  if (!owners) throw new InputError('partition.kind', 'natural', 'a data set whose rows name their device');
  const held = new Map<string, number[]>();
  for (const row of rows) {
    const own = held.get(owners[row]!);
    if (own) own.push(row);
    else held.set(owners[row]!, [row]);
  }
  if (typeof holders !== 'number') return holders.map(({ id }, k) => ({ id, rows: rowsOf(held, id, k) }));
  const devices = holders;
  if (held.size < devices)
    throw new InputError('devices', devices, `at most the ${held.size} owners in the data`);
  return [...held]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, devices)
    .map(([id, own]) => ({ id, rows: own }));
}

/** @throws InputError naming the device for which there is no owner */
function rowsOf(held: ReadonlyMap<string, number[]>, id: string, k: number): number[] {
  const own = held.get(id);
  if (own) return own;
  const near = nearestName(id, [...held.keys()]);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const accepted = `the name of one of the ${held.size} devices that the data names (learning.partition: natural)${hint}`;
  throw new InputError(`namedDevices[${k}].id`, id, accepted);
}

function groupByLabel(rows: readonly number[], labels: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const row of rows) {
    const label = labels[row]!;
    groups[label] ??= [];
    groups[label].push(row);
  }
  return groups.filter((group) => group !== undefined);
}

/** A device without rows cannot take part, so it gets one from the largest. */
function fillEmpty(held: number[][]): void {
  for (const own of held) {
    if (own.length > 0) continue;
    const largest = held.reduce((a, b) => (b.length > a.length ? b : a));
    own.push(largest.pop()!);
  }
}
