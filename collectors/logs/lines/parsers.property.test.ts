import assert from 'node:assert/strict';
import test from 'node:test';
import { logLevels } from '#contract/log-levels.ts';
import { readCri, readDocker } from '../containers/entry.ts';
import { ExportFormat } from '../journal/export-format.ts';
import { readKmsgRecord } from '../kernel/kmsg-record.ts';
import { attributesIn } from './attributes.ts';
import { levelOf } from './level.ts';
import { continues } from './multi-line.ts';
import { withoutSecrets } from './secrets.ts';
import { timeOf } from './time.ts';

const inputs = 10_000;
const nowMs = Date.UTC(2026, 0, 31, 12);

/** Of what the formats are made of, so that many inputs nearly are of one. */
const pieces = [
  ...'{}[]()<>"\'\\=:;,.|/+- \t\n\u0000üé\u{1f600}\ud800'.split(''),
  ...['2026', '-01-', '31', 'T', '12:00:00', '.123456789', 'Z', '+01:00', ' +0100', '99', '0', '1769860800', 'Jan 31 ', '31/Jan/2026', 'E0131 '],
  ...['level', 'ERROR', '[warn]', 'severity', '"msg":', 'time=', 'trace_id=', 'password=', 'Bearer ', 'https://u:p@h/', 'eyJhbGciOi'],
  ...['stdout', ' F ', ' P ', '{"log":"', '\\n"', ',"stream":"stdout"', ',"time":"', '6,1,2,-;', '\\x0a', '__CURSOR=', 'MESSAGE', '\n\n'],
  ...['Traceback (most recent call last):', 'Caused by: ', 'panic: ', 'goroutine 1 [', '    at ', "thread 'a' panicked at b:"],
];

function* random(seed: number): Generator<string> {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let count = 0; count < inputs; count += 1) yield Array.from({ length: below(24) }, () => pieces[below(pieces.length)]).join('');
}

const parsers: Readonly<Record<string, (line: string) => void>> = {
  'time: a moment near now, or none': (line) => {
    const time = timeOf(line, nowMs);
    if (time === undefined) return;
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
    assert.ok(Math.abs(Date.parse(time) - nowMs) < 21 * 366 * 86_400_000, time);
  },
  'level: one of those that there are': (line) => assert.ok(logLevels.includes(levelOf(line))),
  'attributes: names and plain values that JSON takes': (line) => {
    for (const value of Object.values(attributesIn(line)?.attributes ?? {})) assert.ok(['string', 'number', 'boolean'].includes(typeof value));
  },
  'secrets: what is hidden stays hidden': (line) => assert.equal(withoutSecrets(withoutSecrets(line)), withoutSecrets(line)),
  'multi-line: an answer': (line) => assert.equal(typeof continues(line, line), 'boolean'),
  'CRI: what it takes it gives back': (line) => {
    const entry = readCri(line);
    if (entry !== undefined) assert.ok(line.endsWith(entry.text) && line.startsWith(entry.time));
  },
  'Docker: an entry or none': (line) => assert.ok((readDocker(line)?.text ?? '').length <= line.length),
  'kernel: a record or none': (line) => assert.ok((readKmsgRecord(line)?.sequence ?? 0) >= 0),
  'journal: entries with fields': (line) => {
    for (const entry of new ExportFormat(() => {}).push(Buffer.from(`${line}\n\n`))) assert.ok(entry.size > 0);
  },
};

for (const [promise, holds] of Object.entries(parsers)) {
  test(`${promise}, of ${inputs} lines that nearly are something`, () => {
    for (const line of random(20_261))
      try {
        holds(line);
      } catch (cause) {
        throw new Error(JSON.stringify(line), { cause });
      }
  });
}
