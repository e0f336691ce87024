import assert from 'node:assert/strict';
import { copyFileSync, existsSync, renameSync, truncateSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { type Process, processFor } from './fixtures/process.ts';

const rotate = {
  rename: (path: string, to: string) => renameSync(path, to),
  copy(path: string, to: string) {
    copyFileSync(path, to);
    truncateSync(path);
  },
};

const steps = ['read', 'flush', 'kill', 'rename', 'copy'] as const;
/** Lines to be written, indented or not, or what happens between two of them. */
const step = fc.oneof(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), fc.constantFrom(...steps));
type Step = readonly boolean[] | (typeof steps)[number];

/** How a line stands in a file. */
type Form = (line: string, number: number) => string;

/** Of two streams, and each third line cut in two. */
const ofContainer: Form = (line, number) => {
  const start = `2026-06-12T07:01:02.345678912Z ${number % 5 === 0 ? 'stderr' : 'stdout'}`;
  return number % 3 === 0 ? `${start} P ${line.slice(0, 4)}\n${start} F ${line.slice(4)}` : `${start} F ${line}`;
};

/** Does all of it; answers what was written. */
function go(process: Process, through: readonly Step[], form: Form): string[] {
  const written: string[] = [];
  for (const [at, one] of through.entries()) {
    if (typeof one !== 'string') {
      const lines = one.map((isIndented, number) => `${isIndented ? '  ' : ''}line ${at}.${number}`);
      process.write(`${lines.map((line, number) => form(line, written.length + number)).join('\n')}\n`);
      written.push(...lines);
    } else if (one === 'rename' || one === 'copy') rotateOnce(process, one, at);
    else process[one]();
  }
  return written;
}

/** Known before it, and seen after it: what lies between two looks is told of beside the tails. */
function rotateOnce(process: Process, how: 'rename' | 'copy', number: number): void {
  process.read();
  process.flush();
  if (existsSync(process.path)) rotate[how](process.path, `${process.path}.${number}`);
  process.read();
}

for (const [whose, file, form] of [
  ['a program', 'app.log', (line: string) => line],
  ['a container', 'pods/shop_api_1/app/0.log', ofContainer],
] as const) {
  test(`whenever it is killed, and however the file of ${whose} is rotated, each line is stored once`, (t) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (through) => {
        const process = processFor(t, file);
        const written = go(process, through, form);
        process.read();
        process.finish();
        const stored = process.stored.flatMap(({ message }) => message.split('\n'));
        assert.deepEqual(stored.sort(), written.sort());
      }),
      { numRuns: 200 },
    );
  });
}
