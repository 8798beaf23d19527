// Writes docs/openapi.json and the client's types from the service itself, so that neither can go stale (a test compares).
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const { openapiDocument } = await import('../dist/service/index.js');

const document = await openapiDocument();
writeFileSync(`${root}docs/openapi.json`, `${JSON.stringify(document, null, 2)}\n`);
const types = astToString(await openapiTS(document));
writeFileSync(
  `${root}src/client/api.ts`,
  `/** Generated from docs/openapi.json by \`npm run openapi\`; not to be edited. */\n${types}`,
);
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
spawnSync(process.execPath, [biome, 'check', '--write', 'docs/openapi.json', 'src/client/api.ts'], {
  cwd: root,
});
