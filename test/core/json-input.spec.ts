/** Files of JSON and of lines: byte-order marks, other encodings, line ends, and lines that are too long. */
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLineByLine, readLines, readWhole } from '../../src/core/json-input.js';
import { LONG } from '../long.js';

const folder = mkdtempSync(join(tmpdir(), 'driftlora-json-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Uint8Array): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

async function linesOf(content: string | Uint8Array) {
  const path = file(content);
  const found: string[] = [];
  for await (const line of readLines(path)) {
    expect(line.where.startsWith(`${path} line `)).toBe(true);
    let text: string;
    try {
      text = line.text;
    } catch (error) {
      text = (error as Error).message.replace(path, 'FILE');
    }
    found.push(`${line.where.split(' ').at(-1)}: ${text}`);
  }
  return found;
}

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

describe('reading', () => {
  it('knows files of lines by their names', () => {
    expect(['a.ndjson', 'a.jsonl', 'A.JSONL', '-'].map(isLineByLine)).toEqual([true, true, true, true]);
    expect(['a.json', 'jsonl', 'a.ndjson.json', ''].map(isLineByLine)).toEqual([false, false, false, false]);
  });

  it('skips a byte-order mark', async () => {
    expect(await readWhole(file('\ufeff{"a":1}'))).toBe('{"a":1}');
    expect(await linesOf('\ufeff1\n\ufeff2\n')).toEqual(['1: 1', '2: 2']);
  });

  it('splits at every kind of line end, counts blank lines, and reads a last line without end', async () => {
    expect(await linesOf('1\r\n\n  \t\r\n2\n3')).toEqual(['1: 1\r', '4: 2', '5: 3']);
    expect(await linesOf('')).toEqual([]);
  });

  it('joins lines across pieces of the file, with characters that are split between them', async () => {
    const lines = Array.from({ length: 400 }, (_, i) => `"${'é€😀'.repeat(i)}"`);
    expect(await linesOf(lines.join('\n'))).toEqual(lines.map((line, i) => `${i + 1}: ${line}`));
  });

  it('refuses what is no UTF-8 in words, and reads the lines behind it', async () => {
    await expect(readWhole(file(utf16('{}')))).rejects.toThrow(
      /:1: got "the byte 0xff", accepted is text in UTF-8 .*utf-16le/,
    );
    const bad = Buffer.concat([Buffer.from('1\n'), Buffer.from([0x22, 0xe9, 0x22, 10]), Buffer.from('3\n')]);
    const found = await linesOf(bad);
    expect(found[1]).toMatch(/^2: FILE line 2: got .*, accepted is text in UTF-8/);
    expect([found[0], found[2]]).toEqual(['1: 1', '3: 3']);
  });

  it.runIf(LONG)(
    'refuses a line that is too long in words, without holding it, and reads the lines behind it',
    async () => {
      const path = file('1\n');
      truncateSync(path, 300 * 1024 * 1024); // A sparse file: zeros that take no disk.
      appendFileSync(path, '\n3\n');
      const found: string[] = [];
      for await (const line of readLines(path)) {
        try {
          found.push(line.text);
        } catch (error) {
          found.push((error as Error).message.replace(path, 'FILE'));
        }
      }
      expect(found).toEqual([
        '1',
        'FILE line 2: got "more than 268435456 bytes", accepted is at most 256 MiB',
        '3',
      ]);
      await expect(readWhole(path)).rejects.toThrow(/accepted is at most 256 MiB/);
    },
    60_000,
  );
});
