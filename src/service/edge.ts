/** Where HTTP ends and the service begins: what every refusal looks like, and whom the service listens to at all. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from './auth.js';
import { PROBLEM_TYPE, type ProblemDetails, type ProblemKind, problem, problemOf } from './problem-json.js';

const KIND_OF_STATUS: Readonly<Record<number, ProblemKind>> = {
  404: 'not-found',
  408: 'too-slow',
  413: 'too-large',
  414: 'too-large',
  429: 'too-many',
};

/** Errors of Fastify itself (malformed, too large, wrong type, too many), of the package, of the store, and defects. */
export function detailsOf(error: FastifyError): ProblemDetails {
  const own = problemOf(error);
  if (own) return own;
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500)
    return problem(KIND_OF_STATUS[status] ?? 'bad-request', status, error.message);
  return problem('defect', 500, 'The request met a defect of the service; its log says more.');
}

/** What is no HTTP, or comes too slowly to be a request: answered in the words of everything else. */
export function malformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const details =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? problem('too-slow', 408, 'the headers did not arrive in time')
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? problem('too-large', 431, 'the headers are too large')
        : problem('bad-request', 400, 'this is not HTTP as this service speaks it');
  const body = JSON.stringify(details);
  socket.end(
    `HTTP/1.1 ${details.status} ${STATUS_CODES[details.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroySoon(),
  );
}

/** A refusal does not wait for the rest of a body: the connection ends with it. */
export function closeUnread({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (!raw.complete) reply.header('Connection', 'close');
}

/** Whether a Host header has a name that no other machine's page can take. */
export function namesThisMachine(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(host)?.[1]?.toLowerCase();
  return name !== undefined && isLoopback(name.replace(/^\[|\]$/g, ''));
}
