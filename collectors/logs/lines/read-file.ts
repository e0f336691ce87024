import { createInterface } from 'node:readline';
import { ContainerLines } from '../containers/container-lines.ts';
import { Tails } from '../files/tails.ts';
import { Patterns } from '../patterns/patterns.ts';
import { Progress } from '../progress.ts';
import { BatchBuilder } from './batch-builder.ts';

/** What the bench of lines measures: `read-file.ts FILE` reads it as the process does, up to its batches, once for each line on its standard input. */
const path = process.argv[2] ?? '';
const nothing = () => {};

function read(): Readonly<Record<string, number>> {
  const startMs = performance.now();
  const sum = { lines: 0, records: 0, batchBytes: 0 };
  const builder = new BatchBuilder({
    counts: {
      lines: (_, lines) => {
        sum.lines += lines;
      },
      lost: nothing,
      odd: nothing,
    },
    patterns: new Patterns(),
    onBatch: ({ count, lines }) => {
      sum.records += count;
      sum.batchBytes += lines.length;
    },
  });
  const tails = new Tails({
    globs: [path],
    isLeftOut: () => false,
    progress: new Progress(),
    mostFiles: 1,
    sink: new ContainerLines(builder, (name) => ({ name, namespace: '' })),
    onKnown: (tail) => builder.known(tail),
    onGone: (key) => builder.gone(key),
    onMark: nothing,
    onRefused: nothing,
    onTrouble: (cause) => {
      throw new Error(`reading ${path}`, { cause });
    },
  });
  for (const tail of tails.open) while (tails.read(tail));
  builder.finish();
  tails.close();
  return { ...sum, ms: performance.now() - startMs, peakMebibytes: process.resourceUsage().maxRSS / 1024 };
}

const answer = (reply: object) => process.stdout.write(`${JSON.stringify(reply)}\n`);
answer({});
for await (const _ of createInterface(process.stdin)) answer(read());
process.exit();
