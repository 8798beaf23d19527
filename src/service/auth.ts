/** Who may ask: one token for everything, and a token of its own for a controller that wants one. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Tokens are compared and kept as digests: equal lengths for a comparison in constant time, no secret in the store. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function matches(presented: string | undefined, digest: string): boolean {
  if (presented === undefined) return false;
  return timingSafeEqual(Buffer.from(digestOf(presented), 'hex'), Buffer.from(digest, 'hex'));
}

/** The token of an `Authorization: Bearer ...` header. */
export function bearerOf(header: string | undefined): string | undefined {
  const found = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '');
  return found?.[1];
}

const LOOPBACK = new Set(['localhost', '::1', '127.0.0.1']);

/** Whether an address is reached from this machine alone. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || /^127(\.\d{1,3}){3}$/.test(host);
