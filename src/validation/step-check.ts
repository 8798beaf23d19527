/**
 * The steps of a finished run against what the theorems ask of them: eta <= 1/L along the run (Theorems 1 to 3, T1), and eta <= 1/(L (1 + A))
 * where the server keeps old gradients (T7). L is the largest curvature that was measured, a lower estimate.
 */
import { meanAge, memoryStepLimit } from '../bounds/index.js';
import { formatNumber, listInWords } from '../core/quantities.js';
import { arrivedIn, type RoundRecord, type RunSummary } from '../record/records.js';
import { LARGEST_ETA_L } from '../training/index.js';

/** A place where the curvature was looked at, with the step that was taken there. */
interface Look {
  readonly policy: string;
  readonly roundsDone: number;
  readonly curvature: number;
  readonly stepSize: number;
}

function looksOf({ scenario, constants }: RunSummary, records: readonly RoundRecord[]): Look[] {
  const { stepSize: asked } = scenario.learning.optimiser;
  return records.flatMap(({ policy, round, curvature, stepSize }) =>
    curvature === undefined
      ? []
      : [
          {
            ...{ policy, curvature, roundsDone: round + 1 },
            stepSize: stepSize ?? (asked === 'auto' ? (constants?.stepSize ?? Number.NaN) : asked),
          },
        ],
  );
}

/** Of each policy the look with the largest eta L. */
function worst(looks: readonly Look[]): Look[] {
  const byPolicy = new Map<string, Look>();
  for (const look of looks) {
    const before = byPolicy.get(look.policy);
    if (!before || look.curvature * look.stepSize > before.curvature * before.stepSize)
      byPolicy.set(look.policy, look);
  }
  return [...byPolicy.values()];
}

/**
 * What a user should know of the steps of a run, a sentence each; empty where they were within their limits.
 * @param records all rounds of all policies, each policy's in order
 */
export function stepWarnings(summary: RunSummary, records: readonly RoundRecord[]): string[] {
  const above = worst(looksOf(summary, records)).filter((look) => look.stepSize * look.curvature > 1);
  const list = above.map(
    ({ policy, roundsDone, curvature, stepSize }) =>
      `${policy} (L = ${formatNumber(curvature)} after round ${roundsDone}, eta L = ${formatNumber(stepSize * curvature)})`,
  );
  const isAuto = summary.scenario.learning.optimiser.stepSize === 'auto';
  const advice = isAuto
    ? 'it was shortened there'
    : `learning.optimiser.stepSize: auto keeps eta L at or below ${LARGEST_ETA_L} where it looks`;
  return [
    ...(above.length > 0
      ? [`The step size passed 1/L, up to which the theorems hold, for ${listInWords(list)}; ${advice}.`]
      : []),
    ...memoryWarnings(summary, records),
    ...localWarnings(summary),
  ];
}

/** A device that goes on alone is where its own data lead it: nobody here has bounded how far. */
function localWarnings({ scenario: { learning } }: RunSummary): string[] {
  const { localSteps = 1, train } = learning;
  if (localSteps === 1 || !train) return [];
  return [
    `The theorems speak of one gradient a round: with ${localSteps} local steps (learning.localSteps) the bound is no guarantee, and devices with unlike data drift apart between two aggregations.`,
  ];
}

/** What the rule `auto` did, a sentence a policy. */
export function stepHistory(summary: RunSummary, records: readonly RoundRecord[]): string[] {
  if (summary.scenario.learning.optimiser.stepSize !== 'auto') return [];
  return summary.policies.map(({ policy }) => {
    const own = records.filter((record) => record.policy === policy);
    const steps = own.flatMap(({ stepSize }) => (stepSize === undefined ? [] : [stepSize]));
    const back = own.filter(({ diverged }) => diverged).map(({ round }) => String(round + 1));
    const halved =
      back.length === 0 ? '' : `; it diverged in round ${listInWords(back)}, went back and halved`;
    return `${policy}: step size ${formatNumber(steps[0] ?? summary.constants?.stepSize ?? Number.NaN)} at the start, ${formatNumber(steps.at(-1) ?? summary.constants?.stepSize ?? Number.NaN)} at the end${halved}.`;
  });
}

/** The largest age of each device's kept gradient, in rounds that stepped; undefined where one was never heard. */
function largestAges(
  { devices }: RunSummary,
  records: readonly RoundRecord[],
): readonly number[] | undefined {
  const rounds = records.map((record) => new Set(arrivedIn(record))).filter((heard) => heard.size > 0);
  const ages = devices.map(({ id }) => {
    let [largest, age] = [0, Number.NaN];
    for (const heard of rounds) {
      age = heard.has(id) ? 0 : age + 1;
      if (age > largest) largest = age;
    }
    return Number.isNaN(age) ? undefined : largest;
  });
  return ages.every((age) => age !== undefined) ? ages : undefined;
}

function memoryWarnings(summary: RunSummary, records: readonly RoundRecord[]): string[] {
  const { scenario, devices, policies, constants } = summary;
  if (scenario.learning.aggregation !== 'memory' || !scenario.learning.train) return [];
  const looks = looksOf(summary, records);
  return policies.flatMap(({ policy }) => {
    const own = records.filter((record) => record.policy === policy);
    const ages = largestAges(summary, own);
    if (!ages) return [`T7 says nothing of ${policy}: a device was never heard, so nothing of it is kept.`];
    const mine = looks.filter((look) => look.policy === policy);
    const L = Math.max(constants?.smoothness ?? 0, ...mine.map(({ curvature }) => curvature));
    const A = meanAge(
      devices.map(({ share }) => share),
      ages,
    );
    const limit = memoryStepLimit(L, A);
    const { stepSize: asked } = scenario.learning.optimiser;
    const largest =
      asked === 'auto'
        ? Math.max(constants?.stepSize ?? 0, ...own.map(({ stepSize = 0 }) => stepSize))
        : asked;
    if (largest <= limit) return [];
    return [
      `With old gradients kept, T7 holds for steps up to 1/(L (1 + A)) = ${formatNumber(limit)}: ${policy} took ${formatNumber(largest)} (L = ${formatNumber(L)}, ages A = ${formatNumber(A)} rounds).`,
    ];
  });
}
