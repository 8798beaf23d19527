/** The Python client and strategy against the built service: ten rounds, fifty in `npm run test:long`, to the byte what the library decides. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createController, createPolicy } from '../../src/control/index.js';
import { loadSolver } from '../../src/solvers/index.js';
import { LONG } from '../long.js';
import { sharedService } from './running.js';

const PYTHON = spawnSync('python3', ['--version']).status === 0;
if (!PYTHON) process.stderr.write('test/service/python.spec.ts: skipped, no python3 on this machine\n');
const EXAMPLE = fileURLToPath(new URL('../../examples/python/drive.py', import.meta.url));
const ROUNDS = LONG ? 50 : 10;
/** In it the framework's server ends between the decision and its outcome, and goes on with what was decided. */
const ENDS_IN = Math.floor(0.4 * ROUNDS);
const COUNT = 6;

/** As drive.py describes them. */
const devicesOf = (serverRound: number) =>
  Array.from({ length: COUNT }, (_, k) => ({ k, id: `d${k}` }))
    .filter(({ k }) => !(k === 5 && serverRound % 3 === 0))
    .map(({ k, id }) => ({
      share: 0.15,
      snrHz: 1e7 * (1 + ((7 * serverRound + 3 * k) % 11)),
      uplinkBits: 1e6,
      fixedDelayS: 0.05,
      transmitPowerW: 0.2,
      fixedEnergyJ: 0.01,
      id,
    }));

describe.skipIf(!PYTHON)('a strategy in Python', async () => {
  const { address } = await sharedService();

  /** Runs it while this process answers. */
  const python = (args: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      const run = spawn('python3', ['-W', 'error', EXAMPLE, address, ...args]);
      let out = '';
      let err = '';
      run.stdout.on('data', (chunk) => {
        out += String(chunk);
      });
      run.stderr.on('data', (chunk) => {
        err += String(chunk);
      });
      run.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(err))));
    });

  it('gets the decisions of the library', async () => {
    const lines = (await python([String(ROUNDS), String(ENDS_IN)])).trim().split('\n');
    const rules = {
      horizon: ROUNDS,
      bandwidthHz: 10e6,
      averageDelayS: 0.3,
      deadlineS: 2,
      delayKind: 'synchronous' as const,
      penalty: { kind: 'quadratic' as const },
      weights: new Array<number>(ROUNDS).fill(1),
    };
    const policy = createPolicy('balanced', { rules });
    const controller = createController({ rules, policy, seed: 7, solver: await loadSolver('exact') });
    let state = controller.initialState();
    expect(lines).toHaveLength(ROUNDS);
    for (let t = 0; t < ROUNDS; t++) {
      const serverRound = t + 1;
      const { decision, state: learned } = controller.decide(state, { devices: devicesOf(serverRound) });
      expect(JSON.parse(lines[t]!)).toEqual(decision.bandwidthHz);
      const somebody = decision.scheduled.length > 0;
      state = controller.observe(learned, {
        delayS: somebody ? 0.2 + 0.01 * (serverRound % 5) : 0,
        energyJ: Object.fromEntries(decision.scheduled.map((id) => [id, 0.02])),
      });
    }
  }, 600_000);
});
