import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readCri, readDocker } from './entry.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 10_000);
const pieces = '2026-01-31T13:00:00Z|2026-13-45T|stdout|stderr| |F|P|F:P|:|text|\r|{"log":|"a\\n"|,"stream":"stdout"|,"time":"x"|}|null|1|\ud800'.split('|');
const broken = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));

test('whatever a runtime writes, it is an entry whose text stands in it, or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), broken, fc.json()), (line) => {
      const cri = readCri(line);
      if (cri !== undefined) assert.ok(line.endsWith(` ${cri.text}`));
      const docker = readDocker(line);
      if (docker !== undefined) assert.equal(Object(JSON.parse(line)).log, docker.isPartial ? docker.text : `${docker.text}\n`);
    }),
    { numRuns },
  );
});

const stream = fc.constantFrom('stdout', 'stderr');

test('what a container wrote is read as it was, from both runtimes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), stream, fc.boolean(), (text, stream, isPartial) => {
      const time = '2026-01-31T13:00:00.123456789+01:00';
      const entry = { time, stream, text, isPartial };
      assert.deepEqual(readCri(`${time} ${stream} ${isPartial ? 'P' : 'F'} ${text}`), entry);
      if (!isPartial || !text.endsWith('\n')) assert.deepEqual(readDocker(JSON.stringify({ log: isPartial ? text : `${text}\n`, stream, time })), entry);
    }),
    { numRuns },
  );
});
