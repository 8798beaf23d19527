/** Names that people write in files: of devices, labels. What looks the same is the same, and nothing in a name is invisible. */

/** Marks that show nothing, left behind by editors, spreadsheets and web pages: no width, soft hyphens, directions of writing. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** These shape letters and emoji, but at the ends of a name they show nothing either. */
const JOINERS_AT_ENDS = /^(?:\u200c|\u200d|\s)+|(?:\u200c|\u200d|\s)+$/g;
/** Control characters, breaks of lines, and halves of characters. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Without marks that show nothing and space around it, in Unicode's composed form. */
export function cleanName(written: string | number): string {
  return String(written).replace(INVISIBLE, '').normalize('NFC').replace(JOINERS_AT_ENDS, '');
}

/** Whether a name can be that of a device, which many records and figures are looked up by: no word that every object answers to. */
export function isKeyName(clean: string): boolean {
  return isName(clean) && !(clean in {});
}

/** Whether a cleaned text can be a name: something is left of it, and no control characters. */
export function isName(clean: string): boolean {
  return clean !== '' && !CONTROL.test(clean);
}
