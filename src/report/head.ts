/** The head of every page without scripts: fits a phone, follows the reader's light or dark, fetches nothing. */
import { type Html, html, raw } from './html.js';
import { STYLE } from './style.js';

export const pageHead = (title: string): Html => html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>`;
