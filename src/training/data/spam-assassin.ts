/**
 * Mails of the SpamAssassin public corpus, spam or ham, held by the mailing lists they came through: devices that
 * differ by nature. Personal data: texts are trained on and never shown.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/errors.js';
import { randomStream } from '../../core/random.js';
import type { Dataset } from './dataset.js';
import { cleanBody, cleanSubject, splitMail } from './mail-text.js';
import { PEERS, peerDirectory } from './peer.js';

export interface SpamAssassinOptions {
  /** Mails to train on, drawn at random. */
  readonly rows: number;
  readonly heldOutRows: number;
  readonly seed: number;
}

const CLASS_NAMES = ['ham', 'spam'] as const;
/** Mails without a list are dealt over this many owners by their number: mailboxes of people outside the lists. */
const PRIVATE_MAILBOXES = 12;

interface Mail {
  readonly text: string;
  readonly label: number;
  readonly owner: string;
}

function toMail(file: string, content: string): Mail | undefined {
  const { group, text, id } = JSON.parse(content) as { group: string; text: string; id: string };
  const { headers, body } = splitMail(text);
  const cleaned = `${cleanSubject(headers.get('subject') ?? '')} ${cleanBody(body)}`.trim();
  if (cleaned.length === 0) return undefined;
  return {
    text: cleaned,
    label: group.startsWith('spam') || file.startsWith('spam') ? 1 : 0,
    owner: listName(headers) ?? `mailbox-${Number(id) % PRIVATE_MAILBOXES}`,
  };
}

/** First word of the list's address in List-Id, without its domain: a name, not an address. */
function listName(headers: ReadonlyMap<string, string>): string | undefined {
  const id = headers.get('list-id');
  const inner = id && (/<([^>]+)>/.exec(id)?.[1] ?? id);
  return (
    inner
      ?.trim()
      .split(/[.@\s]/)[0]
      ?.toLowerCase() || undefined
  );
}

async function readMails(): Promise<Mail[]> {
  const root = peerDirectory(PEERS.spamAssassin.field, PEERS.spamAssassin.name, PEERS.spamAssassin.version);
  const files: string[] = JSON.parse(await readFile(join(root, 'data', 'file_list.json'), 'utf8'));
  const mails: Mail[] = [];
  // In batches: thousands of files open at once exceed the limit of many systems.
  for (let from = 0; from < files.length; from += 256) {
    const part = files.slice(from, from + 256);
    const read = part.map(async (file) => {
      const path = join(root, 'data', file.replace(/\.txt$/, '.json'));
      return toMail(file, await readFile(path, 'utf8'));
    });
    for (const mail of await Promise.all(read)) if (mail) mails.push(mail);
  }
  return withoutDuplicates(mails);
}

function withoutDuplicates(mails: readonly Mail[]): Mail[] {
  const seen = new Set<string>();
  return mails.filter(({ text }) => {
    const start = text.slice(0, 400);
    if (seen.has(start)) return false;
    seen.add(start);
    return true;
  });
}

export async function loadSpamAssassin({ rows, heldOutRows, seed }: SpamAssassinOptions): Promise<Dataset> {
  const mails = randomStream(seed, 'spam-assassin').shuffled(await readMails());
  if (rows + heldOutRows > mails.length) {
    throw new InputError('dataset.rows', rows + heldOutRows, `at most ${mails.length} rows in all`);
  }
  const drawn = mails.slice(0, rows + heldOutRows);
  const all = drawn.map((_, i) => i);
  return {
    texts: drawn.map(({ text }) => text),
    labels: drawn.map(({ label }) => label),
    classNames: CLASS_NAMES,
    training: all.slice(0, rows),
    heldOut: all.slice(rows),
    owners: drawn.map(({ owner }) => owner),
  };
}
