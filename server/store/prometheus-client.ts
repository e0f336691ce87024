import { boundedBytes } from '../bounded-body.ts';
import type { Tracing } from '../tracing.ts';
import { limiter } from './limiter.ts';
import { asking, type Body, type Labels, type Passed, type Path, type Prometheus, passedFrom, type Source } from './prometheus.ts';
import { PrometheusError } from './prometheus-error.ts';

export interface PrometheusOptions extends Source {
  readonly concurrency: number;
  /** How many may wait for their turn. */
  readonly queue: number;
  /** Who waited behind a query that had no answer, or asks right after it, fails with it: to wait as long again, one after the other, helps nobody. */
  readonly failTogether?: boolean;
  readonly tracing: Tracing;
  /** Told of each query when it ends. */
  readonly onQuery: (outcome: 'ok' | PrometheusError['kind'], seconds: number) => void;
}

/** The next question of an answer that needs several. */
const rightAfterMs = 1000;

/** Between two processes of one host, packing an answer costs more than it saves. */
const encodingFor = (url: string): Readonly<Record<string, string>> =>
  /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname) ? { 'accept-encoding': 'identity' } : {};

async function ask({ url, timeoutMs, maxBytes }: Source, path: string, parameters: Labels): Promise<Body> {
  // Prometheus gives up a little earlier than we do, so that its own words arrive.
  const body = new URLSearchParams({ ...parameters, timeout: `${Math.max(1, Math.floor((timeoutMs * 0.9) / 1000))}s` });
  const at = new URL(`api/v1/${path}`, url.endsWith('/') ? url : `${url}/`);
  const isRead = !path.startsWith('query');
  if (isRead) at.search = String(new URLSearchParams(parameters));
  const response = await fetch(at, {
    ...(isRead ? { method: 'GET' } : { method: 'POST', body }),
    headers: encodingFor(url),
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  const bytes = await boundedBytes(response, maxBytes);
  if (bytes === undefined) throw new PrometheusError('too-much', `the answer is longer than ${maxBytes} bytes: narrow the query or its window`);
  return { status: response.status, bytes };
}

export function asPrometheusError(cause: unknown, { url, timeoutMs }: Pick<Source, 'url' | 'timeoutMs'>): PrometheusError {
  if (cause instanceof PrometheusError) return cause;
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new PrometheusError('away', `Prometheus at ${url} did not answer within ${timeoutMs / 1000} s`, { cause });
  }
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  return new PrometheusError('away', `Prometheus at ${url} does not answer: ${reason}`, { cause });
}

/** An answer as it came. Every failure is a PrometheusError. */
export async function bodyFrom(source: Source, path: Path, parameters: Labels): Promise<Body> {
  try {
    const body = await ask(source, path, parameters);
    // What went wrong is short, and told at once.
    if (body.status !== 200) passedFrom(body);
    return body;
  } catch (cause) {
    throw asPrometheusError(cause, source);
  }
}

/** The client of Prometheus' HTTP API. Every failure is a PrometheusError. */
export function prometheus(options: PrometheusOptions): Prometheus {
  const turns = limiter(options.concurrency, options.queue, () => new PrometheusError('too-much', 'too many queries are waiting: try again in a moment'));
  let lastAway: { readonly untilMs: number; readonly error: PrometheusError } | undefined;
  const asked: Prometheus['asked'] = (path, parameters, read) => {
    const askedMs = performance.now();
    return turns(() => {
      if (options.failTogether === true && lastAway !== undefined && askedMs < lastAway.untilMs) throw lastAway.error;
      return options.tracing.span(
        'prometheus.query',
        { 'db.system.name': 'prometheus', 'db.query.text': parameters.query ?? '', 'db.operation.name': path },
        async () => {
          const begun = performance.now();
          const seconds = () => (performance.now() - begun) / 1000;
          try {
            const answer = await read();
            options.onQuery('ok', seconds());
            return answer;
          } catch (cause) {
            const error = asPrometheusError(cause, options);
            options.onQuery(error.kind, seconds());
            // One that was refused at once is asked again at once: it may just have come back.
            if (error.kind === 'away') lastAway = { untilMs: performance.now() + Math.min(performance.now() - begun, rightAfterMs), error };
            throw error;
          }
        },
      );
    });
  };
  const pass = (path: Path, parameters: Labels): Promise<Passed> => asked(path, parameters, async () => passedFrom(await ask(options, path, parameters)));
  const { url, timeoutMs, maxBytes } = options;
  return { ...asking(pass), pass, asked, source: { url, timeoutMs, maxBytes } };
}
