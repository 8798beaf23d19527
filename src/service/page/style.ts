/** Light and dark, desktop and phone, by CSS alone. */
export const PAGE_STYLE = `:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d6dbe2; --paper: #fbfcfd; --card: #fff; --accent: #1f6fb2; --good: #1d7a4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #9aa7b8; --line: #303a47; --paper: #12171e; --card: #1a212b; --accent: #6cb4ee; --good: #5fc793; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 20px; padding: 14px 24px; border-bottom: 1px solid var(--line); }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 17px; margin: 0 0 10px; overflow-wrap: anywhere; }
h3 { font-size: 14px; margin: 18px 0 6px; color: var(--soft); font-weight: 600; }
#state { margin: 0; color: var(--soft); }
nav { margin-left: auto; display: flex; gap: 16px; }
a { color: var(--accent); }
main { display: grid; grid-template-columns: minmax(240px, 320px) minmax(0, 1fr); gap: 20px; padding: 20px 24px; max-width: 1280px; margin: 0 auto; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; min-width: 0; align-self: start; }
section:first-child { grid-row: span 2; }
ul { list-style: none; margin: 0; padding: 0; }
li button { width: 100%; text-align: left; background: none; border: 0; border-top: 1px solid var(--line); padding: 10px 4px; font: inherit; color: inherit; cursor: pointer; display: block; }
li:first-child button { border-top: 0; }
li button[aria-current=true] { box-shadow: inset 3px 0 0 var(--accent); padding-left: 12px; }
li small, .note, figcaption { color: var(--soft); font-size: 13px; }
.meter { display: block; height: 5px; border-radius: 3px; background: var(--line); margin-top: 6px; overflow: hidden; }
.meter i { display: block; height: 100%; background: var(--accent); }
.meter.over i { background: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 10px 16px; margin: 0 0 12px; }
dt { color: var(--soft); font-size: 12.5px; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
figure { margin: 6px 0 0; }
svg { width: 100%; height: auto; display: block; overflow: visible; }
svg text { fill: var(--soft); font-size: 11px; }
.axis { stroke: var(--line); }
.spent { fill: none; stroke: var(--accent); stroke-width: 2; }
.plan { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 4; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 600; font-size: 12.5px; }
tbody tr { cursor: pointer; }
tbody tr:hover, tbody tr:focus-visible, tbody tr[aria-current=true] { background: color-mix(in srgb, var(--accent) 12%, transparent); }
.good { color: var(--good); } .bad { color: var(--bad); }
.bar { display: grid; grid-template-columns: minmax(70px, 130px) 1fr 92px; gap: 10px; align-items: center; margin: 3px 0; font-size: 13px; }
.bar span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bar i { display: block; height: 12px; border-radius: 3px; background: var(--accent); min-width: 2px; }
.bar span:last-child { text-align: right; font-variant-numeric: tabular-nums; }
pre { overflow: auto; max-height: 320px; font-size: 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 10px; }
summary { cursor: pointer; color: var(--accent); margin-top: 10px; }
#token-form { padding: 16px 24px; display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
#token-form[hidden] { display: none; }
input, #token-form button, #more { font: inherit; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: inherit; }
@media (max-width: 760px) { main { grid-template-columns: minmax(0, 1fr); padding: 12px; gap: 12px; } header { padding: 12px; } section:first-child { grid-row: auto; } nav { margin-left: 0; } section { padding: 14px 12px; } th, td { padding: 5px 6px; white-space: normal; } .wide { display: none; } svg text { font-size: 19px; } .bar { grid-template-columns: minmax(48px, 84px) 1fr 84px; } }
`;
