import { createInterface } from 'node:readline';
import { Progress } from '../../ship/spool/progress.ts';
import { ContainerLines } from '../containers/container-lines.ts';
import type { LineSink, Tail } from '../files/tail.ts';
import { Tails } from '../files/tails.ts';
import { Patterns } from '../patterns/patterns.ts';
import { BatchBuilder } from './batch-builder.ts';
import { PlainFrames } from './plain-frames.ts';

/**
 * What the benches of lines measure: `read-file.ts GLOB` reads its files as the process does, up to its batches, once for each
 * line on its standard input. That line may be `frames` or `json`: then it does no more with lines than others do.
 */
const glob = process.argv[2] ?? '';
const nothing = () => {};

interface Reading {
  readonly sink: LineSink;
  readonly onKnown: (tail: Tail) => void;
  readonly onGone: (key: string) => void;
  readonly finish: () => void;
}

interface Sum {
  lines: number;
  records: number;
  batchBytes: number;
}

function records(sum: Sum): Reading {
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
  return {
    sink: new ContainerLines(builder, (name) => ({ name, namespace: '' })),
    onKnown: (tail) => builder.known(tail),
    onGone: (key) => builder.gone(key),
    finish: () => builder.finish(),
  };
}

function plain(sum: Sum, isJson: boolean): Reading {
  const sink = new PlainFrames(isJson, (lines, bytes) => {
    sum.lines += lines;
    sum.batchBytes += bytes;
  });
  return { sink, onKnown: nothing, onGone: nothing, finish: () => sink.flush() };
}

function read(how: string): Readonly<Record<string, number>> {
  const startMs = performance.now();
  const sum = { lines: 0, records: 0, batchBytes: 0 };
  const { finish, ...reading } = how === 'frames' || how === 'json' ? plain(sum, how === 'json') : records(sum);
  const tails = new Tails({
    globs: [glob],
    isLeftOut: () => false,
    progress: new Progress(),
    mostFiles: 10_000,
    ...reading,
    onMark: nothing,
    onRefused: nothing,
    onTrouble: (cause) => {
      throw new Error(`reading ${glob}`, { cause });
    },
  });
  for (const tail of tails.open) while (tails.read(tail));
  finish();
  tails.close();
  return { ...sum, ms: performance.now() - startMs, peakMebibytes: process.resourceUsage().maxRSS / 1024 };
}

const answer = (reply: object) => process.stdout.write(`${JSON.stringify(reply)}\n`);
answer({});
for await (const how of createInterface(process.stdin)) answer(read(how));
process.exit();
