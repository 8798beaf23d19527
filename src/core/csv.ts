/** CSV of RFC 4180, with any separator: quoted cells may hold separators, line breaks and doubled quotes. */
import { InputError } from './errors.js';

export interface CsvRecord {
  /** Line of the file the record starts on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Records with their cells; lines with nothing but blanks are left out, a byte order mark is too.
 * @param separator one character, not a quotation mark or a line break
 * @throws InputError naming the line of a quotation mark that is not closed, closed before the cell's end, or behind a blank
 */
export function parseCsv(content: string, separator = ','): CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let at = content.charCodeAt(0) === 0xfeff ? 1 : 0;
  let start = at;
  const endRecord = () => {
    if (cells.length > 1 || cells[0]!.trim() !== '') records.push({ line, cells });
    cells = [];
    line += lineBreaks(content, start, at);
    start = at;
  };
  while (at < content.length) {
    const { cell, next } =
      content[at] === '"' ? quotedCell(content, at, separator) : plainCell(content, at, separator);
    cells.push(cell);
    at = next;
    if (content[at] === separator) {
      at++;
      if (at === content.length) cells.push('');
      continue;
    }
    if (content[at] === '\r') at++;
    if (content[at] === '\n') at++;
    endRecord();
  }
  if (cells.length > 0) endRecord();
  return records;
}

/** Line breaks (\n, \r\n or \r alone) between two places. */
function lineBreaks(content: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    if (content[i] === '\n' || (content[i] === '\r' && content[i + 1] !== '\n')) count++;
  }
  return count;
}

function plainCell(content: string, start: number, separator: string): { cell: string; next: number } {
  let next = start;
  while (next < content.length && !endsCell(content[next]!, separator)) next++;
  const quote = content.slice(start, next).search(/[^ \t]/) + start;
  if (quote > start && content[quote] === '"') {
    const line = 1 + lineBreaks(content, 0, start);
    const accepted = 'no blank between a separator and a quotation mark';
    throw new InputError(`line ${line}`, content.slice(start, Math.min(next, start + 40)), accepted);
  }
  return { cell: content.slice(start, next), next };
}

const endsCell = (char: string, separator: string) => char === separator || char === '\n' || char === '\r';

function quotedCell(content: string, start: number, separator: string): { cell: string; next: number } {
  let next = start + 1;
  for (;;) {
    next = content.indexOf('"', next);
    if (next < 0) {
      const line = 1 + lineBreaks(content, 0, start);
      throw new InputError(`line ${line}`, content.slice(start, start + 40), 'a closing quotation mark');
    }
    if (content[next + 1] !== '"') break;
    next += 2;
  }
  const after = content[next + 1];
  if (after !== undefined && !endsCell(after, separator)) {
    const line = 1 + lineBreaks(content, 0, next);
    const accepted = `${SEPARATOR_NAMES[separator] ?? 'a separator'} or the end of the line after a quotation mark`;
    throw new InputError(`line ${line}`, after, accepted);
  }
  return { cell: content.slice(start + 1, next).replaceAll('""', '"'), next: next + 1 };
}

const SEPARATOR_NAMES: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
};
