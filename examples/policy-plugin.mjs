// A policy of your own: full participation at first, the better half of the channels after.
// Beside the others:            driftlora run --quick --plugin examples/policy-plugin.mjs
// In a controller of your own:  node examples/policy-plugin.mjs
import { pathToFileURL } from 'node:url';

const halfWhenLow = {
  name: 'half-when-low',
  title: 'Everybody at first, the better half of the channels from round 3 on',
  /** @returns the problem that was posed and its solution; undefined where nobody can be scheduled */
  decide({ rules, state, devices, solver }) {
    const byChannel = [...devices].sort((a, b) => b.snrHz - a.snrHz);
    const wanted = state.round < 3 ? byChannel : byChannel.slice(0, Math.ceil(devices.length / 2));
    const problem = {
      bandwidthHz: rules.bandwidthHz,
      deadlineS: rules.deadlineS,
      penaltyWeight: rules.weights[state.round],
      penalty: rules.penalty,
      delayKind: rules.delayKind,
      delayPrice: 0,
      devices: wanted,
      // Of the radio, where the scenario says them.
      ...('maxSpectralEfficiency' in rules && { maxSpectralEfficiency: rules.maxSpectralEfficiency }),
      ...('snrGap' in rules && { snrGap: rules.snrGap }),
    };
    return { problem, solution: solver.solve(problem) };
  },
};

export default halfWhenLow;

// Only where this file is the program itself.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { createController, loadSolver } = await import('driftlora');
  const rules = {
    horizon: 5,
    bandwidthHz: 2e6,
    delayKind: 'synchronous',
    deadlineS: 2,
    averageDelayS: 1,
    penalty: { kind: 'quadratic' },
    weights: [1, 1, 1, 1, 1],
  };
  const controller = createController({
    rules,
    policy: halfWhenLow,
    solver: await loadSolver('exact'),
    seed: 1,
  });

  let state = controller.initialState();
  for (let round = 0; round < rules.horizon; round++) {
    const devices = ['a', 'b', 'c', 'd'].map((id, k) => ({
      id,
      share: 0.25,
      snrHz: 1e7 * (1 + ((k + round) % 4)),
      uplinkBits: 4e5,
      fixedDelayS: 0.1,
      transmitPowerW: 0.2,
      fixedEnergyJ: 0.003,
    }));
    const { decision, answer, verdict, state: decided } = controller.decide(state, { devices });
    const { delayS, energyJ } = answer.solution;
    console.log(
      `round ${round}: ${decision.scheduled.join(' ')}, ${delayS.toFixed(3)} s, proven ${verdict.valid}`,
    );
    state = controller.observe(decided, { delayS, energyJ });
  }
}
