import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Frame, Frames, longestMessage } from './frames.ts';
import { readSyslog } from './syslog-message.ts';

const nowMs = Date.parse('2026-06-12T08:00:00Z');
const numRuns = Number(process.env.PROPERTY_RUNS ?? 10_000);

const word = fc.stringMatching(/^[!-~]{1,20}$/);
const headers = fc.tuple(
  fc.constantFrom('<13>', '<34>1 ', '<191>1 2026-06-12T07:01:02Z ', '<0>Jun 12 07:01:02 ', '<999>', '<1', ''),
  fc.array(fc.oneof(word, fc.constantFrom('-', '[a b="c"]', '[a', 'web-1', 'sshd[17]:', '"', '\\]')), { maxLength: 8 }),
);
const nearly = headers.map(([head, words]) => head + words.join(' '));

test('whatever comes, it is a message: whole where it is malformed, and else its end', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), nearly);
  fc.assert(
    fc.property(text, (sent) => {
      const { message, isMalformed } = readSyslog(sent, nowMs);
      if (isMalformed) assert.equal(message, sent);
      else assert.ok(sent.endsWith(message));
    }),
    { numRuns },
  );
});

const clean = fc.stringMatching(/^[ -~]{1,40}$/);
const told = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,15}$/);

test('what was said as RFC 5424 has it is read as it was said', () => {
  const value = fc.string({ maxLength: 20 }).map((text) => `v${text}`);
  const message = fc.record({ priority: fc.integer({ min: 0, max: 191 }), host: told, app: told, id: told, name: told, value, text: clean });
  fc.assert(
    fc.property(message, ({ priority, host, app, id, name, value, text }) => {
      const escaped = value.replaceAll(/["\\\]]/g, String.raw`\$&`);
      const said = readSyslog(`<${priority}>1 2026-06-12T07:01:02.345678Z ${host} ${app} 7 ${id} [x@1 ${name}="${escaped}"] ${text}`, nowMs);
      assert.deepEqual([said.host, said.app, said.process, said.id, said.message], [host, app, '7', id, text]);
      assert.deepEqual([...(said.data ?? [])], [[`x@1.${name}`, value]]);
      assert.equal(said.time, '2026-06-12T07:01:02.345678Z');
    }),
    { numRuns },
  );
});

/** All of them, the stream cut into pieces at these places. */
function framesOf(stream: Buffer, cuts: readonly number[]): Frame[] {
  const frames = new Frames();
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((one, other) => one - other), stream.length];
  const pushed = places.slice(1).flatMap((end, index) => frames.push(stream.subarray(places[index], end)).map(copied));
  return [...pushed, ...frames.end()];
}

function copied(frame: Frame): Frame {
  return { ...frame, bytes: Buffer.from(frame.bytes) };
}

test('a stream is cut into the same messages wherever it comes in pieces', () => {
  const sent = fc.array(fc.tuple(fc.boolean(), clean), { maxLength: 12 });
  const cuts = fc.array(fc.nat(2000), { maxLength: 12 });
  fc.assert(
    fc.property(sent, cuts, (messages, places) => {
      const whole = messages.map(([isCounted, text]) => [isCounted, `<13>${text}`] as const);
      const stream = whole.map(([isCounted, text]) => (isCounted ? `${text.length} ${text}` : `${text}\n`)).join('');
      const frames = framesOf(Buffer.from(stream), places);
      assert.deepEqual(
        frames.map(({ bytes }) => String(bytes)),
        whole.map(([, text]) => text),
      );
      assert.ok(frames.every(({ isCut, isBroken }) => !isCut && !isBroken));
    }),
    { numRuns: numRuns / 5 },
  );
});

test('of a message that is too long the beginning is kept, once, and those around it are whole', () => {
  const long = `<13>${'x'.repeat(3 * longestMessage)}`;
  for (const stream of [`<13>a\n${long}\n<13>b\n`, `<13>a\n${long.length} ${long}<13>b\n`]) {
    const cuts = Array.from({ length: 40 }, (_, piece) => piece * 5000);
    const frames = framesOf(Buffer.from(stream), cuts);
    assert.deepEqual(
      frames.map(({ bytes, isCut }) => [bytes.length, isCut]),
      [
        [5, false],
        [longestMessage, true],
        [5, false],
      ],
    );
  }
});

test('a counted message that the connection cut off is kept and told', () => {
  const [frame] = framesOf(Buffer.from('50 <13>half'), []);
  assert.deepEqual([String(frame?.bytes), frame?.isBroken], ['<13>half', true]);
});
