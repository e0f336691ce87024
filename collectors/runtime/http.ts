import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AgentConfig } from '#contract/children.ts';
import type { AgentReport } from '#contract/doctor.ts';
import type { AgentProcesses } from '#contract/processes.ts';
import { hostCheck } from './http-host.ts';
import { bearerCheck } from './http-token.ts';
import type { Scrape } from './metrics/exposition.ts';
import { sendScrape } from './metrics/scrape-reply.ts';

/** An `import` of it also evaluates its lazy exports, undici among them: 15 MB that the agent has no use for. */
const { createServer } = process.getBuiltinModule('node:http');

const limits = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5000,
};
const mostConnections = 64;
const mostScrapesAtOnce = 8;
/** A report reads tens of thousands of links in /proc: all who ask meanwhile get the same. */
const reportKeptMs = 2000;
/** A reader that takes nothing for this long is cut off. */
const silentMs = 30_000;

export interface AgentHttpOptions {
  readonly listen: AgentConfig['listen'];
  /** Names beside the address itself that a Host header may have. */
  readonly allowedHosts: readonly string[];
  readonly scrape: () => Scrape;
  /** GET /doctor and GET /processes, which tell names and paths of this host, and their Bearer; without one they are closed. */
  readonly asked?: {
    readonly report: () => AgentReport | Promise<AgentReport>;
    /** Of one identity, by its id. */
    readonly processes: (id: string) => Promise<AgentProcesses>;
    readonly token: string | undefined;
  };
  readonly onError: (error: Error) => void;
}

export interface AgentHttp {
  readonly port: number;
  close(): Promise<void>;
}

/** The agent's narrow door: it reads nothing of a request but its path, its token and whose processes are meant, and changes nothing. */
export async function agentHttp(options: AgentHttpOptions): Promise<AgentHttp> {
  const isKnownHost = hostCheck(options.allowedHosts);
  const pages = agentPages(options);
  const server = createServer(limits, (request, response) => {
    response.setHeaders(
      new Map([
        ['X-Content-Type-Options', 'nosniff'],
        ['Cache-Control', 'no-store'],
        ['Cross-Origin-Resource-Policy', 'same-origin'],
      ]),
    );
    if (!isKnownHost(request))
      return say(response, 421, 'The Host header names a host that this agent does not answer for (agent.hosts in the configuration).');
    if (request.method !== 'GET') return say(response.setHeader('Allow', 'GET'), 405, 'Only GET is answered here.');
    const page = pages.get(request.url?.split('?', 1)[0] ?? '');
    if (page === undefined) return say(response, 404, `No such page. This agent answers GET ${[...pages.keys()].join(', ')}.`);
    page(request, response).catch((cause: unknown) => {
      options.onError(new Error(`answering GET ${request.url}`, { cause }));
      if (response.headersSent) response.destroy();
      else say(response, 500, 'The agent failed to answer; its log says why.');
    });
  });
  server.maxConnections = mostConnections;
  server.setTimeout(silentMs);
  await listening(server, options.listen);
  server.on('error', options.onError);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.listen.port;
  return { port, close: () => closed(server) };
}

type Page = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function agentPages({ scrape, asked }: AgentHttpOptions): ReadonlyMap<string, Page> {
  let scrapes = 0;
  const metrics: Page = async (request, response) => {
    if (scrapes >= mostScrapesAtOnce) return say(response.setHeader('Retry-After', '1'), 503, `${scrapes} scrapes are being answered already.`);
    scrapes++;
    try {
      await sendScrape(scrape(), request, response);
    } finally {
      scrapes--;
    }
  };
  const health: Page = async (_request, response) => say(response, 200, 'ok');
  return new Map([['/metrics', metrics], ...(asked === undefined ? [] : serverPages(asked)), ['/healthz', health]]);
}

/** What is told to the server alone. */
function serverPages({ report, processes, token }: NonNullable<AgentHttpOptions['asked']>): [string, Page][] {
  const isBearer = bearerCheck(token);
  const forBearer =
    (page: Page): Page =>
    async (request, response) => {
      if (token === undefined) return say(response, 403, 'This agent has no server, and so no token with which it may be asked.');
      if (!isBearer(request)) return say(response.setHeader('WWW-Authenticate', 'Bearer'), 401, 'This needs Authorization: Bearer and the ingest token.');
      await page(request, response);
    };
  const reportText = kept(reportKeptMs, async () => jsonOf(await report()));
  return [
    ['/doctor', forBearer(async (_request, response) => sendJson(response, await reportText()))],
    [
      '/processes',
      forBearer(async ({ url = '' }, response) => {
        const id = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('identity');
        if (id === null) return say(response, 400, 'Whose processes? Ask with ?identity=, like process:nginx.');
        sendJson(response, jsonOf(await processes(id)));
      }),
    ],
  ];
}

const jsonOf = (answer: unknown): string => `${JSON.stringify(answer)}\n`;
const sendJson = (response: ServerResponse, text: string): void => void response.setHeader('Content-Type', 'application/json; charset=utf-8').end(text);

/** One answer, or one failure, for all who ask while it is made and for some time after. */
function kept<T>(forMs: number, make: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  const forget = () => {
    latest = undefined;
  };
  return () => {
    latest ??= make().finally(() => setTimeout(forget, forMs).unref());
    return latest;
  };
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...(status === 200 ? {} : { Connection: 'close' }) }).end(`${text}\n`);
}

function listening(server: Server, { host, port }: AgentConfig['listen']): Promise<Server> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(new Error(`listening on ${host} port ${port} for the agent's /metrics: ${cause.message}`, { cause }));
    server.once('error', fail);
    server.listen({ host, port }, () => resolve(server.off('error', fail)));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
