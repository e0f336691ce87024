import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Books } from './books.ts';
import { RowBook } from './rows.ts';

const book = (): RowBook =>
  new RowBook({
    at: '2026-01-01T00:15:00.000Z',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T00:15:00.000Z',
    stale: null,
    watchedSeconds: 900,
    confidence: { state: 'full', lostRatio: 0, reasons: [] },
    workloads: [],
  });

test('what the page shows is at hand while another time is loaded, and after that was given up', () => {
  const books = new Books();
  const shown = book();
  books.add(1, shown);
  books.add(4, book());
  assert.equal(books.of(1), shown);
  books.drop(4);
  assert.equal(books.of(1), shown);
  assert.equal(books.of(4), undefined);
});

test('once the page asks for what was loaded later, nothing older is kept', () => {
  const books = new Books();
  const later = book();
  books.add(1, book());
  books.add(4, later);
  assert.equal(books.of(4), later);
  assert.equal(books.of(1), undefined);
});
