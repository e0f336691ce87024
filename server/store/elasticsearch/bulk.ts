import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { type Static, type TSchema, Type } from 'typebox';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { limiter } from '../limiter.ts';
import { StoreError } from '../store.ts';
import { type Asked, BusyError, type Elasticsearch, TooLargeError } from './client.ts';
import { checked } from './prepared.ts';
import { indexOf, type Kind } from './templates.ts';
import { Item, type Verdict, verdictOf } from './verdict.ts';

/** What is stored once under its id, in the index of a day. */
export interface Document {
  readonly kind: Kind;
  readonly day: string;
  readonly id: string;
  /** JSON. */
  readonly text: string;
  /** JSON of the same, without what a mapping may refuse. */
  readonly plain?: () => string;
}

/** What is not taken whatever its form, and why. */
export interface Dead {
  readonly document: Document;
  readonly reason: string;
}

export interface Written {
  readonly stored: number;
  readonly known: number;
  readonly dead: readonly Dead[];
}

/** Who counts what becomes of requests. */
export interface BulkTold {
  /** Told of each request that the server answered. */
  readonly onAnswer?: () => void;
  /** Told each time it has to wait for the server. */
  readonly onBackOff?: (why: string) => void;
  /** Told of what was kept as a dead letter. */
  readonly onDead?: (count: number, why: string) => void;
}

export interface BulkOptions extends BulkTold {
  readonly config: ElasticsearchConfig;
  /** Whether all of it can be found once it is written: else within a second. */
  readonly isFoundAtOnce?: boolean;
  /** Before it first asks again; each time after that it waits twice as long. */
  readonly backOffMs?: number;
}

const Answer = Type.Object({ errors: Type.Boolean(), items: Type.Array(Type.Record(Type.String(), Item)) });

/** A request should take no more of the server's memory than this at a time. */
const mostSigns = 1 << 20;
/** Of all that one process writes: it indexes some while the next are on their way. It takes a tenth of its heap at once, of all who write. */
const requestsAtOnce = 4;
const backOff = { firstMs: 200, mostMs: 5000 };
/** Of what was refused so often, the caller is told: it may have better to do than to wait. */
const mostTries = 6;

/** What became of the documents of one request. */
class Outcome {
  stored = 0;
  known = 0;
  readonly dead: Dead[] = [];
  readonly later: Document[] = [];
  readonly homeless: Document[] = [];
  readonly plain: Document[] = [];
  /** Of one of those that are not taken yet. */
  why = '';

  take(document: Document, verdict: Verdict): void {
    if (typeof verdict === 'string') this[verdict] += 1;
    else if ('refused' in verdict) this.#refuse(document, verdict.refused);
    else if ('later' in verdict) {
      this.later.push(document);
      this.why = verdict.later;
    } else {
      this.homeless.push(document);
      this.why ||= verdict.homeless;
    }
  }

  #refuse(document: Document, reason: string): void {
    if (document.plain === undefined) this.dead.push({ document, reason });
    else {
      this.plain.push({ kind: document.kind, day: document.day, id: document.id, text: document.plain() });
      this.why ||= reason;
    }
  }
}

function* chunksOf(documents: Iterable<Document>): Generator<readonly Document[]> {
  let chunk: Document[] = [];
  let signs = 0;
  for (const document of documents) {
    if (signs > 0 && signs + document.text.length > mostSigns) {
      yield chunk;
      [chunk, signs] = [[], 0];
    }
    chunk.push(document);
    signs += document.text.length;
  }
  if (chunk.length > 0) yield chunk;
}

const linesOf = (config: ElasticsearchConfig, documents: readonly Document[]): string => {
  let lines = '';
  for (const { kind, day, id, text } of documents) lines += `{"create":{"_index":"${indexOf(config, kind, day)}","_id":"${id}"}}\n${text}\n`;
  return lines;
};

