import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzy, ranked } from './fuzzy.ts';

const names = ['checkout', 'postgres-orders', 'catalog', 'cart', 'storefront', 'Theme: dark', 'Last 1 h', 'redis-cart', 'checkout-worker'];
const find = (asked: string) => ranked(asked, names, (name) => name, 3);

test('letters in order are enough, and those that begin words count most', () => {
  assert.equal(find('chk')[0], 'checkout');
  assert.equal(find('po')[0], 'postgres-orders');
  assert.equal(find('rc')[0], 'redis-cart');
  assert.equal(find('dark')[0], 'Theme: dark');
  assert.equal(find('last1h')[0], 'Last 1 h');
});

test('the whole name comes before one that only begins with it, and before one that has it inside', () => {
  assert.deepEqual(find('checkout'), ['checkout', 'checkout-worker']);
  assert.deepEqual(find('cart').slice(0, 2), ['cart', 'redis-cart']);
});

test('letters that are not there, or not in order, find nothing', () => {
  assert.deepEqual(find('xyz'), []);
  assert.equal(fuzzy('tca', 'cat'), undefined);
});

test('a search that skips to the start of a word does not lose what stands before it', () => {
  assert.notEqual(fuzzy('ab', 'xab-a'), undefined);
  assert.notEqual(fuzzy('aab', 'a-ab'), undefined);
});

test('nothing typed finds everything, in the order given, at most so many', () => {
  assert.deepEqual(find(' '), names.slice(0, 3));
});

test('ten thousand names are searched within a frame or two', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `namespace-${index % 200}/workload-${index}`);
  const start = process.threadCpuUsage();
  assert.equal(ranked('workload-4711', many, (name) => name, 50)[0], 'namespace-111/workload-4711');
  const { user, system } = process.threadCpuUsage(start);
  assert.ok(user + system < 400_000, `${user + system} µs`);
});
