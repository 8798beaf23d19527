/** Claims that are false and were accepted once (test/problem/fixtures/forged): each stands for its kind. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certifyHorizon } from '../../src/problem/horizon/certify.js';
import { validateHorizonProblem } from '../../src/problem/horizon/validate.js';
import { certifyRound } from '../../src/problem/round/certify.js';
import { validateRoundProblem } from '../../src/problem/round/validate.js';

const folder = new URL('./fixtures/forged/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const files = readdirSync(folder);
const named = (ending: string) =>
  files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));

/** A problem that is refused as input has no claims either. */
function accepts(judge: () => boolean): boolean {
  try {
    return judge();
  } catch {
    return false;
  }
}

const acceptsRound = (name: string) =>
  accepts(
    () => certifyRound(validateRoundProblem(read(`${name}.problem.json`)), read(`${name}.claim.json`)).valid,
  );
const acceptsHorizon = (name: string) =>
  accepts(() => {
    const problem = validateHorizonProblem(read(`${name}.hproblem.json`));
    return certifyHorizon(problem, read(`${name}.hclaim.json`)).valid;
  });

describe('a forged claim is refused:', () => {
  it.each(named('.problem.json').filter((name) => !name.startsWith('T1-')))('%s', (name) => {
    expect(acceptsRound(name)).toBe(false);
  });

  it.each(named('.hproblem.json'))('%s', (name) => {
    expect(acceptsHorizon(name)).toBe(false);
  });

  it('at most one of two claims that contradict each other', () => {
    expect(['T1-optimal', 'T1-infeasible'].filter(acceptsRound).length).toBeLessThanOrEqual(1);
  });
});
