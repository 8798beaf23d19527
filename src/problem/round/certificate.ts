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
  NON_NEGATIVE,
  readArray,
  readNumber,
  readNumbers,
  readObject,
  readRecord,
  readString,
} from '../../core/read.js';
import type { Certificate } from '../certificate.js';

/** Multipliers of the coupling terms. Any values give a valid bound; good ones give a tight one. */
export interface Multipliers {
  /** lambda >= 0, price of a hertz. */
  readonly bandwidth: number;
  /** sigma >= 0, price of a unit of share: the supporting line of the penalty ('count': ignored). */
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

export interface RoundCertificate extends Certificate {
  readonly kind: 'covering-leaves';
  /** Fingerprint of the problem's numbers: a certificate speaks of one problem only. */
  readonly problem: string;
  readonly root: CertificateNode;
}

/** Deeper nesting than any search of ours makes; guards the checker's stack against hostile files. */
const MAX_NESTING = 2000;

/** @throws InputError for anything that is not a well-formed certificate */
export function readRoundCertificate(value: unknown, field = 'certificate'): RoundCertificate {
  const record = readRecord(value, field, ['kind', 'problem', 'root']);
  if (record.kind !== 'covering-leaves') {
    throw new InputError(`${field}.kind`, record.kind, '"covering-leaves"');
  }
  return {
    kind: 'covering-leaves',
    problem: readString(record.problem, `${field}.problem`),
    root: readNode(record.root, `${field}.root`, 0),
  };
}

function readNode(value: unknown, field: string, depth: number): CertificateNode {
  if (depth > MAX_NESTING) throw new InputError(field, 'a deeper node', `at most ${MAX_NESTING} levels`);
  const { split } = readObject(value, field);
  switch (split) {
    case 'tau': {
      const record = readRecord(value, field, ['split', 'tauS', 'parts']);
      const tauS = readNumber(record.tauS, `${field}.tauS`, NON_NEGATIVE);
      return { split, tauS, parts: readPair(record.parts, `${field}.parts`, depth) };
    }
    case 'count': {
      const record = readRecord(value, field, ['split', 'scheduled', 'parts']);
      const scheduled = readNumber(record.scheduled, `${field}.scheduled`, NON_NEGATIVE);
      return { split, scheduled, parts: readPair(record.parts, `${field}.parts`, depth) };
    }
    case 'devices': {
      const record = readRecord(value, field, ['split', 'shared', 'order', 'tree', 'own', 'parts']);
      const numbers = (key: 'order' | 'tree') => readNumbers(record[key], `${field}.${key}`, ANY_FINITE);
      const multipliers = (key: 'shared' | 'own') =>
        readArray(record[key], `${field}.${key}`).map((v, i) => readMultipliers(v, `${field}.${key}[${i}]`));
      return {
        split,
        shared: multipliers('shared'),
        order: numbers('order'),
        tree: numbers('tree'),
        own: multipliers('own'),
        parts: readArray(record.parts, `${field}.parts`).map((v, i) =>
          readNode(v, `${field}.parts[${i}]`, depth + 1),
        ),
      };
    }
    default:
      throw new InputError(`${field}.split`, split, 'one of "tau", "count", "devices"');
  }
}

function readPair(value: unknown, field: string, depth: number): [CertificateNode, CertificateNode] {
  const parts = readArray(value, field);
  if (parts.length !== 2) throw new InputError(field, `${parts.length} parts`, 'two parts');
  return [readNode(parts[0], `${field}[0]`, depth + 1), readNode(parts[1], `${field}[1]`, depth + 1)];
}

function readMultipliers(value: unknown, field: string): Multipliers {
  const record = readRecord(value, field, ['bandwidth', 'share', 'count', 'tauS', 'ray']);
  if (record.ray !== undefined && record.ray !== true)
    throw new InputError(`${field}.ray`, record.ray, 'true');
  return {
    bandwidth: readNumber(record.bandwidth, `${field}.bandwidth`, NON_NEGATIVE),
    share: readNumber(record.share, `${field}.share`, NON_NEGATIVE),
    count: readNumber(record.count, `${field}.count`, ANY_FINITE),
    tauS: readNumber(record.tauS, `${field}.tauS`, NON_NEGATIVE),
    ...(record.ray === true ? { ray: true } : {}),
  };
}
