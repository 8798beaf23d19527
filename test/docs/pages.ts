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
