import assert from 'node:assert/strict';
import test from 'node:test';
import { IdentityLines } from './identity-lines.ts';

const hourMs = 3_600_000;

test('each line and byte is told once, of those beyond the bound as others', () => {
  const identities = new IdentityLines();
  const sum = { lines: 0, bytes: 0, others: 0 };
  const take = () => {
    for (const { labels, lines, bytes } of identities.take(0).gains) {
      const gained = lines.reduce((all, [, count]) => all + count, 0);
      sum.lines += gained;
      sum.bytes += bytes;
      if (labels[0] === 'other') sum.others += gained;
    }
  };
  for (let line = 0; line < 9000; line += 1) {
    identities.add(`process:p${line % 1500}`, line % 2 === 0 ? 'info' : 'error', 1, 3);
    if (line % 1000 === 0) take();
  }
  take();
  assert.deepEqual(sum, { lines: 9000, bytes: 27_000, others: 3000 });
});

test('who has written nothing for an hour gives its place to another', () => {
  const identities = new IdentityLines();
  identities.add('container:shop/api', 'warn', 1, 1);
  assert.deepEqual(identities.take(1), { gains: [{ labels: ['api', 'container', 'shop'], lines: [['warn', 1]], bytes: 1 }], gone: [] });
  assert.deepEqual(identities.take(hourMs), { gains: [], gone: [] });
  assert.deepEqual(identities.take(hourMs + 2), { gains: [], gone: [['api', 'container', 'shop']] });
  assert.deepEqual(identities.take(hourMs + 3), { gains: [], gone: [] });
});
