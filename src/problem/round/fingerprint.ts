/** A short name for a problem's numbers, so that a certificate can say which problem it speaks of. */
import type { RoundColumns } from './columns.js';
import { penaltyNumbers } from './penalty/penalty.js';

/**
 * 64 bits as hex, from two multiplicative hashes over the bit patterns of every number that enters the
 * mathematics. Not cryptographic: it guards against mix-ups. What a certificate claims is recomputed anyway.
 */
export function fingerprint(columns: RoundColumns): string {
  const { kind, numbers } = penaltyNumbers(columns.penalty);
  const head = [
    columns.deviceCount,
    columns.bandwidthHz,
    columns.deadlineS,
    columns.minScheduled,
    columns.maxScheduled,
    columns.penaltyWeight,
    columns.tauPrice,
    kind,
  ];
  const state = { a: 0x811c9dc5 | 0, b: 0x9e3779b9 | 0 };
  absorb(state, new Float64Array(head));
  absorb(state, Float64Array.from(numbers));
  const { share, snrHz, uplinkBits, fixedDelayS, fixedCost, sendCost } = columns;
  for (const column of [share, snrHz, uplinkBits, fixedDelayS, fixedCost, sendCost]) absorb(state, column);
  // Problems without energy limits, or a radio of their own, keep the name they had before there were any.
  if (columns.longestUplinkS.some((s) => s !== Number.POSITIVE_INFINITY))
    absorb(state, columns.longestUplinkS);
  const { maxSpectralEfficiency, snrGapDb } = columns;
  if (maxSpectralEfficiency !== Number.POSITIVE_INFINITY || snrGapDb !== 0)
    absorb(state, new Float64Array([maxSpectralEfficiency, snrGapDb]));
  return hex(state.a) + hex(state.b);
}

function absorb(state: { a: number; b: number }, numbers: Float64Array): void {
  const words = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  // As 32-bit integers from the start, lest the loop runs on doubles.
  let a = state.a | 0;
  let b = state.b | 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x85ebca6b);
    b ^= b >>> 13;
  }
  state.a = a;
  state.b = b;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
