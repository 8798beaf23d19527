// Writes docs/img/*.svg: npm run pictures
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawn, PICTURES } from './pictures/index.mjs';

const folder = fileURLToPath(new URL('../docs/img/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const name of Object.keys(PICTURES)) {
  writeFileSync(`${folder}${name}.svg`, await drawn(name));
  console.log(`docs/img/${name}.svg`);
}
