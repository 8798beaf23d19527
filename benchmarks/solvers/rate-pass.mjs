/** The unit of the speed figures: evaluating r_k(b) once for every device of a problem, in this process. */

import { rateBitPerS } from '../../dist/problem/round/rate.js';
import { toColumns } from '../../dist/solvers/tools/problem-columns.js';

/** Seconds of one rate pass: the median of repeated timings over the problem's own columns. */
export function ratePassS(problem) {
  const { snrHz, bandwidthHz, deviceCount } = toColumns(problem);
  const b = bandwidthHz / Math.min(deviceCount, 100);
  const loops = Math.max(1, Math.ceil(200_000 / deviceCount));
  let sink = 0;
  const once = () => {
    const start = performance.now();
    for (let loop = 0; loop < loops; loop++) {
      for (let k = 0; k < deviceCount; k++) sink += rateBitPerS(b, snrHz[k]);
    }
    return (performance.now() - start) / 1000 / loops;
  };
  const times = Array.from({ length: 5 }, once).sort((x, y) => x - y);
  if (sink < 0) throw new Error('a rate is negative');
  return times[2];
}

export function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
