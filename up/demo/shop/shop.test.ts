import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from './catalogue.ts';
import { homePage, price } from './pages.ts';
import { idIn, wholeNumber } from './service.ts';
import { makeTables } from './tables.ts';

test('products are numbered from 1 without a gap, as customers pick them', () => {
  assert.deepEqual(
    catalogue.map(({ id }) => id),
    Array.from({ length: catalogue.length }, (_, index) => index + 1),
  );
});

test('every product is on the first page, with its price, and in the table', () => {
  for (const { id, name, cents } of catalogue) {
    assert.ok(homePage().includes(`<li><a href="/products/${id}">${name}</a> ${price(cents)}</li>`), name);
    assert.ok(makeTables.includes(`(${id}, '${name}', ${cents}, `), name);
  }
  assert.equal(price(1250), '€ 12.50');
});

test('a number is digits alone', () => {
  assert.equal(wholeNumber('042'), 42);
  for (const strange of [null, '', '-1', '1.5', '1e3', ' 1', '1234567890', "1'"]) assert.equal(wholeNumber(strange), undefined, String(strange));
});

test('the number of a product stands behind its folder', () => {
  assert.equal(idIn('/products/7', 'products'), 7);
  for (const strange of ['/products/', '/products', '/products/7/', '/product/7', '/orders/7']) assert.equal(idIn(strange, 'products'), undefined, strange);
});
