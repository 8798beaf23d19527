/** Reading what stands in a request's address: parameters are texts until they are read. */
import { refuse } from '../problem-json.js';

/** A whole number >= 0 written in decimal digits. @throws ServiceProblem naming the field */
export function wholeNumber(text: string, field: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) {
    const accepted = 'a whole number from 0 to 999999999';
    throw refuse('invalid-input', 422, `${field}: got ${JSON.stringify(text)}, accepted is ${accepted}`, {
      field,
      accepted,
    });
  }
  return value;
}

/** One value of a query, or undefined; a repeated one is refused. */
export function queryText(query: unknown, name: string): string | undefined {
  const value = (query as Record<string, unknown>)[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    throw refuse('invalid-input', 422, `${name}: is there more than once`, {
      field: name,
      accepted: 'one value',
    });
  }
  return value;
}

export function queryNumber(query: unknown, name: string, standard: number, most: number): number {
  const text = queryText(query, name);
  return text === undefined ? standard : Math.min(most, wholeNumber(text, name));
}

/** A body that is there. */
export function bodyText(body: unknown): string {
  if (typeof body !== 'string' || body.trim() === '') {
    throw refuse('invalid-json', 400, 'the body is empty', { field: 'body', accepted: 'a JSON object' });
  }
  return body;
}

/** A time limit in seconds, such as `0.5`. */
export function querySeconds(query: unknown, name: string): number | undefined {
  const text = queryText(query, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0)) {
    const accepted = 'a number of seconds > 0, such as 0.5';
    throw refuse('invalid-input', 422, `${name}: got ${JSON.stringify(text)}, accepted is ${accepted}`, {
      field: name,
      accepted,
    });
  }
  return value;
}
