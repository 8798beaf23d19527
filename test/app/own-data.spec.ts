/** A user's own texts and encoder through the command: what works runs, what does not is one line with file and place. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../training/encoder/tiny-checkpoint.js';
import { driftlora, temporaryDirectory } from './command.js';

const folder = temporaryDirectory();
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const rows = Array.from({ length: 24 }, (_, i) => (i % 2 ? `the bank lends,money` : `a riverbed pond,water`));
const texts = write('texts.csv', `text,label\n${rows.join('\n')}\n`);

const scenario = (learning: string) =>
  write(
    's.yaml',
    `rounds: 2
learning: { devices: 2, batchSize: 2, maxTokens: 8, ${learning} }
control: { historyRounds: 2, baselineDevices: 1, clairvoyantBound: false }
policies: [myopic]
`,
  );

const run = (learning: string) =>
  driftlora(['run', scenario(learning), '--out', join(temporaryDirectory(), 'run'), '--workers', '1']);

describe('driftlora run on own data', () => {
  it('fine-tunes a checkpoint of the user, two rounds', async () => {
    const model = writeCheckpoint(join(folder, 'encoder'), { tokenizer: { do_lower_case: true } });
    const { code, stdout, stderr } = await run(
      `model: { kind: safetensors, path: ${model} }, data: { kind: file, path: ${texts}, heldOutShare: 0.25 }, optimiser: { kind: sgd, stepSize: 0.001 }`,
    );
    expect(stderr).not.toMatch(/defect|Error/);
    expect([code, stdout.includes('myopic')]).toEqual([0, true]);
    expect(stdout).toMatch(/^2 rounds, [\s\S]*certified: every round of every policy/);
  });

  it.each([
    [
      'an empty device cell',
      () =>
        `data: { kind: file, path: ${write('d.csv', 'text,label,device\na,p,x\nb,n,\n')} }, partition: { kind: natural }`,
      /^driftlora: learning\.data\.path, .*d\.csv line 3, device: got "", accepted is /,
    ],
    [
      'another encoding',
      () => `data: { kind: file, path: ${write('l.csv', Buffer.from('text,label\n£4,p\n', 'latin1'))} }`,
      /^driftlora: learning\.data\.path, .*l\.csv:2: got "the byte 0xa3", accepted is text in utf-8, or/,
    ],
    [
      'a broken checkpoint',
      () => {
        const model = writeCheckpoint(join(folder, 'broken'), { config: { hidden_size: '8' } });
        return `model: { kind: safetensors, path: ${model} }`;
      },
      /^driftlora: learning\.model\.path, .*config\.json, config\.hidden_size: got "8"/,
    ],
  ])('refuses %s in one line, exit code 2', async (_, learning, message) => {
    const { code, stderr, stdout } = await run(learning());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
  });
});
