import { STATUS_CODES } from 'node:http';
import type { Problem } from '#contract/reply.ts';
import { AlertmanagerError } from './alerts/alertmanager-client.ts';
import { PrometheusError } from './store/prometheus-error.ts';
import { StoreError } from './store/store.ts';

interface WrongInput {
  readonly field: string;
  readonly allowed: string;
  /** Where in its text, and how many signs. */
  readonly position?: number;
  readonly length?: number;
}

/** An answer other than the one asked for, as RFC 9457 has it. */
export class ProblemError extends Error {
  readonly status: number;
  readonly input: WrongInput | undefined;
  constructor(status: number, detail: string, options: ErrorOptions & { input?: WrongInput } = {}) {
    super(detail, options);
    this.status = status;
    this.input = options.input;
  }
}

export function badInput(field: string, allowed: string, detail: string, place: Pick<WrongInput, 'position' | 'length'> = {}): ProblemError {
  return new ProblemError(400, detail, { input: { field, allowed, ...place } });
}

function queryProblem(error: PrometheusError): ProblemError {
  const input = { field: 'query', allowed: 'PromQL' };
  if (error.kind === 'bad-query') return new ProblemError(400, error.message, { cause: error, input });
  if (error.kind === 'too-much') return new ProblemError(422, error.message, { cause: error });
  return new ProblemError(503, error.message, { cause: error });
}

function storeProblem(error: StoreError): ProblemError {
  return new ProblemError(error.kind === 'full' ? 507 : 503, error.message, { cause: error });
}

function alertmanagerProblem(error: AlertmanagerError): ProblemError {
  const status = { away: 503, refused: 400, unknown: 404 } as const;
  return new ProblemError(status[error.kind], error.message, { cause: error });
}

/** What an error says to the one who asked; undefined where it is our own fault and none of their business. */
export function asProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof PrometheusError) return queryProblem(error);
  if (error instanceof AlertmanagerError) return alertmanagerProblem(error);
  if (error instanceof StoreError) return storeProblem(error);
  return undefined;
}

export function problemBody({ status, message, input }: ProblemError): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, ...input };
}
