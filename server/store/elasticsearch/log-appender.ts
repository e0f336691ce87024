import { decodeBatch } from '../logs/decode-batch.ts';
import type { Appended, LogBatch } from '../logs/log-store.ts';
import { StoreError } from '../store.ts';
import type { Dead, Document, Written } from './bulk.ts';
import { logDocument, partOf } from './log-document.ts';
import { gapDocument, LogGaps } from './log-gaps.ts';
import type { LogIndex } from './log-index.ts';

/** Of a record that is too large to be kept as a dead letter. */
const cutSigns = 64 << 10;

/** What Elasticsearch does not take in any form, kept with the reason for who looks into it. */
function deadLetter({ document: { kind, day, id, text }, reason }: Dead): Document {
  const letter = (record: string) => JSON.stringify({ at: new Date().toISOString(), kind, reason, record });
  return { kind: 'dead-letter', day, id: `${kind}.${id}`, text: letter(text), plain: () => letter(text.slice(0, cutSigns).toWellFormed()) };
}

/** Stores batches as they come from agents. */
export function logAppender(index: LogIndex, write: (documents: readonly Document[]) => Promise<Written>): (batch: LogBatch) => Promise<Appended> {
  const gaps = new LogGaps(index);
  return async (batch) => {
    const lines = decodeBatch(batch.body, batch.count);
    if (typeof lines === 'string') return { refused: lines };
    const { agent: node, spool, first, day } = batch;
    const part = partOf(node, spool);
    const there = await gaps.stored(batch);
    const before = await gaps.before(batch);
    const gap = before === undefined ? [] : lines.slice(0, 1).map(({ time }) => gapDocument(batch, time.us, before));
    const documents = lines.flatMap((line, at) => (there.has(first + at) ? [] : [logDocument(line, { node, part, seq: first + at, day })]));
    const { stored, known, dead } = await write(documents);
    const [refused] = (await write([...gap, ...dead.map(deadLetter)])).dead;
    if (refused !== undefined) throw new StoreError('failed', `Elasticsearch does not take ${refused.document.id}: ${refused.reason}`);
    gaps.taken(batch);
    return { stored, known: known + there.size };
  };
}
