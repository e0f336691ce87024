import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../../runtime/file-errors.ts';
import { fullMessage } from '../../runtime/full-message.ts';
import type { InputRefusal } from '../counts.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import { type Listener, listen } from '../listening.ts';
import { type BodyFormat, bodyOf, decodedBody, formatOf, isPacked, TooLargeError } from './body.ts';
import type { ExportOptions } from './export-options.ts';
import { Kept } from './kept.ts';
import { encodeMessage } from './messages.ts';
import { requestRecords } from './request.ts';
import { Unanswered } from './unanswered.ts';
import { UnreadableError } from './value.ts';

/** An `import` of it also evaluates its lazy exports, undici among them: 15 MB that the agent has no use for. */
const { createServer } = process.getBuiltinModule('node:http');

const path = '/v1/logs';
const limits = { maxHeaderSize: 16_384, headersTimeout: 5000, requestTimeout: 30_000, keepAliveTimeout: 60_000, connectionsCheckingInterval: 5000 };
const most = { connections: 128, requests: 4 };
const waitMs = { forRoom: 500, asked: 5000 };
/** What google.rpc.Code calls them. */
const codes = { notAllowed: 7, unreadable: 3, busy: 14, internal: 13 } as const;

/** What a request is answered with, where it is not taken. */
class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  /** Undefined where no logs were sent. */
  readonly why: InputRefusal | undefined;

  constructor(status: number, code: number, why: InputRefusal | undefined, says: string, options?: ErrorOptions) {
    super(says, options);
    this.status = status;
    this.code = code;
    this.why = why;
  }
}

export async function exportServer(options: ExportOptions): Promise<Listener> {
  const { at, counts, builder } = options;
  const kept = new Kept(builder);
  const stopping = new AbortController();
  const unanswered = new Unanswered();
  let requests = 0;
  const taken = async (request: IncomingMessage): Promise<object> => {
    refuseEarly(request, options, requests);
    const body = await bodyOf(request, isPacked(request) === true);
    if (unanswered.take(body)) return {};
    const { records, says, rejected } = readRequest(body, formatOf(request) ?? 'json', options);
    await take(records, options, stopping.signal);
    await kept.all();
    if (request.socket.destroyed) unanswered.add(body);
    return says === '' ? {} : { partialSuccess: { rejectedLogRecords: rejected, errorMessage: says } };
  };
  const server = createServer(limits, (request, response) => {
    requests += 1;
    const format = formatOf(request) ?? 'json';
    taken(request)
      .then(
        (reply) => answer(response, 200, format, 'Reply', reply),
        (cause: unknown) => refuse(response, format, refusalOf(cause, options)),
      )
      .finally(() => {
        requests -= 1;
      });
  });
  server.maxConnections = most.connections;
  server.on('drop', () => counts.refused('otlp', 'busy'));
  await listen(server, at);
  return {
    read() {},
    close() {
      stopping.abort();
      kept.close();
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** What its headers tell already. */
function refuseEarly(request: IncomingMessage, { builder, isCrowded }: ExportOptions, requests: number): void {
  const { method, url = '', headers } = request;
  if (headers.origin !== undefined) throw new Refusal(403, codes.notAllowed, 'not_allowed', 'pages in browsers may not send logs here');
  if (url.split('?', 1)[0] !== path) throw new Refusal(404, codes.unreadable, undefined, `nothing is here but POST ${path}`);
  if (method !== 'POST') throw new Refusal(405, codes.unreadable, undefined, `${path} takes POST`);
  if (formatOf(request) === undefined)
    throw new Refusal(415, codes.unreadable, 'unreadable', 'Content-Type has to be application/x-protobuf or application/json');
  if (isPacked(request) === undefined) throw new Refusal(415, codes.unreadable, 'unreadable', 'Content-Encoding has to be gzip, or absent');
  if (requests > most.requests) throw new Refusal(429, codes.busy, 'busy', 'others are taken first');
  if (isCrowded()) throw new Refusal(429, codes.busy, 'busy', 'too many lines wait for the server');
  if (!builder.hasRoom()) throw new Refusal(429, codes.busy, 'busy', 'nothing can be kept at the moment');
}

function readRequest(body: Buffer, format: BodyFormat, { counts, containerName }: ExportOptions) {
  const { records, empty, cut } = requestRecords(decodedBody(body, format), { nowMs: Date.now(), containerName });
  if (cut > 0) counts.lost('too_long', cut);
  const says = [empty > 0 && `${empty} records say nothing`, cut > 0 && `${cut} records were cut`].filter((text) => text !== false).join(', ');
  return { records, rejected: empty, says };
}

/** Once one of them is taken, all are: whoever is told otherwise sends them again. */
async function take(records: readonly LineRecord[], { builder }: ExportOptions, signal: AbortSignal): Promise<void> {
  for (const record of records) {
    while (!builder.hasRoom()) await delay(waitMs.forRoom, undefined, { signal });
    builder.offer(record);
  }
}

function refusalOf(cause: unknown, { counts, onTrouble }: ExportOptions): Refusal {
  const known = knownRefusal(cause);
  if (known?.why !== undefined) counts.refused('otlp', known.why);
  // A sender that has gone hears nothing, and nothing of what it sent was taken.
  if (known === undefined && codeOf(cause) !== 'ECONNRESET') onTrouble(new Error('taking an OTLP export', { cause }));
  return known ?? new Refusal(503, codes.internal, 'busy', 'it could not be kept; the log of Sonde says why');
}

function knownRefusal(cause: unknown): Refusal | undefined {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof TooLargeError) return new Refusal(413, codes.unreadable, 'too_large', cause.message);
  if (cause instanceof UnreadableError) return new Refusal(400, codes.unreadable, 'unreadable', fullMessage(cause));
  return undefined;
}

function refuse(response: ServerResponse, format: BodyFormat, { status, code, message }: Refusal): void {
  if (status === 429 || status === 503) response.setHeader('Retry-After', waitMs.asked / 1000);
  if (status === 405) response.setHeader('Allow', 'POST');
  // Its body may not have been read to its end.
  response.setHeader('Connection', 'close');
  answer(response, status, format, 'Status', { code, message });
}

function answer(response: ServerResponse, status: number, format: BodyFormat, type: 'Reply' | 'Status', message: object): void {
  response.writeHead(status, { 'Content-Type': format === 'json' ? 'application/json' : 'application/x-protobuf', 'X-Content-Type-Options': 'nosniff' });
  response.end(format === 'json' ? JSON.stringify(message) : encodeMessage(type, message));
}
