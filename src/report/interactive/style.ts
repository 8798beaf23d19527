/** What the interactive page adds to the report's style. */
export const INTERACTIVE_STYLE = `
body { max-width: 1180px; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; margin: 12px 0; }
button, select { font: inherit; font-size: 14px; color: var(--ink); background: var(--code); border: 1px solid var(--rule); border-radius: 5px;
  padding: 5px 11px; min-height: 34px; cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--head); }
button:focus-visible, select:focus-visible, .chart:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
button:disabled { opacity: 0.45; cursor: default; }
.policy[aria-pressed="false"] { opacity: 0.4; text-decoration: line-through; }
.policy i { display: inline-block; width: 18px; height: 3px; margin-right: 7px; vertical-align: middle; background: var(--own); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 350px), 1fr)); gap: 18px 20px; }
.chart { position: relative; touch-action: pan-y; }
.chart h3, .wide h3 { margin: 0 0 2px; }
.chart svg, #map svg { display: block; width: 100%; user-select: none; overflow: visible; filter: none; border-radius: 0; cursor: crosshair; }
text { fill: var(--dim); font-size: 11px; }
.grid { stroke: var(--line); } .frame { fill: none; stroke: var(--rule); } .hover { stroke: var(--head); stroke-dasharray: 3 3; }
.chosen { stroke: var(--ink); stroke-width: 1.5; } .brush { fill: var(--link); opacity: 0.18; }
.tip { position: absolute; z-index: 2; pointer-events: none; background: var(--page); color: var(--ink); border: 1px solid var(--rule); border-radius: 5px;
  padding: 5px 9px; font-size: 12px; line-height: 1.4; white-space: nowrap; box-shadow: 0 2px 8px rgb(0 0 0 / 0.18); }
.tip b { font-weight: 600; } .tip i { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 6px; background: var(--own); }
#map { position: relative; margin-top: 6px; touch-action: pan-y; } #map rect.cell { fill: var(--link); }
#detail { margin-top: 8px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 4px 22px; margin: 8px 0; }
dl div { display: flex; justify-content: space-between; gap: 10px; border-bottom: 1px solid var(--line); padding: 2px 0; }
dt { color: var(--dim); } dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 0 32px; }
tr.out td { color: var(--dim); } td.why { white-space: normal; text-align: left; min-width: 32ch; max-width: 60ch; }
@media print { .bar, .tip { display: none; } }
`;
