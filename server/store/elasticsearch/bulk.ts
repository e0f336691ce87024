import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { limiter } from '../limiter.ts';
import { StoreError } from '../store.ts';
import type { Elasticsearch } from './client.ts';
import { checked } from './prepared.ts';
import { indexOf, type Kind } from './templates.ts';

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

export interface BulkOptions {
  readonly config: ElasticsearchConfig;
  /** Whether all of it can be found once it is written: else within a second. */
  readonly isFoundAtOnce?: boolean;
  /** Told of each request that the server answered. */
  readonly onAnswer?: () => void;
  /** Told each time it has to wait for the server. */
  readonly onBackOff?: (why: string) => void;
}

const Item = Type.Object({
  status: Type.Integer(),
  error: Type.Optional(Type.Object({ type: Type.String(), reason: Type.Optional(Type.Union([Type.String(), Type.Null()])) })),
});
const Answer = Type.Object({ errors: Type.Boolean(), items: Type.Array(Type.Record(Type.String(), Item)) });

/** A request should take no more of the server's memory than this at a time. */
const mostSigns = 1 << 20;
/** Of all that one process writes: it indexes some while the next are on their way. It takes a tenth of its heap at once, of all who write. */
const requestsAtOnce = 4;
const backOffMs = { first: 100, most: 5000 };
/** Of what was refused so often, the caller is told: it may have better to do than to wait. */
const mostTries = 6;

type Verdict = 'stored' | 'known' | 'later' | 'homeless' | { readonly refused: string };

function verdictOf({ status, error }: Static<typeof Item> = { status: 500 }): Verdict {
  if (status < 300) return 'stored';
  if (status === 409) return 'known';
  if (error?.type === 'index_not_found_exception') return 'homeless';
  // The disk is all but full: what is refused now is taken once there is room.
  if (status === 429 || status >= 500 || error?.type === 'cluster_block_exception') return 'later';
  return { refused: `${error?.type ?? status}: ${error?.reason ?? ''}`.slice(0, 1000) };
}

/** What became of the documents of one request. */
class Outcome {
  stored = 0;
  known = 0;
  readonly dead: Dead[] = [];
  readonly later: Document[] = [];
  readonly homeless: Document[] = [];
  readonly plain: Document[] = [];

  take(document: Document, verdict: Verdict): void {
    if (verdict === 'stored' || verdict === 'known') this[verdict] += 1;
    else if (verdict === 'later' || verdict === 'homeless') this[verdict].push(document);
    else if (document.plain === undefined) this.dead.push({ document, reason: verdict.refused });
    else this.plain.push({ kind: document.kind, day: document.day, id: document.id, text: document.plain() });
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

/** Stores documents; what is there already under their ids is known, and stays. */
export function bulk(
  server: Elasticsearch,
  { config, isFoundAtOnce = false, onAnswer, onBackOff }: BulkOptions,
): (documents: Iterable<Document>) => Promise<Written> {
  const send = async (documents: readonly Document[]): Promise<Outcome> => {
    const query = { filter_path: 'errors,items.*.status,items.*.error.type,items.*.error.reason', ...(isFoundAtOnce && { refresh: true }) };
    const answer = checked(Answer, await server.ask({ method: 'POST', path: '/_bulk', query, lines: linesOf(config, documents) }), 'a bulk request');
    onAnswer?.();
    if (answer.items.length !== documents.length) throw new StoreError('failed', `Elasticsearch answered ${answer.items.length} of ${documents.length} items`);
    const outcome = new Outcome();
    for (const [at, document] of documents.entries()) outcome.take(document, verdictOf(answer.items[at]?.create));
    return outcome;
  };

  const writeChunk = async (chunk: readonly Document[]): Promise<Written> => {
    const sums = { stored: 0, known: 0, dead: [] as Dead[] };
    let left = chunk;
    for (let tries = 1; left.length > 0; tries += 1) {
      const { stored, known, dead, later, homeless, plain } = await send(left);
      sums.stored += stored;
      sums.known += known;
      sums.dead.push(...dead);
      for (const index of new Set(homeless.map(({ kind, day }) => indexOf(config, kind, day)))) await makeIndex(server, index);
      left = [...later, ...homeless, ...plain];
      if (tries >= mostTries && left.length > 0)
        throw new StoreError('away', `Elasticsearch does not take ${left.length} of ${chunk.length} documents for now`);
      if (later.length === 0) continue;
      onBackOff?.(`${later.length} of ${chunk.length} documents are refused for now`);
      await delay(Math.min(backOffMs.most, backOffMs.first * 2 ** tries) * (0.8 + 0.4 * Math.random()));
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
