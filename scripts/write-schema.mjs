// Writes what the scenario schema generates: scenarios/scenario.schema.json for editors, and
// scenarios/default.yaml. Run after a change of the schema: npm run build && node scripts/write-schema.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { POLICY_NAMES } from '../dist/control/index.js';
import { printDefaults, scenarioJsonSchema } from '../dist/scenario/index.js';

const scenarios = fileURLToPath(new URL('../scenarios/', import.meta.url));
const schemaFile = `${scenarios}scenario.schema.json`;
writeFileSync(schemaFile, JSON.stringify(scenarioJsonSchema({ policies: POLICY_NAMES })));
writeFileSync(`${scenarios}default.yaml`, printDefaults());

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
execFileSync(process.execPath, [biome, 'format', '--write', schemaFile], { stdio: 'inherit' });
