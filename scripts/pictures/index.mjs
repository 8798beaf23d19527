/** Pictures of the docs by the name of their file: docs/img/NAME.svg. A new one is a file and a line here. */
import { renderSvg } from '../../dist/report/svg.js';
import { dual } from './dual.mjs';
import { prices } from './prices.mjs';
import { schedule } from './schedule.mjs';
import { tree } from './tree.mjs';

export const PICTURES = { schedule, dual, tree, prices };

/** @returns a file of its own, as a browser shows it on a page of any colour */
export async function drawn(name) {
  const svg = await renderSvg(await PICTURES[name]());
  return svg.includes('xmlns=')
    ? `${svg}\n`
    : `${svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')}\n`;
}
