import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/control/index.js';
import { printDefaults, scenarioJsonSchema } from '../../src/scenario/index.js';

const shipped = (name: string) => readFileSync(new URL(`../../scenarios/${name}`, import.meta.url), 'utf8');

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly description?: string;
  readonly additionalProperties?: boolean;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly const?: unknown;
}

/** Every node of the schema with its path. */
function nodes(node: Node, path = ''): [string, Node][] {
  const children = [
    ...Object.entries(node.properties ?? {}),
    ...(node.oneOf ?? []).map((one, i): [string, Node] => [`#${i}`, one]),
    ...(node.anyOf ?? []).flatMap((one, i): [string, Node][] =>
      path === '/devices' ? [[`#${i}`, one]] : [],
    ),
    ...(node.items?.properties ? [['[]', node.items] as [string, Node]] : []),
  ];
  return [[path, node], ...children.flatMap(([key, child]) => nodes(child, `${path}/${key}`))];
}

describe('the files made from the schema', () => {
  it('scenario.schema.json is current (node scripts/write-schema.mjs)', () => {
    const current = JSON.parse(JSON.stringify(scenarioJsonSchema({ policies: POLICY_NAMES }))) as unknown;
    expect(JSON.parse(shipped('scenario.schema.json'))).toEqual(current);
  });

  it('default.yaml is current (node scripts/write-schema.mjs)', () => {
    expect(shipped('default.yaml')).toBe(printDefaults());
  });

  it('default.yaml tells editors where its schema is', () => {
    expect(shipped('default.yaml').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=scenario.schema.json',
    );
  });
});

describe('scenarioJsonSchema', () => {
  const all = nodes(scenarioJsonSchema() as Node);

  it('describes every key and refuses others', () => {
    for (const [path, node] of all) {
      if (node.properties) expect(node.additionalProperties, path).toBe(false);
      if (path && node.const === undefined) expect(node.description, path).toMatch(/\w.*\.$/);
    }
  });

  it('requires no key but a kind that is not the default one, its path, and the id of a device in a list', () => {
    const required = all.flatMap(([, node]) => (node as { required?: string[] }).required ?? []);
    expect(new Set(required)).toEqual(new Set(['kind', 'path', 'id']));
  });

  it('gives quantities a pattern that their own default matches and a bare number does not', () => {
    const quantities = all.filter(([, node]) => node.pattern !== undefined && node.default !== undefined);
    expect(quantities.length).toBeGreaterThan(15);
    for (const [path, node] of quantities) {
      expect(new RegExp(node.pattern!, 'u').test(String(node.default)), path).toBe(true);
      expect(new RegExp(node.pattern!, 'u').test('10'), path).toBe(false);
    }
  });

  it('offers the names it is told', () => {
    const schema = scenarioJsonSchema({ policies: ['a', 'b'], solvers: ['s'] });
    const text = JSON.stringify(schema);
    expect(text).toContain('"enum":["a","b"]');
    expect(text).toContain('"enum":["s"]');
  });
});
