/** What the package offers, and through which door; README's example is run as it stands there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as root from '../../src/index.js';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const { exports: doors } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>;
};

describe('the root', () => {
  it('has what scheduling needs and no more', () => {
    expect(Object.keys(root).sort()).toEqual([
      ...['AssumptionError', 'CapabilityError', 'DriftloraError', 'FEASIBILITY_SLACK', 'InputError'],
      'OPTIMALITY_TOLERANCE',
      ...['POLICY_NAMES', 'certifyRound', 'createController', 'createPolicy', 'evaluateDecision', 'explain'],
      ...['hasPoint', 'loadSolver', 'parseRoundSolution', 'policyRegistry', 'restoreState'],
      ...['roundPoint', 'solverRegistry'],
      'validateRoundProblem',
    ]);
  });
});

describe('every door', () => {
  it.each(Object.keys(doors).filter((door) => door !== './package.json'))('%s opens', async (door) => {
    const target = doors[door] as { types: string; default: string };
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    expect(existsSync(join(PACKAGE, source))).toBe(true);
    expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'));
    expect(Object.keys(await import(join(PACKAGE, source))).length).toBeGreaterThan(0);
  });
});

describe("README's example", () => {
  it('runs from outside the sources, and its decision is proven', () => {
    const text = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
    const [, code] = /```ts\n(import \{ createController[\s\S]*?)```/.exec(text)!;
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    // From standard input, which counts as a file of this folder: the package's own name is found.
    const out = execFileSync(process.execPath, ['--input-type=module'], {
      cwd: PACKAGE,
      encoding: 'utf8',
      input: ts.transpileModule(code!, { compilerOptions }).outputText,
    });
    expect(out).toContain("scheduled: [ 'phone-1', 'phone-2' ]");
    expect(out.trim().endsWith('true')).toBe(true);
  });
});
