/** The interactive page: data, program and style in one file that fetches nothing. */
import type { RoundRecord, RunSummary } from '../../record/records.js';
import { outcome } from '../findings.js';
import { html, raw } from '../html.js';
import { STYLE } from '../style.js';
import type { InteractiveData } from './data.js';
import { INTERACTIVE_SCRIPT } from './script.js';
import { INTERACTIVE_STYLE } from './style.js';

/** Bundlers write a template that holds it another way, with a helper of theirs. */
const SCRIPT_END = raw('</script>');

/** JSON inside a script element: no text of a user's can end it, or begin a comment. */
const embedded = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');

/** Nothing may be fetched, whatever a text in the page says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

export function renderInteractivePage(
  summary: RunSummary,
  records: readonly RoundRecord[],
  data: InteractiveData,
): string {
  const { scenario } = summary;
  const explained = data.details.filter(({ words }) => words !== undefined).length;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${scenario.name} - driftlora run, round by round</title>
<style>${raw(STYLE)}${raw(INTERACTIVE_STYLE)}</style>
</head>
<body>
<h1>“${scenario.name}”, round by round</h1>
<p class="lead">${scenario.description}</p>
${outcome(summary, records).map(
  (sentence) => html`<p>${sentence}</p>
`,
)}
<noscript><p class="bad">This page needs scripts; report.html beside it shows the run without.</p></noscript>
<h2>Over the rounds</h2>
<p class="note">Hover for values. Drag across a stretch to zoom into it (or Ctrl and the wheel); a double click shows the whole run. A click on a round shows its problem and decision below; the arrow keys go on from there.</p>
<div class="bar" id="policies" role="group" aria-label="Policies shown"></div>
<div class="bar"><button type="button" id="nearer">Zoom in</button><button type="button" id="farther">Zoom out</button><button type="button" id="whole">Whole run</button></div>
<div class="charts" id="charts"></div>
<h2 id="map-title">Who had how much of the band</h2>
<p class="note">A row a device (${data.deviceOrder}), a column a round; the stronger, the larger its share of the band.</p>
<div id="map"></div>
<h2>One round</h2>
<div class="bar"><button type="button" id="earlier">Earlier round</button><button type="button" id="later">Later round</button><label>of <select id="of" aria-label="Policy"></select></label></div>
<p class="note" id="hint">Click on a round above, or press the right arrow key.</p>
<section id="detail" hidden aria-live="polite" aria-labelledby="detail-title"><h3 id="detail-title"></h3><div id="detail-body"></div></section>
<p class="note">driftlora ${summary.driftlora}, seed ${scenario.seed}. ${data.details.length} of ${data.posed} posed problems are in this page, ${explained} of them explained device by device. report.html is the page to keep: it has the sentences, tables and limitations, and needs no scripts.</p>
<script type="application/json" id="data">${raw(embedded(data))}${SCRIPT_END}
<script>${raw(INTERACTIVE_SCRIPT)}${SCRIPT_END}
</body>
</html>
`.html;
}
