/** HTML from text, safely: everything that is not markup of ours is escaped. */

/** Markup that may go into a page as it is. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

type Part = Html | string | number | readonly Part[];

function toHtml(part: Part): string {
  if (Array.isArray(part)) return part.map(toHtml).join('');
  return typeof part === 'object' ? (part as Html).html : escapeText(String(part));
}

/** Template tag: text is escaped, `Html` and lists of it are not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((text, piece, i) => `${text}${toHtml(parts[i - 1]!)}${piece}`) };
}

/** Markup made elsewhere (an SVG of ours). */
export function raw(markup: string): Html {
  return { html: markup };
}
