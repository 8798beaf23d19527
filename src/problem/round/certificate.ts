/**
 * The evidence for a round problem: a tree that splits the search space until every part is closed by a
 * Lagrangian bound that anybody can recompute (docs/certificates.md).
 *
 * A part of the space is: some devices fixed in, some fixed out, the rest free; tau (for synchronous delay
 * with a price) within an interval; the number scheduled within a range.
 */

import { InputError } from '../../core/errors.js';
import {
  ANY_FINITE,
  COUNT,
  NON_NEGATIVE,
  readArray,
  readNumber,
  readNumbers,
  readObject,
  readRecord,
  readString,
} from '../../core/read.js';

/** Multipliers of the coupling terms. Any values give a valid bound; good ones give a tight one. */
export interface Multipliers {
  /** lambda >= 0, price of a hertz. */
  readonly bandwidth: number;
  /** sigma, price of a unit of share: the supporting line of the penalty. Any sign; useful ones are >= 0 but for 'fraction'. */
  readonly share: number;
  /** nu, price of taking part at all; any sign. */
  readonly count: number;
  /** Where the costs are linearised in tau, in s; ignored where tau has no price. */
  readonly tauS: number;
  /** True: prove that the part is empty. Costs are left out; a positive value means no point exists. */
  readonly ray?: true;
}

/**
 * - `tau`: split at tauS into parts[0] (tau <= tauS) and parts[1] (tau >= tauS).
 * - `count`: split into parts[0] (at most `scheduled` take part) and parts[1] (more do).
 * - `participation`: split at `share` into parts[0] (the scheduled shares sum to at most it) and parts[1] (to at least it).
 * - `devices`: a tree over the devices in `order`, in preorder. Each entry of `tree` is
 *   BRANCH (the next device of the order: first the part with it in, then with it out),
 *   OWN (a leaf closed by the next of `own`), OPEN (continued by the next of `parts`), or
 *   j >= 0 (a leaf closed by shared[j]).
 */
export type CertificateNode =
  | {
      readonly split: 'tau';
      readonly tauS: number;
      readonly parts: readonly [CertificateNode, CertificateNode];
    }
  | {
      readonly split: 'count';
      readonly scheduled: number;
      readonly parts: readonly [CertificateNode, CertificateNode];
    }
  | {
      readonly split: 'participation';
      readonly share: number;
      readonly parts: readonly [CertificateNode, CertificateNode];
    }
  | {
      readonly split: 'devices';
      readonly shared: readonly Multipliers[];
      readonly order: readonly number[];
      readonly tree: readonly number[];
      readonly own: readonly Multipliers[];
      readonly parts: readonly CertificateNode[];
    };

export const BRANCH = -1;
export const OWN = -2;
export const OPEN = -3;

export interface RoundCertificate {
  readonly kind: 'covering-leaves';
  /** 2 for one with `chains` or a split of `participation`; absent: 1. */
  readonly version?: 1 | 2;
  /** Fingerprint of the problem's numbers: a certificate speaks of one problem only. */
  readonly problem: string;
  /**
   * Lists of device indexes, disjoint, in each of which every device dominates the next: whatever a schedule does with
   * the latter alone it does no worse with the former. The tree then covers only schedules that take no device without
   * those before it in its chain. The checker verifies the dominance (docs/certificate-format.md).
   */
  readonly chains?: readonly (readonly number[])[];
  readonly root: CertificateNode;
}

/** Deeper nesting than any search of ours makes; guards the checker's stack against hostile files. */
const MAX_NESTING = 2000;
/** Levels that an error's path spells out. */
const MAX_SPELLED = 8;

/** @throws InputError for anything that is not a well-formed certificate */
export function readRoundCertificate(value: unknown, field = 'certificate'): RoundCertificate {
  const record = readRecord(value, field, ['kind', 'version', 'problem', 'chains', 'root']);
  if (record.kind !== 'covering-leaves') {
    throw new InputError(`${field}.kind`, record.kind, '"covering-leaves"');
  }
  const { version, chains } = record;
  if (version !== undefined && version !== 1 && version !== 2)
    throw new InputError(`${field}.version`, version, '1 or 2');
  if (chains !== undefined && version !== 2)
    throw new InputError(`${field}.chains`, chains, 'no chains before version 2');
  return {
    kind: 'covering-leaves',
    ...(version === undefined ? {} : { version }),
    problem: readString(record.problem, `${field}.problem`),
    ...(chains === undefined ? {} : { chains: readChains(chains, `${field}.chains`) }),
    root: readNode(record.root, { certificate: field, path: '.root', depth: 0, version: version ?? 1 }),
  };
}

