import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../src/simulation/index.js';
import { Fingerprints } from '../../../src/sweep/index.js';
import { tinyScenario } from '../../simulation/scenario-builder.js';

const base = tinyScenario();
const nameOf = (scenario: Scenario, version = '1.2.3') => new Fingerprints(version).of(scenario);

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  );
}

/** Every path to a plain value in the scenario. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]));
}

function changed(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined)
    return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}x`;
  const part = changed((value as Record<string, unknown>)[step], rest);
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === step ? part : item));
  return { ...(value as object), [step]: part };
}

const FOR_PEOPLE = ['name', 'description'];
const decisive = leaves(base).filter(([first]) => !FOR_PEOPLE.includes(first!));

describe("a cell's fingerprint", () => {
  it('is a hash that does not depend on the order of keys, on names, or on when it is taken', async () => {
    const name = await nameOf(base);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(await nameOf(shuffled(base) as Scenario)).toBe(name);
    expect(await nameOf({ ...base, name: 'other', description: 'other' })).toBe(name);
    expect(await nameOf(structuredClone(base))).toBe(name);
  });

  test.prop([fc.constantFrom(...decisive)])('changes with every value of the scenario', async (path) => {
    expect(await nameOf(changed(base, path) as Scenario)).not.toBe(await nameOf(base));
  });

  it('changes with the version that computes', async () => {
    expect(await nameOf(base, '1.2.4')).not.toBe(await nameOf(base));
  });

  it('changes with what is in a file that the scenario names, and fails where there is none', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'driftlora-')), 'texts.csv');
    const { task } = base.learning;
    const dataset = { kind: 'file' as const, path, heldOutShare: 0.1, seed: 1 };
    const scenario = { ...base, learning: { ...base.learning, task: { ...task, dataset } } };
    await expect(nameOf(scenario)).rejects.toThrow(/ENOENT/);
    writeFileSync(path, 'text,label\na,b\n');
    const before = await nameOf(scenario);
    expect(await nameOf(scenario)).toBe(before);
    writeFileSync(path, 'text,label\na,c\n');
    expect(await nameOf(scenario)).not.toBe(before);
  });
});
