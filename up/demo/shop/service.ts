import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fullMessage } from '../../errors.ts';
import type { Level, Writes } from './lines.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/html; charset=utf-8' | 'text/plain; charset=utf-8';
  readonly body: string;
  /** Why it is no good answer, for the log. */
  readonly why?: string;
}

/** Longer than nginx keeps its connections, so that none closes under a request. */
const keepAliveMs = 75_000;

interface Service {
  readonly name: string;
  readonly port: number;
  readonly answer: (asked: Asked) => Promise<Answer>;
  readonly write: Writes;
}

/** One HTTP service of the shop. It tells its supervisor when it listens; a failed answer is 503, and its reason is said once until one succeeds. */
export function serve({ name, port, answer, write }: Service): void {
  const trouble = new Trouble('answers');
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const startMs = performance.now();
    request.resume();
    const { status, type, body, why } = await answered(request, answer, trouble);
    const [path] = (request.url ?? '').split('?');
    const fields = { method: request.method ?? '', path: path ?? '', status, took_ms: Math.round((performance.now() - startMs) * 10) / 10 };
    write(levelOf(status), 'request answered', why === undefined ? fields : { ...fields, error: why });
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
  };
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => void handle(request, response));
  server.listen(port, '127.0.0.1', () => announce(name));
}

function levelOf(status: number): Level {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}

/** Says to the supervisor that the work has begun. */
export function announce(name: string): void {
  process.send?.({ ready: name });
}

async function answered(request: IncomingMessage, answer: (asked: Asked) => Promise<Answer>, trouble: Trouble): Promise<Answer> {
  const url = URL.parse(request.url ?? '', 'http://shop');
  if (url === null) return text(400, 'This is no address.');
  try {
    const found = await answer({ method: request.method ?? '', path: url.pathname, query: url.searchParams });
    trouble.over();
    return found;
  } catch (cause) {
    trouble.say(fullMessage(cause));
    return { ...text(503, 'The shop is closed for a moment.'), why: fullMessage(cause) };
  }
}

export function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

export const notFound = text(404, 'There is nothing here.');

/** Of digits alone, and small enough for PostgreSQL's `int`. */
export function wholeNumber(digits: string | null): number | undefined {
  return digits !== null && /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

/** The number at the end of a path like `/products/3`; undefined where there is none. */
export function idIn(path: string, folder: string): number | undefined {
  return path.startsWith(`/${folder}/`) ? wholeNumber(path.slice(folder.length + 2)) : undefined;
}

/** What goes wrong now and then is not over as soon as something goes well. */
const calmMs = 5000;

/** What goes wrong many times a second is said once, and once more when it is over. */
export class Trouble {
  readonly #about: string;
  #since: number | undefined;
  #last = 0;

  constructor(about: string) {
    this.#about = about;
  }

  say(why: string): void {
    if (this.#since === undefined) process.stderr.write(`${this.#about}: ${why}\n`);
    this.#last = Date.now();
    this.#since ??= this.#last;
  }

  over(): void {
    if (this.#since === undefined || Date.now() - this.#last < calmMs) return;
    process.stderr.write(`${this.#about}: well again after ${((Date.now() - this.#since) / 1000).toFixed(1)} s\n`);
    this.#since = undefined;
  }
}
