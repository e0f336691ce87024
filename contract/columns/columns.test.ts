import assert from 'node:assert/strict';
import test from 'node:test';
import fc, { array, constant, constantFrom, double, property, record, string } from 'fast-check';
import { pack } from './pack.ts';
import { unpack } from './unpack.ts';

test('rows that are packed and unpacked are the same, whatever is in them', () => {
  const row = record(
    {
      id: string(),
      kind: constantFrom('a', 'b'),
      same: constant('same'),
      none: constantFrom(null, 0.5),
      figures: record({ rate: double({ noNaN: true, noDefaultInfinity: true }), reasons: array(constantFrom('x', 'y'), { maxLength: 2 }) }),
      parts: array(record({ name: string(), inner: array(constantFrom(1, 2), { maxLength: 2 }) }), { maxLength: 3 }),
      namespace: constantFrom('shop', 'data'),
    },
    { requiredKeys: ['id', 'kind', 'same', 'none', 'figures', 'parts'] },
  );
  fc.assert(
    property(array(row, { maxLength: 8 }), (rows) => {
      const plain = JSON.parse(JSON.stringify(rows)) as typeof rows;
      assert.deepEqual(unpack(JSON.parse(JSON.stringify(pack(plain)))), plain);
    }),
  );
});

test('what all rows share stands there once', () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ id: `edge ${index}`, confidence: { state: 'full', reasons: [] }, client: `node ${index % 3}` }));
  const { column } = pack(rows);
  assert.deepEqual(column, {
    fields: {
      id: rows.map(({ id }) => id),
      confidence: { all: { state: 'full', reasons: [] } },
      client: { of: ['node 0', 'node 1', 'node 2'], at: rows.map((_, index) => index % 3) },
    },
  });
});
