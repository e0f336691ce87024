import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { eachLine } from './children/lines.ts';
import { lineLog } from './log.ts';

test('secrets and control characters do not reach the output', () => {
  let text = '';
  const log = lineLog((line) => {
    text += line;
  });
  log.hide('s3cret');
  log.relay('server', 'token=s3cret \u001b[31mred\u0007\ttab');
  log.say('s3cret');
  assert.equal(text, 'server: token=[hidden] \ufffd[31mred\ufffd\ttab\nsonde: [hidden]\n');
});

test('what a child says in JSON is told in its words; a warning keeps all of it', () => {
  const lines: string[] = [];
  const log = lineLog((line) => lines.push(line));
  const warning = '{"level":40,"msg":"late","behindMs":7}';
  const words = '{"level":50,"time":"2026-01-01T00:00:00Z","name":"sonde-server","msg":"away"}';
  for (const line of ['{"level":30,"name":"sonde-server","msg":"ending"}', words, warning, '{ half']) log.relay('server', line);
  assert.deepEqual(lines, ['server: ending\n', 'server: away\n', `server: ${warning}\n`, 'server: { half\n']);
});

test('what children write is kept, and on a terminal only there; what cannot be kept is shown', () => {
  const lines: string[] = [];
  const kept: string[] = [];
  let hasRoom = true;
  const log = lineLog((line) => lines.push(line), false);
  log.relay('server', 'early');
  log.keep({
    write: (line) => {
      if (hasRoom) kept.push(line.replace(/^\S+Z /, ''));
      return hasRoom;
    },
  });
  log.hide('s3cret');
  log.relay('server', 's3cret');
  log.say('hello');
  hasRoom = false;
  log.relay('server', 'late');
  assert.deepEqual(kept, ['server: [hidden]\n', 'sonde: hello\n']);
  assert.deepEqual(lines, ['server: early\n', 'sonde: hello\n', 'server: late\n']);
});

test('a stream is handed on line by line, wherever its chunks end', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  const ended = new Promise((resolve) => stream.once('end', resolve));
  for (const chunk of ['one\ntw', 'o\n\nthr', 'ee']) stream.write(chunk);
  stream.end();
  await ended;
  assert.deepEqual(lines, ['one', 'two', '', 'three']);
});
