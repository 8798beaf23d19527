/** Errors as RFC 9457 problem details (application/problem+json), naming the field where one is at fault. */
import { DriftloraError, InputError } from '../core/errors.js';
import { StoreError } from './store/store.js';

export const PROBLEM_TYPE = 'application/problem+json';

export interface ProblemDetails {
  /** Relative reference to the kind of problem (docs/service.md lists them). */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path of the field at fault, e.g. `devices[3].snrHz`. */
  readonly field?: string;
  /** What is accepted there. */
  readonly accepted?: string;
}

const TITLES = {
  'invalid-json': 'The body is not valid JSON',
  'invalid-input': 'A field is missing, unknown or out of range',
  unsupported: 'The method asked for cannot do this',
  'not-found': 'There is no such thing',
  conflict: 'This was already answered otherwise, or comes out of order',
  unauthorised: 'A valid token is needed',
  'too-large': 'The request is larger than this service takes',
  'too-many': 'Too many requests',
  'too-slow': 'The request took too long to arrive',
  misdirected: 'This service does not answer under that name',
  'bad-request': 'The request cannot be understood',
  'took-too-long': 'The work was ended at its time limit',
  busy: 'The service has too much to do just now',
  storage: 'The store cannot be written or read',
  defect: 'A defect of the service',
} as const;

export type ProblemKind = keyof typeof TITLES;

/** Longest detail: messages quote what was sent, and nobody is helped by all of it. */
const MOST_DETAIL = 500;

export function problem(
  kind: ProblemKind,
  status: number,
  detail: string,
  at: { readonly field?: string; readonly accepted?: string } = {},
): ProblemDetails {
  const short = (text: string) => (text.length > MOST_DETAIL ? `${text.slice(0, MOST_DETAIL)}...` : text);
  return {
    type: `/problems/${kind}`,
    title: TITLES[kind],
    status,
    detail: short(detail),
    ...(at.field === undefined ? {} : { field: short(at.field) }),
    ...(at.accepted === undefined ? {} : { accepted: short(at.accepted) }),
  };
}

/** A refusal on its way to the client. */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem';
  constructor(readonly details: ProblemDetails) {
    super(details.detail);
  }
}

export const refuse = (...args: Parameters<typeof problem>): ServiceProblem =>
  new ServiceProblem(problem(...args));

/** The package's own errors as problem details; undefined for a defect. */
export function problemOf(error: unknown): ProblemDetails | undefined {
  if (error instanceof ServiceProblem) return error.details;
  if (error instanceof InputError) {
    const { field, accepted } = error;
    return problem('invalid-input', 422, error.message, { field, accepted });
  }
  if (error instanceof StoreError) {
    return problem('storage', 503, `${error.message}; nothing was acknowledged, ask again`);
  }
  if (error instanceof DriftloraError) return problem('unsupported', 422, error.message);
  return undefined;
}
