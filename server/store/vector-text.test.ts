import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc, { array, constantFrom, dictionary, property, string, tuple } from 'fast-check';
import { vectorReader } from './vector-text.ts';

const text = (result: readonly unknown[], more: object = {}) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, ...more });

test('a vector is read as a parser of JSON reads it, whatever its labels say', () => {
  const words = constantFrom('},"value":[', '"]}', ',"', '\\', 'naïve', 'shop');
  const labels = dictionary(constantFrom('__name__', 'client', 'server', 'reason'), fc.oneof(words, string()));
  const read = vectorReader();
  fc.assert(
    property(array(tuple(labels, constantFrom('1', '0.5', '1e-9', '+Inf', '-Inf'))), (all) => {
      const samples = read(text(all.map(([metric, value]) => ({ metric, value: [1795294380.782, value] }))));
      const numbers = all.map(([, value]) => Number(value.replace('Inf', 'Infinity')));
      assert.deepEqual(
        samples,
        all.map(([metric], index) => ({ labels: { ...metric }, value: numbers[index] })),
      );
    }),
  );
});

test('the same labels are one object, in this answer and in the next', () => {
  const read = vectorReader();
  const answer = text([
    { metric: { client: 'a' }, value: [1, '1'] },
    { metric: { client: 'b' }, value: [1, '1'] },
  ]);
  const [first, second] = read(answer) ?? [];
  const again = read(answer);
  assert.equal(again?.[0]?.labels, first?.labels);
  assert.equal(again?.[1]?.labels, second?.labels);
  assert.notEqual(first?.labels, second?.labels);
});

test('series that came, went or changed their order since the answer before are read as they are', () => {
  const read = vectorReader();
  const of = (names: readonly string[]) => text(names.map((client) => ({ metric: { client }, value: [1, client] })));
  for (const names of ['12345', '1345', '15', '123456', '654321', '', '9', '19']) {
    const samples = read(of([...names])) ?? [];
    assert.deepEqual(
      samples.map(({ labels: { client }, value }) => [client, value]),
      [...names].map((name) => [name, Number(name)]),
    );
  }
});

test('what is not a vector as Prometheus writes it is left to who reads anything', () => {
  const read = vectorReader();
  const whole = text([{ metric: { client: 'a' }, value: [1, '1'] }]);
  for (const other of [
    '',
    'null',
    '{"status":"error","errorType":"timeout","error":""}',
    whole.slice(0, -3),
    whole.replace('"a"', '5'),
    whole.replace('"1"', '1'),
  ]) {
    assert.equal(read(other), undefined, other);
  }
  assert.equal(read(text([{ metric: { client: 'a' }, value: [1, '1'] }], { warnings: ['slow'] }))?.length, 1);
});
