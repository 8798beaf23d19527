/** Losses of a linear head, averaged over the rows of a batch, with their gradient at the logits. */
import type { Floats } from '../tensor/backend.js';

export type LossName = 'cross-entropy' | 'squared';

/**
 * Replaces the logits (rows x classes) by the gradient of the mean loss and returns that loss.
 * 'squared' is half the squared distance to the one-hot label, as the convex kernel uses it.
 */
export function lossAndGradient(
  name: LossName,
  logits: Floats,
  labels: readonly number[],
  classes: number,
): number {
  const rows = labels.length;
  let loss = 0;
  labels.forEach((label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes) as Floats;
    loss += name === 'cross-entropy' ? crossEntropyRow(row, label) : squaredRow(row, label);
    for (let j = 0; j < classes; j++) row[j]! /= rows;
  });
  return loss / rows;
}

function crossEntropyRow(row: Floats, label: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < row.length; j++) top = Math.max(top, row[j]!);
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += Math.exp(row[j]! - top);
  const logSum = top + Math.log(sum);
  const loss = logSum - row[label]!;
  for (let j = 0; j < row.length; j++) row[j] = Math.exp(row[j]! - logSum);
  row[label]! -= 1;
  return loss;
}

function squaredRow(row: Floats, label: number): number {
  row[label]! -= 1;
  let loss = 0;
  for (let j = 0; j < row.length; j++) loss += 0.5 * row[j]! ** 2;
  return loss;
}

/** Rows whose largest logit is the label's. */
export function countCorrect(logits: Floats, labels: readonly number[], classes: number): number {
  let correct = 0;
  labels.forEach((label, i) => {
    let best = 0;
    for (let j = 1; j < classes; j++) if (logits[i * classes + j]! > logits[i * classes + best]!) best = j;
    if (best === label) correct++;
  });
  return correct;
}
