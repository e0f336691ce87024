/**
 * `away`: no answer, or none that could be understood. `bad-query`: Prometheus says that the query is wrong.
 * `too-much`: the answer, or the work for it, is beyond a bound.
 */
export type PrometheusErrorKind = 'away' | 'bad-query' | 'too-much';

export class PrometheusError extends Error {
  readonly kind: PrometheusErrorKind;
  /** Where in the query, both from 1. */
  readonly position: { readonly line: number; readonly column: number } | undefined;
  constructor(kind: PrometheusErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    const [, line, column] = /\b(\d+):(\d+): parse error/.exec(message) ?? [];
    this.position = line === undefined || column === undefined ? undefined : { line: Number(line), column: Number(column) };
  }
}

/** What `errorType` of an answer means. */
export function errorOf(errorType: string, error: string): PrometheusError {
  if (errorType === 'timeout' || errorType === 'canceled' || /too many samples/.test(error)) return new PrometheusError('too-much', error);
  if (errorType === 'bad_data' || errorType === 'execution') return new PrometheusError('bad-query', error);
  return new PrometheusError('away', `Prometheus answered "${errorType}": ${error}`);
}
