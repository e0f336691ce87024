import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { mostNames } from './day-reader.ts';
import { LogReader } from './log-reader.ts';
import type { LogPlace } from './log-store.ts';
import { LogWriter } from './log-writer.ts';

test('a file with very many names is searched by them all the same', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-many-names-'));
  const writer = new LogWriter({ folder, maxBytes: 1e9 });
  t.after(() => {
    writer.close();
    rmSync(folder, { recursive: true });
  });
  const day = '2026-01-01';
  const perBatch = 7000;
  const line = (n: number) => ({ time: `${day}T12:00:00Z`, level: 'info', identity: `process:job-${n}`, source: `/logs/${n}.log`, message: 'x' });
  for (let first = 1; first <= mostNames; first += perBatch) {
    const lines = Array.from({ length: perBatch }, (_, at) => `${JSON.stringify(line(first + at))}\n`);
    writer.append({ agent: 'n', spool: 's', first, count: perBatch, day, body: zstdCompressSync(lines.join('')) });
  }
  const reader = new LogReader(folder);
  t.after(() => reader.close());
  const fromUs = Date.parse(day) * 1000;
  for (const [find, wanted] of [
    ['app=job-12345', ['process:job-12345']],
    ['source=/logs/77.log', ['process:job-77']],
    ['app=nobody', []],
  ] as const) {
    const { rule } = parseFind(find, logFields);
    const found: string[] = [];
    let next: LogPlace | undefined;
    do {
      const page = reader.search({ rule, fromUs, toUs: fromUs + 86_400e6, order: 'newest', limit: 10, ...(next && { after: next }) });
      found.push(...page.records.map(({ identity }) => identity));
      next = page.next;
    } while (next !== undefined);
    assert.deepEqual(found, wanted, find);
  }
});