/** What was answered to one request for many documents. That none is taken for now is an answer as well, and a reason to wait. */
export async function bulkAnswer<Schema extends TSchema>(
  server: Elasticsearch,
  form: Schema,
  asked: Pick<Asked, 'query' | 'lines'>,
  { onAnswer, onBackOff }: BulkTold,
): Promise<Static<Schema>> {
  try {
    const answer = checked(form, await server.ask({ method: 'POST', path: '/_bulk', ...asked }), 'a bulk request');
    onAnswer?.();
    return answer;
  } catch (error) {
    if (error instanceof BusyError) {
      onAnswer?.();
      onBackOff?.(error.message);
    }
    throw error;
  }
}

/** Stores documents; what is there already under their ids is known, and stays. */
export function bulk(
  server: Elasticsearch,
  { config, isFoundAtOnce = false, backOffMs = backOff.firstMs, ...told }: BulkOptions,
): (documents: Iterable<Document>) => Promise<Written> {
  const send = async (documents: readonly Document[], outcome: Outcome): Promise<void> => {
    const query = { filter_path: 'errors,items.*.status,items.*.error.type,items.*.error.reason', ...(isFoundAtOnce && { refresh: true }) };
    const answer = await bulkAnswer(server, Answer, { query, lines: linesOf(config, documents) }, told);
    if (answer.items.length !== documents.length) throw new StoreError('failed', `Elasticsearch answered ${answer.items.length} of ${documents.length} items`);
    for (const [at, document] of documents.entries()) outcome.take(document, verdictOf(answer.items[at]?.create));
  };

  /** In as many requests as it takes: what is before the server may let through less than it does. */
  const sendParts = async (documents: readonly Document[], outcome: Outcome): Promise<void> => {
    try {
      await send(documents, outcome);
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      const [first] = documents;
      if (first !== undefined && documents.length === 1)
        return outcome.take(first, { refused: `${first.text.length} characters, alone in a request: ${error.message}` });
      const half = Math.ceil(documents.length / 2);
      await sendParts(documents.slice(0, half), outcome);
      await sendParts(documents.slice(half), outcome);
    }
  };

  const writeChunk = async (chunk: readonly Document[]): Promise<Written> => {
    const sums = { stored: 0, known: 0, dead: [] as Dead[] };
    let left = chunk;
    for (let tries = 1; left.length > 0; tries += 1) {
      const outcome = new Outcome();
      await sendParts(left, outcome);
      const { stored, known, dead, later, homeless, plain, why } = outcome;
      sums.stored += stored;
      sums.known += known;
      sums.dead.push(...dead);
      for (const index of new Set(homeless.map(({ kind, day }) => indexOf(config, kind, day)))) await makeIndex(server, index);
      left = [...later, ...homeless, ...plain];
      if (tries >= mostTries && left.length > 0)
        throw new StoreError('away', `Elasticsearch does not take ${left.length} of ${chunk.length} documents for now: ${why}`);
      if (later.length === 0) continue;
      told.onBackOff?.(`${later.length} of ${chunk.length} documents are refused for now: ${why}`);
      await delay(Math.min(backOff.mostMs, backOffMs * 2 ** (tries - 1)) * (0.8 + 0.4 * Math.random()));
    }
    return sums;
  };

  const turns = limiter(requestsAtOnce, Number.POSITIVE_INFINITY, () => new Error('no limit'));
  return async (documents) => {
    const written = { stored: 0, known: 0, dead: [] as Dead[] };
    const chunks = chunksOf(documents);
    const writeNext = async (): Promise<boolean> => {
      // Documents may be made as they are asked for: what is made goes out before the next are.
      await immediate();
      const { value: chunk, done } = chunks.next();
      if (done === true) return false;
      const { stored, known, dead } = await writeChunk(chunk);
      written.stored += stored;
      written.known += known;
      written.dead.push(...dead);
      return true;
    };
    const lane = async () => {
      while (await turns(writeNext));
    };
    // Who is told that it failed may send all of it again at once: nothing of this is on its way then.
    const ends = await Promise.allSettled(Array.from({ length: requestsAtOnce }, lane));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return written;
  };
}

/** Where a server makes none by itself; another may be quicker. */
async function makeIndex(server: Elasticsearch, index: string): Promise<void> {
  await server.ask({ method: 'PUT', path: `/${index}` }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.includes('resource_already_exists_exception'))) throw error;
  });
}
