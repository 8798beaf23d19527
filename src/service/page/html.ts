/** The live page's skeleton; page/script.ts fills it. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>driftlora</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css">
</head>
<body>
<header>
<h1>driftlora</h1>
<p id="state" role="status">connecting</p>
<nav><a href="/docs">interface</a> <a href="/metrics">metrics</a></nav>
</header>
<form id="token-form" hidden>
<label for="token">Token of this service</label>
<input id="token" type="password" autocomplete="current-password">
<button>Open</button>
</form>
<main>
<section aria-labelledby="controllers-title">
<h2 id="controllers-title">Controllers</h2>
<p class="note" id="none" hidden>No controller yet. POST /v1/controllers makes one.</p>
<ul id="controllers"></ul>
<button id="more" hidden>More</button>
</section>
<section id="detail" hidden aria-labelledby="detail-title">
<h2 id="detail-title"></h2>
<dl id="facts"></dl>
<figure>
<figcaption>Delay spent so far (line) against an even use of the budget (dashes), in s, over the rounds</figcaption>
<svg id="budget" viewBox="0 0 600 180" role="img" aria-label="Delay spent against the budget"></svg>
</figure>
<h3>Last decisions</h3>
<div class="scroll">
<table>
<thead><tr><th>round<th>devices<th>planned delay<th>real delay<th class="wide">status<th class="wide">gap<th>certificate</tr></thead>
<tbody id="rounds"></tbody>
</table>
</div>
</section>
<section id="round" hidden aria-labelledby="round-title">
<h2 id="round-title"></h2>
<dl id="round-facts"></dl>
<h3>Shares of the bandwidth</h3>
<div id="bars"></div>
<details><summary>Problem</summary><pre id="problem"></pre></details>
<details><summary>Certificate</summary><pre id="certificate"></pre></details>
</section>
</main>
<script src="/app.js" type="module"></script>
</body>
</html>
`;
