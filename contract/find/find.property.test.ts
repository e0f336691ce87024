import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventFields } from './event-fields.ts';
import { readsWhateverIsTyped } from './fixtures/whatever.ts';
import { checkout, fields, thing, world } from './fixtures/world.ts';
import { logFields } from './log-fields.ts';
import { longestFind, parseFind } from './parse.ts';

const times = Number(process.env.PROPERTY_RUNS ?? 10_000);
const places = { app: 'checkout', ns: 'shop', kind: 'process', node: 'host-1' };
const line = thing('order 17 was not paid', { ...places, level: 3, source: '/var/log/shop.log', pattern: '7f', took: '40ms', status: 503 });
const event = thing('checkout refused', { ...places, type: 'tcp.connect_failed', severity: 2, identity: ['checkout', 'process:checkout'], reason: 'refused' });

for (const { what, ...of } of [
  { what: 'things of every kind', ...world, things: [thing(''), checkout] },
  { what: 'lines', ...world, fields: logFields, things: [thing(''), line] },
  { what: 'events', ...world, fields: eventFields, things: [thing(''), event] },
])
  test(`anything may be typed of ${what}: it is read, its spans lie in it in order, what is completed and what is written again can be read again`, () => {
    // A pattern in the syntax of RE2 is not one of this language.
    readsWhateverIsTyped(fc, { ...of, times, things: of.things.map((one) => ({ ...one, fits: () => true })) });
  });

test('the longest text has no more terms than are read', () => {
  assert.equal(parseFind('a '.repeat(longestFind), fields).terms.length, 200);
  assert.equal(parseFind('('.repeat(longestFind), fields).terms.length, 1);
});
