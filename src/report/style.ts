/** The page's style: light or dark as the reader's system is, readable in print and on a phone, no fonts to fetch. */
export const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1a1a1a; --dim: #555; --line: #ddd; --rule: #ccc; --head: #888;
  --best: #e8f2e8; --bad: #a02000; --good: #2c6e2c; --code: #f6f6f6; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --page: #16181b; --ink: #e6e6e6; --dim: #a8a8a8; --line: #33373c; --rule: #44494f;
  --head: #8a8f96; --best: #1d3324; --bad: #ff9a7a; --good: #86d49a; --code: #202327; --link: #8ab8ec; }
  figure svg { border-radius: 6px; filter: invert(0.9) hue-rotate(180deg); } }
body { margin: 0 auto; max-width: 1060px; padding: 24px 20px 60px; background: var(--page); color: var(--ink);
  font: 15px/1.5 Helvetica, Arial, sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 36px 0 8px; padding-top: 10px; border-top: 1px solid var(--rule); }
h3 { font-size: 15px; margin: 0 0 4px; }
a { color: var(--link); }
p, ul { margin: 8px 0; max-width: 76ch; overflow-wrap: anywhere; }
.lead { font-size: 17px; }
.note { color: var(--dim); font-size: 13px; }
nav ul { padding: 0; display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; font-size: 14px; max-width: none; }
.table { overflow-x: auto; }
table { border-collapse: collapse; margin: 10px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 9px; text-align: right; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; }
td.words, th.words { text-align: left; }
td.formula { white-space: normal; min-width: 24ch; }
thead th { border-bottom: 2px solid var(--head); }
td { white-space: nowrap; }
td:first-child { white-space: normal; }
td b { white-space: nowrap; }
td small { display: block; white-space: normal; color: var(--dim); font-size: 12px; min-width: 12ch; }
.best { font-weight: 700; background: var(--best); }
.over small, .bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 26px 24px; }
figure { margin: 0; break-inside: avoid; min-width: 0; }
figure.wide { grid-column: 1 / -1; }
figure svg { width: 100%; height: auto; display: block; }
figcaption { font-size: 13px; color: var(--dim); margin-top: 4px; max-width: 80ch; }
details { margin: 12px 0; }
pre { font-size: 12px; line-height: 1.35; overflow-x: auto; background: var(--code); padding: 10px; }
@media (max-width: 760px) { body { padding: 16px 12px 40px; } .figures { grid-template-columns: minmax(0, 1fr); }
  figure.wide { overflow-x: auto; } figure.wide svg { min-width: 640px; } h1 { font-size: 22px; } }
@media print { :root { --page: #fff; --ink: #000; --dim: #444; --line: #ddd; --rule: #ccc; --best: #eee; --bad: #a02000; --good: #2c6e2c; }
  figure svg { filter: none; } body { max-width: none; padding: 0; font-size: 10.5pt; } .table { overflow: visible; } td small { min-width: 0; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } details, nav { display: none; } }
`;
