/**
 * What really happens in a round, given what was planned: a device that fails half-way.
 *
 * It stops after a part f of its own delay, has spent the part f of its energy by then, and nothing of what it did
 * arrives. The server does not know: it waits for the device until the moment it was planned to finish (the time-out)
 * and goes on without it. So the delay of the round is the planned one under both definitions of delay, the energy is
 * at most the planned one, and the gradient is that of the others. When everybody fails, the time is spent and the
 * model stays as it is.
 */
import { randomStream } from '../../core/random.js';
import { dropOut } from '../../training/index.js';

/** The part f in [0, 1) after which a device fails if it is scheduled, by id; the others last the round. */
export type Failures = ReadonlyMap<string, number>;

/** Costs of a round: those planned, or those that came about. */
export interface RoundCosts {
  /** tau_t, s. */
  readonly delayS: number;
  /** D_k in s, by id of a scheduled device: how long the server waits for it. */
  readonly deviceDelayS: Readonly<Record<string, number>>;
  /** E_k in J, by id of a scheduled device. */
  readonly energyJ: Readonly<Record<string, number>>;
}

export interface RoundOutcome extends RoundCosts {
  /** Scheduled devices whose gradient arrived, and those that failed; both in the order they were scheduled in. */
  readonly arrived: readonly string[];
  readonly lost: readonly string[];
}

/**
 * Who would fail in a round. Every device is drawn, scheduled or not, so that all policies meet the same failures.
 * @param probability in [0, 1)
 */
export function drawFailures(
  ids: readonly string[],
  probability: number,
  seed: number,
  round: number,
): Failures {
  const everybody = ids.map((_, k) => k);
  const lasting = new Set(dropOut(everybody, probability, randomStream(seed, 'drop-out', round)));
  return new Map(
    ids.flatMap((id, k) =>
      lasting.has(k) ? [] : [[id, randomStream(seed, 'drop-out-moment', id, round).uniform()] as const],
    ),
  );
}

/** @param scheduled ids with an entry in the planned costs */
export function realise(scheduled: readonly string[], planned: RoundCosts, failures: Failures): RoundOutcome {
  const energyJ = Object.fromEntries(
    Object.entries(planned.energyJ).map(([id, joules]) => [id, joules * (failures.get(id) ?? 1)]),
  );
  return {
    ...planned,
    energyJ,
    arrived: scheduled.filter((id) => !failures.has(id)),
    lost: scheduled.filter((id) => failures.has(id)),
  };
}
