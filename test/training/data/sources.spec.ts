import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.js';
import { loadDataset } from '../../../src/training/data/load.js';
import { cleanBody, cleanSubject, splitMail } from '../../../src/training/data/mail-text.js';
import { checkPeers, PEERS, peerDirectory } from '../../../src/training/data/peer.js';

describe('WordNet glosses', async () => {
  const options = { kind: 'wordnet', classes: 12, rows: 120, heldOutRows: 60, seed: 1 } as const;
  const data = await loadDataset(options);

  it('are balanced over the largest files, each once, training apart from held-out', () => {
    expect(data.classNames).toContain('noun.plant');
    expect(new Set(data.texts).size).toBe(180);
    for (let label = 0; label < 12; label++) {
      expect(data.training.filter((row) => data.labels[row] === label)).toHaveLength(10);
      expect(data.heldOut.filter((row) => data.labels[row] === label)).toHaveLength(5);
    }
    expect(data.texts.filter((text) => text.includes('; "'))).toEqual([]);
  });

  it('are the same for the same seed and others for another', async () => {
    expect((await loadDataset(options)).texts).toEqual(data.texts);
    expect((await loadDataset({ ...options, seed: 2 })).texts).not.toEqual(data.texts);
  });

  it('says how many rows there are', async () => {
    await expect(loadDataset({ ...options, rows: 1e6 })).rejects.toThrow(
      /dataset\.rows: got 1000060, accepted is at most/,
    );
  });
});

describe('SpamAssassin mails', async () => {
  const data = await loadDataset({ kind: 'spam-assassin', rows: 500, heldOutRows: 100, seed: 1 });

  it('carry no address, link or HTML', () => {
    for (const text of data.texts) {
      expect(/\S+@\S+\.\S+|https?:\/\/|<\/?(html|body|table|font)\b/i.test(text)).toBe(false);
    }
  });

  it('belong to lists and mailboxes of many sizes, both classes present', () => {
    expect(new Set(data.owners).size).toBeGreaterThan(15);
    expect(new Set(data.labels)).toEqual(new Set([0, 1]));
  });
});

describe('mail text', () => {
  it('splits folded headers from the body', () => {
    const { headers, body } = splitMail('Subject: a\n b\nList-Id: <x.y>\n\nHello\n\nthere');
    expect(headers.get('subject')).toBe('a b');
    expect(body).toBe('Hello\n\nthere');
  });

  it('takes out what marks the list or the sender', () => {
    expect(cleanSubject('Re: [ILUG] Fwd: disk  full')).toBe('disk full');
    const body = 'A B wrote:\n> old\nnew <b>text</b> me@x.org http://a.b\n-- \nList mailing list\n';
    expect(cleanBody(body)).toBe('new text');
  });
});

describe("a user's file", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'driftlora-'));
  const load = async (name: string, content: string) => {
    await writeFile(join(directory, name), content);
    return loadDataset({ kind: 'file', path: join(directory, name), heldOutShare: 0.5, seed: 1 });
  };

  it('may be CSV', async () => {
    const data = await load(
      'a.csv',
      'text,label,device\n"one, ""two""",b,x\nthree,a,y\nfour,a,x\nfive,b,y\n',
    );
    expect(data.texts[0]).toBe('one, "two"');
    expect(data.labels).toEqual([1, 0, 0, 1]);
    expect(data.owners).toEqual(['x', 'y', 'x', 'y']);
    expect([...data.training, ...data.heldOut].sort()).toEqual([0, 1, 2, 3]);
  });

  it('may be NDJSON', async () => {
    const data = await load('a.ndjson', '{"text":"one","label":1}\n\n{"text":"two","label":0}\n');
    expect(data.classNames).toEqual(['0', '1']);
    expect(data.owners).toBeUndefined();
  });

  it.each([
    ['a.ndjson', '{"text":"one","label":1}\n{"text":2,"label":0}', 'line 2, text'],
    ['a.ndjson', '{"text":"one","label":1}\nnot json', 'line 2'],
    ['a.csv', 'texts,label\none,1\n', 'line 1'],
    ['a.csv', 'text,label\n"one,1\n', 'line 2'],
    ['a.csv', 'text,label\none,1\ntwo,1\n', 'two labels'],
  ])('names what is wrong in %s: %s', async (name, content, message) => {
    const failure = await load(name, content).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toContain(message);
  });
});

it('says in one line how to install all that are missing', () => {
  const missing = (name: string) => ({ field: 'model.kind', name, version: '1.0.0' });
  expect(() => checkPeers([missing('no-such-a'), PEERS.wordnet, missing('no-such-b')])).toThrow(
    'model.kind: got "2 missing packages", accepted is this option after `npm install no-such-a@1.0.0 no-such-b@1.0.0`',
  );
  expect(() => checkPeers(Object.values(PEERS))).not.toThrow();
});

it('says in one line how to install a missing package', () => {
  expect(() => peerDirectory('dataset.kind', 'no-such-package-here', '1.2.3')).toThrow(
    'dataset.kind: got "a missing package", accepted is this option after `npm install no-such-package-here@1.2.3`',
  );
});
