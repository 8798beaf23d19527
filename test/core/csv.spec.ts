import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/core/csv.js';

const cellsOf = (content: string) => parseCsv(content).map(({ cells }) => cells);

describe('parseCsv', () => {
  it('reads quoted cells with commas, line breaks and doubled quotes', () => {
    expect(cellsOf('a,"b\nc"\r\nd,\r\n"e,""f""",g')).toEqual([
      ['a', 'b\nc'],
      ['d', ''],
      ['e,"f"', 'g'],
    ]);
  });

  it('leaves out empty lines and a byte order mark', () => {
    expect(cellsOf('\ufeffa,b\n\n\r\nc,d\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('knows the line each record starts on, whatever ends a line', () => {
    const lines = (content: string) => parseCsv(content).map(({ line }) => line);
    expect(lines('a\nb\nc')).toEqual([1, 2, 3]);
    expect(lines('a\r\n\r\nb\rc')).toEqual([1, 3, 4]);
    expect(lines('"a\nb"\nc\n\nd')).toEqual([1, 3, 5]);
  });

  it.each([
    ['a\n"b', 'line 2: got "\\"b", accepted is a closing quotation mark'],
    ['a\n\n"b"c', 'line 3: got "c"'],
  ])('refuses %j', (content, message) => {
    expect(() => parseCsv(content)).toThrow(message);
  });
});