function readChains(value: unknown, field: string): readonly (readonly number[])[] {
  return readArray(value, field).map((chain, i) => readNumbers(chain, `${field}[${i}]`, COUNT));
}

/** Where a node stands. */
interface Place {
  readonly certificate: string;
  readonly path: string;
  readonly depth: number;
  readonly version: 1 | 2;
}

function fieldOf({ certificate, path, depth }: Place): string {
  return depth > MAX_SPELLED ? `${certificate}.root...[level ${depth}]` : `${certificate}${path}`;
}

function below(place: Place, i: number): Place {
  const path = place.depth < MAX_SPELLED ? `${place.path}.parts[${i}]` : '';
  return { ...place, path, depth: place.depth + 1 };
}

function readNode(value: unknown, place: Place): CertificateNode {
  const field = fieldOf(place);
  if (place.depth > MAX_NESTING)
    throw new InputError(`${place.certificate}.root`, 'a deeper tree', `at most ${MAX_NESTING} levels`);
  const { split } = readObject(value, field);
  switch (split) {
    case 'tau': {
      const record = readRecord(value, field, ['split', 'tauS', 'parts']);
      const tauS = readNumber(record.tauS, `${field}.tauS`, NON_NEGATIVE);
      return { split, tauS, parts: readPair(record.parts, place) };
    }
    case 'count': {
      const record = readRecord(value, field, ['split', 'scheduled', 'parts']);
      const scheduled = readNumber(record.scheduled, `${field}.scheduled`, NON_NEGATIVE);
      return { split, scheduled, parts: readPair(record.parts, place) };
    }
    case 'participation': {
      if (place.version < 2) throw new InputError(`${field}.split`, split, 'a split of version 1');
      const record = readRecord(value, field, ['split', 'share', 'parts']);
      const share = readNumber(record.share, `${field}.share`, NON_NEGATIVE);
      return { split, share, parts: readPair(record.parts, place) };
    }
    case 'devices':
      return readDevicesNode(value, place);
    default:
      throw new InputError(`${field}.split`, split, 'one of "tau", "count", "participation", "devices"');
  }
}

function readDevicesNode(value: unknown, place: Place): CertificateNode {
  const field = fieldOf(place);
  const record = readRecord(value, field, ['split', 'shared', 'order', 'tree', 'own', 'parts']);
  const numbers = (key: 'order' | 'tree') => readNumbers(record[key], `${field}.${key}`, ANY_FINITE);
  const multipliers = (key: 'shared' | 'own') =>
    readArray(record[key], `${field}.${key}`).map((v, i) => readMultipliers(v, `${field}.${key}[${i}]`));
  return {
    split: 'devices',
    shared: multipliers('shared'),
    order: numbers('order'),
    tree: numbers('tree'),
    own: multipliers('own'),
    parts: readArray(record.parts, `${field}.parts`).map((v, i) => readNode(v, below(place, i))),
  };
}

function readPair(value: unknown, place: Place): [CertificateNode, CertificateNode] {
  const field = `${fieldOf(place)}.parts`;
  const parts = readArray(value, field);
  if (parts.length !== 2) throw new InputError(field, `${parts.length} parts`, 'two parts');
  return [readNode(parts[0], below(place, 0)), readNode(parts[1], below(place, 1))];
}

function readMultipliers(value: unknown, field: string): Multipliers {
  const record = readRecord(value, field, ['bandwidth', 'share', 'count', 'tauS', 'ray']);
  if (record.ray !== undefined && record.ray !== true)
    throw new InputError(`${field}.ray`, record.ray, 'true');
  return {
    bandwidth: readNumber(record.bandwidth, `${field}.bandwidth`, NON_NEGATIVE),
    share: readNumber(record.share, `${field}.share`, ANY_FINITE),
    count: readNumber(record.count, `${field}.count`, ANY_FINITE),
    tauS: readNumber(record.tauS, `${field}.tauS`, NON_NEGATIVE),
    ...(record.ray === true ? { ray: true } : {}),
  };
}
