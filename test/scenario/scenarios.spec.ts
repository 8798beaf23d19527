import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/control/index.js';
import { readScenario } from '../../src/scenario/index.js';
import { solverRegistry } from '../../src/solvers/index.js';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const known = { policies: POLICY_NAMES, solvers: solverRegistry.map(({ name }) => name) };
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');

describe('the ready scenarios', () => {
  it('are several', () => {
    expect(files).toEqual(expect.arrayContaining(['default.yaml', 'iid.yaml', 'non-iid.yaml']));
    expect(files.length).toBeGreaterThan(5);
  });

  it.each(files)('%s is valid, with names that exist', (file) => {
    const scenario = readScenario(textOf(file), file, known);
    expect(`${scenario.name}.yaml`).toBe(file);
    expect(scenario.policies).toContain('drift-plus-penalty');
    expect(scenario.policies.length).toBeGreaterThanOrEqual(4);
  });

  it.each(files)('%s tells editors its schema and readers what it shows', (file) => {
    const lines = textOf(file).split('\n');
    expect(lines[0]).toBe('# yaml-language-server: $schema=scenario.schema.json');
    if (file !== 'default.yaml') expect(textOf(file)).toMatch(/^# What to see: /m);
  });
});
