import { decodeBatch } from '../logs/decode-batch.ts';
import type { Appended, LogBatch } from '../logs/log-store.ts';
import type { BulkTold, Document, Written } from './bulk.ts';
import { keepDead } from './dead-letter.ts';
import { logDocument, partOf } from './log-document.ts';
import { gapDocument, LogGaps } from './log-gaps.ts';
import type { LogIndex } from './log-index.ts';

/** Stores batches as they come from agents. */
export function logAppender(
  index: LogIndex,
  write: (documents: readonly Document[]) => Promise<Written>,
  told: Pick<BulkTold, 'onDead'> = {},
): (batch: LogBatch) => Promise<Appended> {
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
    await keepDead(write, dead, { ...told, beside: gap });
    gaps.taken(batch);
    return { stored, known: known + there.size };
  };
}
