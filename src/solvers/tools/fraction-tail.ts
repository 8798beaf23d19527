/**
 * What a linear fraction with all costs but bandwidth and tau comes to at least: participation in steps of a factor of two, each
 * with the price of a unit of share that suits it. Closes the parts of a certificate in which tau alone costs too much.
 */
import type { CertificateNode } from '../../problem/round/certificate.js';
import { FractionPrices } from '../search/fraction-prices.js';
import { leaf } from '../search/leaf.js';
import { wholePart } from '../search/parts.js';
import { FractionBound } from './fraction-bound.js';
import { constantOf, shareRange } from './linear-fraction.js';
import type { Part } from './part.js';
import type { RoundColumns } from './problem-columns.js';

export interface Tail {
  readonly node: CertificateNode;
  /** At most what any schedule costs beside tau. */
  readonly least: number;
}

export function fractionTail(columns: RoundColumns): Tail {
  const whole = wholePart(columns, columns.deadlineS);
  const { least, most } = shareRange(columns, whole);
  const pieces: Tail[] = [];
  const edges: number[] = [];
  for (let edge = least; edge < most && edge > 0; edge *= 2) edges.push(edge);
  for (const [i, edge] of edges.entries()) {
    const next = edges[i + 1];
    pieces.push(
      pieceOf(columns, {
        ...whole,
        ...(i > 0 ? { leastShare: edge } : {}),
        ...(next === undefined ? {} : { mostShare: next }),
      }),
    );
  }
  if (pieces.length === 0) pieces.push(pieceOf(columns, whole));
  const bound = pieces.reduce((low, piece) => Math.min(low, piece.least), Number.POSITIVE_INFINITY);
  const root = pieces
    .map(({ node }) => node)
    .reduceRight((above, below, i) => ({
      split: 'participation',
      share: edges[i + 1]!,
      parts: [below, above],
    }));
  return { node: root, least: bound };
}

function pieceOf(columns: RoundColumns, part: Part): Tail {
  const { share, numerator, fixedCost, sendCost, snrHz, penaltyWeight } = columns;
  const { least, most } = shareRange(columns, part);
  const [uLow, uHigh] = [1 / Math.max(least, most), 1 / least];
  const at = (u: number) =>
    share.map(
      (_, k) => fixedCost[k]! + (sendCost[k]! * Math.LN2) / snrHz[k]! + penaltyWeight * numerator[k]! * u,
    );
  const choice = {
    atLow: at(uLow),
    atHigh: at(uHigh),
    share,
    inShare: 0,
    uLow,
    uHigh,
    kappa: penaltyWeight * constantOf(columns),
  };
  const prices = new FractionPrices(choice.kappa * uLow * uLow);
  const size = choice.atHigh.reduce((sum, c) => sum + Math.abs(c), Math.abs(choice.kappa) * uHigh);
  prices.find(choice, 0, Number.POSITIVE_INFINITY, 1e3 * size * uHigh);
  const multipliers = { bandwidth: 0, share: prices.best.sigma, count: 0, tauS: 0 };
  return { node: leaf(multipliers), least: new FractionBound(columns, part, multipliers).value() };
}
