import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from '../ship/spool/progress.ts';
import { ContainerLines } from './containers/container-lines.ts';
import type { LogCounts } from './counts.ts';
import { Tails } from './files/tails.ts';
import { BatchBuilder } from './lines/batch-builder.ts';
import { Patterns } from './patterns/patterns.ts';
import { readLoop } from './read-loop.ts';
import type { Source } from './sources.ts';

const counts: LogCounts = { lines: () => {}, lost: assert.fail, odd: assert.fail };

interface Loop {
  readonly signal: AbortSignal;
  readonly onBatch: (lines: number) => void;
  readonly reads: (builder: BatchBuilder) => readonly Source['read'][];
}

/** Reads sources, and no files, until the signal; answers what it was troubled by. */
async function read({ signal, onBatch, reads }: Loop): Promise<string> {
  const troubles: string[] = [];
  const onTrouble = (trouble: unknown) => void troubles.push(String(trouble));
  const builder = new BatchBuilder({ counts, patterns: new Patterns(), onBatch: ({ count }) => onBatch(count) });
  const tails = new Tails({
    ...{ globs: [], isLeftOut: () => false, progress: new Progress(), mostFiles: 1, onRefused: assert.fail, onTrouble },
    sink: new ContainerLines(builder, assert.fail),
    onKnown: (tail) => builder.known(tail),
    onGone: (key) => builder.gone(key),
    onMark: (name, value) => builder.mark(name, value),
  });
  const sources = reads(builder).map((one): Source => ({ isUp: true, read: one, close: () => {} }));
  await readLoop({ tails, sources, builder, signal, onTrouble });
  return troubles.join('\n');
}

test('a source that cannot be read keeps no other from being read, nor what was read from going on', { timeout: 10_000 }, async (t) => {
  const stopping = new AbortController();
  t.after(() => stopping.abort());
  let left = 1;
  const said = await read({
    signal: stopping.signal,
    onBatch: (lines) => lines > 0 && stopping.abort(),
    reads: (builder) => [
      () => {
        throw new Error('the device is gone');
      },
      () => {
        if (left > 0) builder.record({ source: '"journal"', message: 'a line' });
        left = 0;
        return false;
      },
    ],
  });
  assert.match(said, /the device is gone/);
});

test('what cannot be kept at the end is said, and the end is one all the same', async () => {
  const stopping = new AbortController();
  const said = await read({
    signal: stopping.signal,
    onBatch: () => {
      throw new Error('no space left');
    },
    reads: (builder) => [
      () => {
        builder.record({ source: '"journal"', message: 'a line' });
        stopping.abort();
        return false;
      },
    ],
  });
  assert.match(said, /cannot be kept/);
});
