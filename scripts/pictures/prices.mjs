/** The price of a second, and debts of participation, over the rounds of one horizon. */
import { createController, createPolicy } from '../../dist/control/index.js';
import { randomStream } from '../../dist/core/random.js';
import { loadSolver } from '../../dist/solvers/index.js';

const ROUNDS = 40;
const COUNT = 8;

const rules = {
  horizon: ROUNDS,
  bandwidthHz: 2e6,
  delayKind: 'synchronous',
  averageDelayS: 0.45,
  deadlineS: 4,
  penalty: { kind: 'inverse', cap: 20 },
  weights: new Array(ROUNDS).fill(1),
};

/** Eight phones, each four tenths as well heard as the one before, under fading drawn anew each round. */
function devicesOf(round) {
  const random = randomStream(11, 'pictures', round);
  return Array.from({ length: COUNT }, (_, k) => ({
    id: `phone-${k + 1}`,
    share: 1 / COUNT,
    snrHz: 6e7 * 0.6 ** k * -Math.log(random.uniform()),
    uplinkBits: 6e5,
    fixedDelayS: 0.05,
    transmitPowerW: 0.2,
    fixedEnergyJ: 0.01,
  }));
}

async function play(name) {
  const policy = createPolicy(name, { rules });
  const controller = createController({ rules, policy, solver: await loadSolver('exact'), seed: 1 });
  let state = controller.initialState();
  const rows = [];
  for (let round = 0; round < ROUNDS; round++) {
    const devices = devicesOf(round);
    const { decision, state: decided, answer } = controller.decide(state, { devices });
    const { delayS = 0, energyJ = {} } = answer?.solution ?? {};
    state = controller.observe(decided, { delayS, energyJ });
    rows.push({ round, priceS: answer?.problem.delayPrice, scheduled: decision.scheduled });
  }
  return rows;
}

/** c_k after each round: heard weights less shares, added up. */
function debtsOf(rows) {
  const debts = new Float64Array(COUNT);
  return rows.flatMap(({ round, scheduled }) => {
    if (scheduled.length > 0)
      for (let k = 0; k < COUNT; k++)
        debts[k] += (scheduled.includes(`phone-${k + 1}`) ? 1 / scheduled.length : 0) - 1 / COUNT;
    return [...debts].map((debt, k) => ({ round: round + 1, phone: k + 1, debt }));
  });
}

const POLICIES = ['learning-drift-plus-penalty', 'balanced'];

export async function prices() {
  const played = await Promise.all(POLICIES.map(async (policy) => ({ policy, rows: await play(policy) })));
  const points = played.flatMap(({ policy, rows }) =>
    rows.map(({ round, priceS }) => ({ policy, round: round + 1, priceS: priceS ?? null })),
  );
  const debts = played.flatMap(({ policy, rows }) => debtsOf(rows).map((row) => ({ policy, ...row })));
  const sizes = debts.map(({ debt }) => debt);
  /** One scale for both: what grows and what does not is seen at once. */
  const domain = [Math.min(...sizes), Math.max(...sizes)];
  const round = { field: 'round', type: 'quantitative', title: 'round', scale: { nice: false } };
  return {
    vconcat: [
      {
        width: 560,
        height: 130,
        data: { values: points },
        mark: { type: 'line', strokeWidth: 1.5 },
        encoding: {
          x: round,
          y: { field: 'priceS', type: 'quantitative', title: 'price of a second (1/s)' },
          color: {
            field: 'policy',
            type: 'nominal',
            scale: { domain: POLICIES, range: ['#0072B2', '#D55E00'] },
            legend: { title: null, orient: 'top' },
          },
        },
      },
      {
        hconcat: POLICIES.map((policy) => ({
          title: { text: policy, fontSize: 11 },
          width: 250,
          height: 150,
          data: { values: debts.filter((row) => row.policy === policy) },
          mark: { type: 'line', strokeWidth: 1.2 },
          encoding: {
            x: round,
            y: { field: 'debt', type: 'quantitative', title: 'debt c_k (rounds)', scale: { domain } },
            color: {
              field: 'phone',
              type: 'quantitative',
              scale: { scheme: 'viridis' },
              legend: {
                title: 'phone (8: farthest)',
                orient: 'bottom',
                direction: 'horizontal',
                gradientLength: 160,
              },
            },
          },
        })),
      },
    ],
  };
}
