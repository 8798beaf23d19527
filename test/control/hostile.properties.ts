/** A saved state from anywhere: what is no state of ours is refused by its field, what is one is unchanged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreState } from '../../src/control/index.js';
import { sealed } from '../../src/control/state.js';
import { parseJson } from '../../src/core/json-input.js';
import { decodeText } from '../../src/core/text-input.js';
import { HOSTILE_RUNS, hostileJson, readsOrRefuses } from '../core/hostile.js';

const PLAIN = sealed({
  round: 2,
  delayQueueS: 0.5,
  spentDelayS: 3,
  energyQueueJ: { a: 0.1, b: 0 },
  spentEnergyJ: { a: 0.2 },
});
const STATES = [PLAIN, sealed({ ...PLAIN, scheduled: ['a'], memory: { seen: [{ devices: [] }], n: 1 } })];

describe('a saved state', () => {
  it('of hostile bytes and values is what was saved, or is refused by field', () => {
    fc.assert(
      fc.property(hostileJson(STATES), (bytes) => {
        const read = () => restoreState(parseJson(decodeText(bytes, 'state'), 'state'));
        const state = readsOrRefuses(read, /^state/);
        // Changes of white space alone are none; a forger who seals anew is the service's business, not a reader's.
        if (state) expect(sealed(state)).toEqual(state);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  });
});
