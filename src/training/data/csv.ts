/** CSV of RFC 4180: quoted cells may hold commas, line breaks and doubled quotes. */
import { InputError } from '../../core/errors.js';

/** Records with their cells; empty lines are left out. */
export function parseCsv(content: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let at = content.charCodeAt(0) === 0xfeff ? 1 : 0;
  const endRecord = () => {
    if (cells.length > 1 || cells[0] !== '') records.push(cells);
    cells = [];
  };
  while (at < content.length) {
    const { cell, next } = content[at] === '"' ? quotedCell(content, at) : plainCell(content, at);
    cells.push(cell);
    at = next;
    if (content[at] === ',') {
      at++;
      if (at === content.length) cells.push('');
      continue;
    }
    endRecord();
    if (content[at] === '\r') at++;
    if (content[at] === '\n') at++;
  }
  if (cells.length > 0) endRecord();
  return records;
}

function plainCell(content: string, start: number): { cell: string; next: number } {
  let next = start;
  while (next < content.length && !',\r\n'.includes(content[next]!)) next++;
  return { cell: content.slice(start, next), next };
}

function quotedCell(content: string, start: number): { cell: string; next: number } {
  let next = start + 1;
  for (;;) {
    next = content.indexOf('"', next);
    if (next < 0) {
      const line = content.slice(0, start).split('\n').length;
      throw new InputError(`line ${line}`, content.slice(start, start + 40), 'a closing quotation mark');
    }
    if (content[next + 1] !== '"') break;
    next += 2;
  }
  const after = content[next + 1];
  if (after !== undefined && !',\r\n'.includes(after)) {
    const line = content.slice(0, next).split('\n').length;
    throw new InputError(`line ${line}`, after, 'a comma or the end of the line after a quotation mark');
  }
  return { cell: content.slice(start + 1, next).replaceAll('""', '"'), next: next + 1 };
}
