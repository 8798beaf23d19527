/** A policy sees no future: the same decisions up to a round, whatever the channels, and who is there, become after it. */
import { expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/control/index.js';
import { inlinePool, runScenario } from '../../src/simulation/index.js';
import { loadSolver } from '../../src/solvers/index.js';
import { parsePlainTraces } from '../../src/system/traces/index.js';
import { tinyTask } from '../reference/tiny-task.js';
import { tinyScenario } from './scenario-builder.js';

const DEVICES = 4;
const ROUNDS = 6;
const [START_S, ROUND_S] = [12, 2];

/** A sample a second; after `untilS` another world: other channels, and a device that is gone. */
function traces(untilS: number, otherDb: number) {
  const rows: string[] = [];
  for (let k = 0; k < DEVICES; k++) {
    for (let second = 0; second < 30; second++) {
      const own = 5 + 4 * Math.sin(k + second / 3);
      const after = k === 0 ? '-' : `${otherDb - k}`;
      rows.push(`${second},d${k},${second <= untilS ? own : after}`);
    }
  }
  return parsePlainTraces(`time_s,device,snr_db\n${rows.join('\n')}\n`, 'a.csv');
}

async function decisions(policy: string, untilS: number, otherDb: number) {
  const base = tinyScenario({ rounds: ROUNDS, policies: [policy] });
  const scenario = {
    ...base,
    learning: { ...base.learning, train: false },
    radio: {
      ...base.radio,
      channel: {
        kind: 'traces' as const,
        folder: 'not read here',
        format: 'plain' as const,
        columns: { timeUnit: 's' as const, levels: 'dB' as const },
        encoding: 'utf-8' as const,
        roundS: ROUND_S,
        startS: START_S,
        maxAgeS: 3,
        afterEnd: 'away' as const,
        reference: { bandwidthHz: 20e6, powerW: 80, noiseWPerHz: 1e-17 },
      },
    },
    control: { ...base.control, historyRounds: 6, clairvoyantBound: false },
  };
  const task = tinyTask(DEVICES);
  const solver = await loadSolver('exact');
  const { records } = await runScenario(scenario, {
    task,
    pool: inlinePool(task),
    solver,
    traces: traces(untilS, otherDb),
    clockS: () => 0,
  });
  return records.map(({ scheduled, bandwidthHz }) => ({ scheduled, bandwidthHz }));
}

/** They ask for everybody until the whole budget is spent, in round 3: later nobody can be chosen otherwise. */
const SPENT_BY_THEN = new Set(['age-of-information', 'importance']);

it.each(POLICY_NAMES)('%s decides on the present and the past alone', async (policy) => {
  const real = await decisions(policy, 100, 0);
  for (const round of [1, 4]) {
    const other = await decisions(policy, START_S + round * ROUND_S, 25);
    expect(other.slice(0, round + 1)).toEqual(real.slice(0, round + 1));
    // The later rounds do differ, so that the comparison says something.
    if (!(round === 4 && SPENT_BY_THEN.has(policy))) expect(other).not.toEqual(real);
  }
});
