/** Command lines as pages give them, and whether our command takes them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Block } from './pages.js';
import { filesBelow, ROOT, textOf } from './pages.js';

const SCRIPTS = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts;

/** Lines of a block that a shell would be given, their comments left out, with a continued line as one. */
export function commandLinesIn({ text }: Block): string[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => /^(?:[A-Z_]+=\S+ )*(?:npx |\$ )?(?:driftlora|npm|node|npx|curl)\b/.test(line))
    .map((line) =>
      line
        .replace(/^\$ /, '')
        .replace(/(\s+#\s|\s{3,}).*$/, '')
        .trim(),
    );
}

/** A line of a reference ("[--out DIR]", "SCENARIO | NAME") rather than one to be typed. */
export const isSynopsis = (line: string) => /[[\]]|\bCOMMAND\b|\.\.\./.test(line);

/** Words of a simple command line: quotes are enough for what our pages do. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);

/** A subcommand with nothing behind it. */
async function bareCommand(name: string): Promise<Command | undefined> {
  const file = join(ROOT, 'src/app/commands', `${name}.ts`);
  if (!/^[a-z]+$/.test(name) || !existsSync(file)) return undefined;
  const module = (await import(file)) as Record<string, (root: Command) => void>;
  const root = new Command('driftlora').exitOverride().configureOutput({ writeErr: () => {} });
  module[`add${name[0]!.toUpperCase()}${name.slice(1)}Command`]!(root);
  const [command] = root.commands;
  return command!
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action(() => {});
}

async function faultOfDriftlora(words: readonly string[]): Promise<string | undefined> {
  const [name = '', ...args] = words;
  if (name.startsWith('-')) return ['--help', '--version'].includes(name) ? undefined : `no option ${name}`;
  const command = await bareCommand(name);
  if (!command) return name === 'COMMAND' ? undefined : `no command ${name}`;
  const line = words.join(' ');
  if (isSynopsis(line)) {
    const known = command.options.map(({ long }) => long);
    return [...line.matchAll(/--[a-z-]+/g)]
      .map(([flag]) => flag)
      .find((flag) => !known.includes(flag) && flag !== '--help');
  }
  try {
    command.parse(
      args.filter((word) => word !== '--help'),
      { from: 'user' },
    );
  } catch (error) {
    return String(error);
  }
  return undefined;
}

/** What is wrong with a command line, undefined where it would be taken. */
export async function faultOf(line: string): Promise<string | undefined> {
  const [first = ''] = line.split(/\s(?:\||>>?|<|&&)\s/);
  const rest = line.split(/\s(?:\||&&)\s/).slice(1);
  const words = wordsOf(first);
  while (/^[A-Z_]+=/.test(words[0] ?? '')) {
    const [name = ''] = words.shift()!.split('=');
    const isRead = [...filesBelow('src', /\.ts$/), ...filesBelow('test', /\.ts$/)].some((path) =>
      new RegExp(`\\benv\\.${name}\\b|\\benv\\['${name}'`).test(textOf(path)),
    );
    if (!isRead) return `nothing reads ${name}`;
  }
  const [program, ...args] = words;
  const fault = await faultOfProgram(program!, args);
  if (fault !== undefined) return fault;
  for (const part of rest) if (/^driftlora\b/.test(part)) return faultOf(part);
  return undefined;
}

async function faultOfProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  if (program === 'driftlora') return faultOfDriftlora(args);
  if (program === 'npx') return args[0] === 'driftlora' ? faultOfDriftlora(args.slice(1)) : undefined;
  if (program === 'node') {
    const file = args.find((word) => !word.startsWith('-'));
    if (file === 'dist/app/cli.js') return faultOfDriftlora(args.slice(args.indexOf(file) + 1));
    return file === undefined || existsSync(join(ROOT, file)) ? undefined : `no file ${file}`;
  }
  if (program === 'npm' && ['run', 'start', 'test'].includes(args[0]!)) {
    const script = args[0] === 'run' ? args.find((word, i) => i > 0 && !word.startsWith('-')) : args[0];
    if (!script || !(script in SCRIPTS)) return `no script ${script}`;
    return script === 'driftlora' ? faultOfDriftlora(args.slice(args.indexOf('--') + 1)) : undefined;
  }
  return undefined;
}
