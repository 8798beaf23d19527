/** The debts that a finished run's schedule left behind, round by round (lambda = 1), and what they owe in the Gram matrix that the run measured. */
import { debtStep, noiseFactor } from '../bounds/index.js';
import { arrivedIn, type RoundRecord, type RunSummary } from '../record/records.js';
import { handsInPlainGradients } from '../scenario/index.js';
import { roundsOf } from './finished-run.js';
import { sharesOf, weightsOf } from './participation-of-run.js';

export interface RunDebts {
  /** c'Gc before each round in which somebody was heard, and after the last: one entry more than rounds. */
  readonly owed2: readonly number[];
  /** nu of each of these rounds. */
  readonly noiseFactors: readonly number[];
}

/** Whether a run took plain gradient steps of one size with weights pi_k/x: what T2 and T4 read off its records. */
function isPlain({ scenario: { learning } }: RunSummary): boolean {
  const { optimiser, aggregation } = learning;
  return (
    optimiser.kind === 'sgd' &&
    optimiser.stepSize !== 'auto' &&
    aggregation === 'normalised' &&
    handsInPlainGradients(learning)
  );
}

/**
 * @param records of one policy, in order
 * @returns undefined where steps or weights are not those of the theorems, nobody was ever heard, or the run measured no Gram matrix
 */
export function debtsOfRun(summary: RunSummary, records: readonly RoundRecord[]): RunDebts | undefined {
  const gram = summary.constants?.gram;
  const heardRounds = records.filter((record) => arrivedIn(record).length > 0);
  if (!isPlain(summary) || gram === undefined || heardRounds.length === 0) return undefined;
  const shares = sharesOf(summary);
  const owed2Of = (debts: readonly number[]) =>
    Math.max(
      0,
      debts.reduce((sum, c, k) => sum + c * gram[k]!.reduce((row, g, l) => row + g * debts[l]!, 0), 0),
    );
  let debts = shares.map(() => 0);
  const owed2 = [0];
  for (const record of heardRounds) {
    debts = debtStep(debts, weightsOf(summary, shares, record), shares);
    owed2.push(owed2Of(debts));
  }
  const noiseFactors = roundsOf(summary, heardRounds).map(({ participants }) => noiseFactor(participants));
  return { owed2, noiseFactors };
}
