import type { Problem } from '#contract/reply.ts';
import type { Params, Query, Reply, RouteName } from '#contract/routes.ts';

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

type Values = Readonly<Record<string, string | number | undefined>>;

function address(name: RouteName, input: Values): { method: string; url: string } {
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

/** Calls a route by its name; the types are the contract's. The browser's own cache holds the ETags. */
export async function api<Name extends RouteName>(name: Name, input: Params<Name> & Query<Name>, signal?: AbortSignal): Promise<Reply<Name>> {
  const { method, url } = address(name, input as Values);
  let response: Response;
  try {
    const body = method === 'POST' ? { body: '{}' } : {};
    const headers = { accept: 'application/json', ...(method === 'POST' && { 'content-type': 'application/json' }) };
    response = await fetch(url, { method, headers, ...body, cache: 'no-cache', ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('The server does not answer.', { cause, status: 0 });
  }
  if (response.ok) return (await response.json()) as Reply<Name>;
  const problem = await problemOf(response);
  throw new ApiError(problem?.detail ?? problem?.title ?? `The server answered ${response.status}.`, { status: response.status, problem });
}
