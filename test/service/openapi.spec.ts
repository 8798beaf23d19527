/** docs/openapi.json and the client's types are those of the service as it stands. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openapiDocument } from './running.js';

it('is written anew by npm run openapi when a route or a schema changes', async () => {
  const kept = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
  expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(await openapiDocument())));
});
