/** Every block that looks like code is code that works: it is read, type-checked or run. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { validateRoundProblem } from '../../src/problem/index.js';
import { KNOWN_NAMES, readScenario } from '../../src/scenario/index.js';
import { type Running, startService } from '../service/running.js';
import { commandLinesIn, faultOf, isSynopsis } from './command-lines.js';
import { type Block, blocksIn, PAGES, ROOT } from './pages.js';

const BLOCKS = PAGES.flatMap(blocksIn);
const where = ({ page, line }: Block) => `${page}:${line}`;
const inLanguage = (...languages: string[]) =>
  BLOCKS.filter(({ language }) => languages.includes(language?.split(' ')[0] ?? ''));

/** A project that has the package installed, with what the pages speak of lying in it. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftlora-page-'));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/driftlora'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  for (const name of ['vitest', 'fast-check', 'js-yaml', 'yaml'])
    if (readdirSync(join(ROOT, 'node_modules')).includes(name))
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'traces'));
  for (const { language, text } of BLOCKS) {
    const name = language?.split(' ')[1];
    if (name) writeFileSync(join(folder, name.endsWith('.txt') ? 'traces' : '.', name), `${text}\n`);
  }
  return folder;
}

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

describe('a block', () => {
  it('is of a kind that is tried here', () => {
    const kinds = ['ts', 'js', 'yaml', 'json', 'sh', 'python', 'mermaid', 'text', 'csv'];
    const odd = BLOCKS.filter(
      ({ language }) => language !== undefined && !kinds.includes(language.split(' ')[0]!),
    );
    expect(odd.map(where)).toEqual([]);
  });

  it('says its language where it is a file: what is indented is a formula, a command or what it prints', () => {
    const indented = BLOCKS.filter(({ language }) => language === undefined);
    const files = indented.filter(({ text }) => /^([a-zA-Z]+:\s*$|import |const |\{\s*$)/m.test(text));
    expect(files.map(where)).toEqual([]);
  });
});

describe('YAML', () => {
  it.each(inLanguage('yaml').map((block) => [where(block), block.text] as const))(
    '%s',
    async (place, text) => {
      const content = parseDocument(text).toJS() as object;
      // A sweep's document is tried by the tests of sweeps; here its scenario is.
      const isSweep = 'vary' in content;
      expect(readScenario(isSweep ? 'rounds: 40' : text, place, KNOWN_NAMES).rounds).toBeGreaterThan(0);
    },
  );
});

describe('JSON', () => {
  it.each(inLanguage('json').map((block) => [where(block), block.text] as const))('%s', (_, text) => {
    expect(validateRoundProblem(JSON.parse(text)).devices.length).toBeGreaterThan(0);
  });
});

describe('TypeScript and JavaScript', () => {
  const blocks = inLanguage('ts', 'js');
  const folder = project();
  const files = blocks.map((block, i) => {
    const path = join(folder, `${basename(block.page, '.md')}-${i}.${block.language!.split(' ')[0]}`);
    writeFileSync(path, block.text);
    return path;
  });

  it('is accepted by the compiler, from a project that has the package installed', () => {
    const program = ts.createProgram(files, { ...OPTIONS, noEmit: true, allowJs: true });
    const faults = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(faults).toEqual([]);
  });

  it.each(blocks.map((block, i) => [where(block), block, i] as const))('%s runs', (_, { text }, i) => {
    const code = ts.transpileModule(text, { compilerOptions: OPTIONS, fileName: 'page.mts' }).outputText;
    const path = join(folder, `run-${i}.mjs`);
    writeFileSync(path, code);
    // What a page prints stands in it as a comment.
    const out = execFileSync(process.execPath, [path], { cwd: folder, encoding: 'utf8' });
    for (const [, expected] of text.matchAll(/^\/\/ prints (.+)$/gm)) expect(out).toContain(expected);
  });
});

const COMMANDS = BLOCKS.filter(({ language }) => language === undefined || language === 'sh').flatMap(
  (block) => commandLinesIn(block).map((line) => [`${where(block)}: ${line}`, line] as const),
);

describe('a command line', () => {
  it('stands in many places', () => expect(COMMANDS.length).toBeGreaterThan(30));

  it.each(COMMANDS)('%s', async (_, line) => {
    expect(await faultOf(line)).toBeUndefined();
  });

  it('that is wrong would be found', async () => {
    expect(await faultOf('driftlora run --nonsense')).toContain('--nonsense');
    expect(await faultOf('driftlora fly')).toBe('no command fly');
    expect(await faultOf('driftlora solve [--nonsense X]')).toBe('--nonsense');
    expect(await faultOf('npm run nonsense')).toBe('no script nonsense');
    expect(await faultOf('DRIFTLORA_NONSENSE=1 npm test')).toBe('nothing reads DRIFTLORA_NONSENSE');
    expect(isSynopsis('driftlora run default --quick')).toBe(false);
  });
});

describe('shell with curl', () => {
  let service: Running;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.close());

  it.each(
    inLanguage('sh')
      .filter(({ text }) => text.includes('curl'))
      .map((b) => [where(b), b.text] as const),
  )('%s is answered as it says', async (_, text) => {
    let id = 'ID';
    const commands = text.split(/^(?=curl )/m).filter((part) => part.startsWith('curl '));
    for (const command of commands) {
      const here = command
        .replaceAll('localhost:8377', service.address.replace('http://', ''))
        .replaceAll('/ID/', `/${id}/`)
        .replace('curl -s', 'curl -sS --fail-with-body');
      const out = await new Promise<string>((resolve, reject) => {
        execFile('bash', ['-c', here], (error, stdout) =>
          error ? reject(new Error(stdout)) : resolve(stdout),
        );
      });
      const answer = JSON.parse(out) as { id?: string };
      id = answer.id ?? id;
      const [, said = ''] = /^# (\{.+)$/m.exec(command) ?? [];
      for (const [, key] of said.matchAll(/"(\w+)":/g)) expect(out).toContain(`"${key}"`);
    }
    expect(commands.length).toBeGreaterThan(1);
  });
});
