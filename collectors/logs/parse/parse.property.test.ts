import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { logLevels } from '#contract/log-levels.ts';
import { Attributes } from './attributes.ts';
import { jsonFields } from './json-fields.ts';
import { levelOf } from './level.ts';
import { logfmtFields } from './logfmt.ts';
import { parseLine } from './parsed-line.ts';
import { timeOf } from './time.ts';
import { traceOfText } from './trace.ts';

const nowMs = Date.parse('2026-06-12T08:00:00Z');
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) };
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

const pieces =
  '2026|-|:|/|06|12|T|Z|.|,| |CEST|+02:00|AM|Jun |Fri, |12/|1781247662|345|level=|"ts":|"|=|ERROR|[error]|E0612|<34>|1:M |{|}|\\|\n|\t|\x1b[33m|\ud800|é|trace_id=|0af7651916cd43dd|,-|{"a":|null'.split(
    '|',
  );
const broken = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
const anyLine = fc.oneof(fc.string({ unit: 'binary' }), broken);

function holds(name: string, line: fc.Arbitrary<string>, check: (line: string) => void): void {
  test(name, () => fc.assert(fc.property(line, check), runs));
}

holds('whatever a line holds, its time is one, or none', anyLine, (line) => {
  const time = timeOf(line, nowMs);
  if (time !== undefined) assert.ok(rfc3339.test(time) && !Number.isNaN(Date.parse(time)), time);
});

holds('whatever a line holds, it has a level', anyLine, (line) => assert.ok(logLevels.includes(levelOf(line))));

holds('whatever a line holds, a trace is of hexadecimal digits', anyLine, (line) => {
  for (const id of Object.values(traceOfText(line))) assert.match(id, /^[0-9a-f]{1,32}$/);
});

holds('whatever is no JSON has no fields', anyLine, (line) => {
  for (const value of jsonFields(line)?.values() ?? []) assert.ok(['string', 'number', 'boolean'].includes(typeof value));
});

holds(
  'whatever is no logfmt has no fields',
  fc.oneof(
    anyLine,
    broken.map((text) => `a=1 ${text}`),
  ),
  (line) => {
    const fields = logfmtFields(line);
    if (fields !== undefined) assert.ok(fields.size >= 2);
  },
);

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());

holds(
  'what is written as JSON is read as it was',
  fc.dictionary(fc.string(), scalar).map((object) => JSON.stringify(object)),
  (line) => {
    const fields = jsonFields(line);
    assert.deepEqual(fields && Object.fromEntries(fields), Object.fromEntries(Object.entries(JSON.parse(line) as object)));
  },
);

const value = fc.oneof(
  fc.stringMatching(/^[a-z/.:]{1,20}$/),
  fc.integer().map(String),
  fc.string().map((text) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`),
);
const pairs = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z][a-z_.]{0,20}$/), value), { minLength: 2, selector: ([key]) => key });

holds(
  'what is written as logfmt has as many fields',
  pairs.map((all) => all.map(([key, text]) => `${key}=${text}`).join(' ')),
  (line) => {
    if (!line.includes('\n')) assert.notEqual(logfmtFields(line), undefined);
  },
);

const times = fc.tuple(
  fc.integer({ min: nowMs - 10 * 365 * 86_400_000, max: nowMs }),
  fc.constantFrom('Z', '+00:00', ' UTC', '+0000'),
  fc.constantFrom('T', ' '),
);

holds(
  'any time of the last ten years is read as it was written',
  times.map(([ms, zone, blank]) => `${new Date(ms).toISOString().slice(0, -1).replace('T', blank)}${zone} INFO x`),
  (line) => {
    const time = timeOf(line, nowMs);
    assert.equal(time, `${line.slice(0, 10)}T${line.slice(11, 23)}Z`);
  },
);

holds('whatever a line holds, its attributes are JSON', fc.oneof(anyLine, fc.json()), (line) => {
  const { fields, leftOut, trace } = parseLine(line, nowMs);
  JSON.parse(`{${new Attributes(() => {}).json('a', fields, leftOut, trace)}}`);
});
