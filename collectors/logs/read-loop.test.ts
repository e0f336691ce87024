import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContainerLines } from './containers/container-lines.ts';
import type { LogCounts } from './counts.ts';
import { Tails } from './files/tails.ts';
import { BatchBuilder } from './lines/batch-builder.ts';
import { Patterns } from './patterns/patterns.ts';
import { Progress } from './progress.ts';
import { readLoop } from './read-loop.ts';
import type { Source } from './sources.ts';

const counts: LogCounts = { lines: () => {}, lost: assert.fail, odd: assert.fail };
const fail = (trouble: unknown) => assert.fail(String(trouble));
const unused = { isUp: true, close: () => {} };

test('a source that cannot be read keeps no other from being read, nor what was read from going on', { timeout: 10_000 }, async (t) => {
  const stopping = new AbortController();
  t.after(() => stopping.abort());
  const troubles: unknown[] = [];
  const stored: number[] = [];
  const builder = new BatchBuilder({
    counts,
    patterns: new Patterns(),
    onBatch: ({ count }) => {
      stored.push(count);
      if (count > 0) stopping.abort();
    },
  });
  const nothing = { globs: [], isLeftOut: () => false, progress: new Progress(), mostFiles: 1, onRefused: assert.fail, onTrouble: fail };
  const tails = new Tails({
    ...nothing,
    sink: new ContainerLines(builder, assert.fail),
    onKnown: (tail) => builder.known(tail),
    onGone: (key) => builder.gone(key),
    onMark: (name, value) => builder.mark(name, value),
  });
  const broken: Source = {
    ...unused,
    read() {
      throw new Error('the device is gone');
    },
  };
  let isTold = false;
  const good: Source = {
    ...unused,
    read() {
      if (!isTold) builder.record({ source: '"journal"', message: 'a line' });
      isTold = true;
      return false;
    },
  };
  await readLoop({ tails, sources: [broken, good], builder, signal: stopping.signal, onTrouble: (trouble) => troubles.push(trouble) });
  assert.ok(stored.includes(1) && isTold);
  assert.match(String(troubles[0]), /the device is gone/);
});
