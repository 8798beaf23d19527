/** From a raw mail to words a person wrote: what would give the label away without reading is taken out. */

/** Headers by lower-case name (folded lines joined; the first of each name) and the body. */
export function splitMail(raw: string): { headers: ReadonlyMap<string, string>; body: string } {
  const text = raw.replaceAll('\r\n', '\n');
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ');
  const headers = new Map<string, string>();
  for (const line of head.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
}

/** Mail addresses and links point at the sender: personal, and known by heart after one epoch. */
function withoutAddresses(text: string): string {
  return text.replace(/\S*@\S*/g, ' ').replace(/\S*(https?|ftp):\/\/\S*|www\.\S+/gi, ' ');
}

/** Subject without list tags such as [ILUG] and reply marks: both mark ham. */
export function cleanSubject(subject: string): string {
  return withoutAddresses(subject)
    .replace(/=\?[^?]*\?[bq]\?[^?]*\?=/gi, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(re|fwd?|aw)\s*:/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const MIME_LINE =
  /^(--\S+|content-[a-z-]+:.*|mime-version:.*|\s+(boundary|charset|name)=.*|this is a multi-part .*)$/gim;
/** Footers that list software and mail services append. */
const FOOTER = /\n(_{5,}|-{5,}|-- ?)\n[\s\S]*$/;

/** Longest body kept, in characters: texts are cut at some tens of tokens anyway. */
const MOST_CHARACTERS = 2_000;

/** Body without MIME structure, quotations, HTML, addresses, links and list footers. */
export function cleanBody(body: string): string {
  // Quoted-printable first: its soft line breaks run through tags, links and addresses.
  const decoded = body
    .slice(0, 8 * MOST_CHARACTERS)
    .replace(/=\n/g, '')
    .replace(/=[0-9A-F]{2}/g, ' ');
  const written = decoded
    .replace(MIME_LINE, ' ')
    .replace(FOOTER, ' ')
    .replace(/^\s*(>|\|).*$/gm, ' ')
    .replace(/^.*\b(wrote|writes|said):\s*$/gm, ' ');
  const plain = written
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<[^>]*(>|$)/g, ' ')
    .replace(/&[a-z]+;|&#\d+;/gi, ' ');
  return withoutAddresses(plain)
    .replace(/[A-Za-z0-9+/=]{40,}/g, ' ')
    .replace(/[-_=*#~]{3,}/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS);
}
