/** The page's style: dark on light, readable in print, no fonts to fetch. */
export const STYLE = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 1060px; padding: 24px 20px 60px; background: #fff; color: #1a1a1a;
  font: 15px/1.5 Helvetica, Arial, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 36px 0 8px; padding-top: 10px; border-top: 1px solid #ccc; }
h3 { font-size: 15px; margin: 0 0 4px; }
p, ul { margin: 8px 0; max-width: 76ch; }
.lead { font-size: 17px; }
.note { color: #555; font-size: 13px; }
.table { overflow-x: auto; }
table { border-collapse: collapse; margin: 10px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 9px; text-align: right; border-bottom: 1px solid #ddd; vertical-align: top; }
th { font-weight: 600; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; }
td.words, th.words { text-align: left; }
thead th { border-bottom: 2px solid #888; }
td { white-space: nowrap; }
td:first-child { white-space: normal; }
td b { white-space: nowrap; }
td small { display: block; white-space: normal; color: #555; font-size: 12px; }
.best { font-weight: 700; background: #e8f2e8; }
.over small, .bad { color: #a02000; font-weight: 600; }
.good { color: #2c6e2c; font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 26px 24px; }
figure { margin: 0; break-inside: avoid; }
figure.wide { grid-column: 1 / -1; }
figure svg { width: 100%; height: auto; display: block; }
figcaption { font-size: 13px; color: #444; margin-top: 4px; max-width: 80ch; }
details { margin: 12px 0; }
pre { font-size: 12px; line-height: 1.35; overflow-x: auto; background: #f6f6f6; padding: 10px; }
@media (max-width: 760px) { .figures { grid-template-columns: 1fr; } }
@media print { body { max-width: none; font-size: 11pt; } h2 { break-after: avoid; } details { display: none; } }
`;
