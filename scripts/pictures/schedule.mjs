/** One round's schedule: who sends when, and with how much of the band. */
import { loadSolver } from '../../dist/solvers/index.js';
import { TEN } from './cases.mjs';

export async function schedule() {
  const { scheduled, bandwidthHz, delayS } = (await loadSolver('exact')).solve(TEN);
  let from = 0;
  const bars = scheduled.map((id) => {
    const start = from;
    from += bandwidthHz[id] / 1e6;
    const { fixedDelayS } = TEN.devices.find((each) => each.id === id);
    return {
      id,
      zeroS: 0,
      fromMHz: start,
      toMHz: from,
      middle: (start + from) / 2,
      startS: fixedDelayS,
      endS: delayS,
    };
  });
  const y = {
    field: 'fromMHz',
    type: 'quantitative',
    scale: { domain: [0, TEN.bandwidthHz / 1e6], nice: false },
    title: 'band (MHz)',
  };
  return {
    width: 560,
    height: 260,
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect', color: '#e4e4e4' },
        encoding: {
          x: { field: 'zeroS', type: 'quantitative' },
          x2: { field: 'startS' },
          y,
          y2: { field: 'toMHz' },
        },
      },
      {
        data: { values: bars },
        mark: { type: 'rect', stroke: 'white', color: '#56B4E9' },
        encoding: {
          x: { field: 'startS', type: 'quantitative', title: 'time in the round (s)' },
          x2: { field: 'endS' },
          y,
          y2: { field: 'toMHz' },
        },
      },
      {
        data: { values: bars },
        mark: { type: 'text', align: 'right', dx: -6, fontSize: 11 },
        encoding: {
          x: { field: 'endS', type: 'quantitative' },
          y: { field: 'middle', type: 'quantitative' },
          text: { field: 'id' },
        },
      },
      {
        data: { values: [{ delayS, label: `tau = ${delayS.toFixed(3)} s` }] },
        encoding: { x: { field: 'delayS', type: 'quantitative' } },
        layer: [
          { mark: { type: 'rule', strokeDash: [6, 4], strokeWidth: 1.5 } },
          {
            mark: { type: 'text', align: 'left', dx: 5, baseline: 'top', fontSize: 11 },
            encoding: { y: { value: 4 }, text: { field: 'label' } },
          },
        ],
      },
    ],
  };
}
