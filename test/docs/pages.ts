/** Pages of the project and their headings, as a reader of Markdown sees them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files below a folder, by their path from the root; what is built or installed is not the project's. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/'))
    .sort();
}

export const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Markdown without what stands in code, where a bracket is no link and a hash no heading. */
const withoutCode = (text: string) =>
  text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[^`]/g, '_'));

export const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...filesBelow('docs', /\.md$/),
  ...filesBelow('benchmarks', /\.md$/),
];

export interface Link {
  readonly target: string;
  readonly line: number;
}

export function linksIn(text: string): Link[] {
  const plain = withoutCode(text);
  return [...plain.matchAll(/\]\(([^)\s]+)\)/g)].map(({ 1: target, index }) => ({
    target: target!,
    line: plain.slice(0, index).split('\n').length,
  }));
}

export function headingsIn(text: string): string[] {
  const plain = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return [...plain.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading!.trim());
}

/** What GitHub makes of a heading in a link. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

export interface Block {
  readonly page: string;
  readonly line: number;
  /** What a fence says the block is; an indented block says nothing. */
  readonly language: string | undefined;
  readonly text: string;
}

/** Every block of a page that looks like code: between fences, or indented below an empty line. */
export function blocksIn(page: string): Block[] {
  const blocks: Block[] = [];
  const lines = textOf(page).split('\n');
  for (let i = 0; i < lines.length; i++) {
    const start = i;
    const fence = /^```(.*)$/.exec(lines[i]!);
    if (fence) {
      while (!/^```$/.test(lines[++i]!))
        if (i >= lines.length) throw new Error(`${page}: a fence stays open`);
      const text = lines.slice(start + 1, i).join('\n');
      blocks.push({ page, line: start + 1, language: fence[1]!.trim() || 'text', text });
    } else if (/^ {4}\S/.test(lines[i]!) && (i === 0 || lines[i - 1]!.trim() === '')) {
      while (i + 1 < lines.length && /^( {4}.*|\s*)$/.test(lines[i + 1]!)) i++;
      const text = lines
        .slice(start, i + 1)
        .join('\n')
        .replace(/^ {4}/gm, '')
        .trimEnd();
      blocks.push({ page, line: start + 1, language: undefined, text });
    }
  }
  return blocks;
}
