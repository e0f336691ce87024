import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysBy } from './message-key.ts';

const line = (identity: string, source: string) =>
  Buffer.from(
    `{"time":"2026-01-01T00:00:00Z","level":"info","identity":${JSON.stringify(identity)},"source":${JSON.stringify(source)},"message":"\\"identity\\":\\"x\\""}`,
  );

const keyOf = (text: Buffer, agent: string): string => keysBy(agent)(text, 0, text.length);

test('lines of one identity have one key; without any, those of one file of one agent', () => {
  assert.equal(keyOf(line('container:shop/api', '/a'), 'n1'), 'container:shop/api');
  assert.equal(keyOf(line('process:größe', '/a'), 'n1'), 'process:größe');
  assert.equal(keyOf(line('', '/var/log/a.log'), 'n1'), 'n1 /var/log/a.log');
  assert.notEqual(keyOf(line('', '/var/log/a.log'), 'n1'), keyOf(line('', '/var/log/a.log'), 'n2'));
});

test('the key of a line is its own, whatever stood before it in the same text', () => {
  const names = ['process:a', 'container:shop/api', '', 'process:größe', 'process:b\\', '', 'process:a'];
  const lines = names.map((name, at) => Buffer.concat([Buffer.from(' '.repeat(at % 3)), line(name, `/${at}`)]));
  const text = Buffer.concat(lines.flatMap((each) => [each, Buffer.from('\n')]));
  const keyIn = keysBy('n1');
  let from = 0;
  const keys = lines.map(({ length }) => {
    const key = keyIn(text, from, from + length);
    from += length + 1;
    return key;
  });
  assert.deepEqual(
    keys,
    lines.map((each) => keyOf(each, 'n1')),
  );
});
