import type { Problem } from '#contract/reply.ts';
import type { Body, Params, Query, Reply, RouteName } from '#contract/routes.ts';

interface Failure extends ErrorOptions {
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The server's own account of it, where it gave one. */
  readonly problem?: Problem | undefined;
}

/** What a call failed with. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(message: string, { status, problem, ...options }: Failure) {
    super(message, options);
    this.status = status;
    this.problem = problem;
  }
}

/** The same for another thread, which gets no errors with what is in them. */
export type Failed = Pick<ApiError, 'message' | 'status' | 'problem'>;

export function failureOf(error: unknown): Failed {
  const known = error instanceof ApiError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return { message, status: known?.status ?? 0, problem: known?.problem };
}

/** What a call asked for is not there, or no longer: to ask again helps nobody. */
export const isNotThere = (error: Error | null): boolean => error instanceof ApiError && error.status === 404;

type Values = Readonly<Record<string, string | number | undefined>>;

function address(name: string, input: Values): { method: string; url: string } {
  const [method = 'GET', template = ''] = name.split(' ');
  const query = new URLSearchParams();
  let url = template;
  for (const [key, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (template.includes(`:${key}`)) url = url.replace(`:${key}`, encodeURIComponent(value));
    else query.set(key, String(value));
  }
  return { method, url: query.size === 0 ? url : `${url}?${query}` };
}

async function problemOf(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.includes('application/problem+json')) return undefined;
  return (await response.json()) as Problem;
}

async function answerOf(url: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...request, cache: 'no-cache' });
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new ApiError('The server does not answer.', { cause, status: 0 });
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  throw new ApiError(problem?.detail ?? problem?.title ?? `The server answered ${response.status}.`, { status: response.status, problem });
}

/** The lines of an answer in NDJSON, as they come. */
export async function* apiLines<Line>(path: string, input: Values, signal: AbortSignal): AsyncGenerator<Line> {
  const { url } = address(`GET ${path}`, input);
  const { body } = await answerOf(url, { headers: { accept: 'application/x-ndjson' }, signal });
  if (body === null) return;
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Line;
  }
}

async function call<Name extends RouteName>(name: Name, input: Values, request: RequestInit): Promise<Reply<Name>> {
  const { method, url } = address(name, input);
  const headers = { accept: 'application/json', ...(request.body !== undefined && { 'content-type': 'application/json' }) };
  const response = await answerOf(url, { method, headers, ...request });
  return (await response.json()) as Reply<Name>;
}

/** Calls a route by its name; the types are the contract's. The browser's own cache holds the ETags. */
export function api<Name extends RouteName>(name: Name, input: Params<Name> & Query<Name>, signal?: AbortSignal): Promise<Reply<Name>> {
  return call(name, input as Values, signal === undefined ? {} : { signal });
}

/** The same of a route that changes something. */
export function send<Name extends RouteName>(name: Name, input: Params<Name>, body: Body<Name>): Promise<Reply<Name>> {
  return call(name, input as Values, { body: JSON.stringify(body) });
}
