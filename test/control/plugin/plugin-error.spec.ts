import { describe, expect, it } from 'vitest';
import { PluginError } from '../../../src/control/plugin/plugin-error.js';

const messageOf = (thrown: unknown) => new PluginError('mine.mjs', 'decide, round 3', thrown).message;

describe('what a plug-in threw', () => {
  it('is told by its first line, without what a terminal would obey', () => {
    expect(messageOf(new Error('\u001b[2J\u2028no\tchannel\nforged line'))).toBe(
      'policy plug-in mine.mjs: decide, round 3: Error:  [2J no channel',
    );
    expect(messageOf('x'.repeat(1000)).length).toBeLessThan(400);
  });

  it('may be something that cannot be shown', () => {
    const unshowable = {
      toString() {
        throw new Error('no');
      },
    };
    expect(messageOf(unshowable)).toMatch(/: something that cannot be shown$/);
  });
});
