import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workload, Workloads } from '#contract/routes.ts';
import { everything } from '../../../lib/scope.ts';
import { type Asked, RowBook } from './rows.ts';

const idle = { requestsPerSecond: 0, errorsPerSecond: 0, clientErrorsPerSecond: 0, errorRatio: null, p99Seconds: null, openConnections: 0, edges: 0 };
const unused = { cpuCores: null, memoryBytes: null, memoryLimitBytes: null };

function workload(name: string, more: Partial<Workload> = {}): Workload {
  const place = { x: 0, y: 0, group: null, own: false, hosts: ['n1'], listening: [] };
  return { id: `process:${name}`, kind: 'process', name, health: { state: 'ok', reasons: [] }, ...place, in: idle, out: idle, use: unused, ...more };
}

const busy = (requestsPerSecond: number, errorRatio: number): Workload['in'] => ({ ...idle, requestsPerSecond, errorRatio });

const workloads = [
  workload('cart', { in: busy(10, 0.1), listening: [{ port: 8080, transport: 'tcp' }] }),
  workload('shop', { in: busy(100, 0.1), namespace: 'eu' }),
  workload('db', { health: { state: 'critical', reasons: ['refused'] }, hosts: ['n2'] }),
  workload('sonde', { own: true }),
];

const reply: Workloads = {
  at: '2026-01-01T00:15:00.000Z',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-01T00:15:00.000Z',
  stale: null,
  watchedSeconds: 900,
  confidence: { state: 'partial', lostRatio: 0, reasons: [] },
  workloads,
};

const byHealth = { column: 'health', falling: false };
const asked: Asked = { scope: everything, clusters: new Map(), own: false, find: '', sort: byHealth, first: 0, last: 10 };
const namesOf = (change: Partial<Asked>): string[] => new RowBook(reply).window({ ...asked, ...change }).rows.map(({ name }) => name);

test('what is not well stands first, then where most fails, and only the rows asked for are given', () => {
  assert.deepEqual(namesOf({}), ['db', 'shop', 'cart']);
  assert.deepEqual(namesOf({ first: 1, last: 2 }), ['shop']);
  assert.equal(new RowBook(reply).window({ ...asked, first: 1, last: 2 }).first, 1);
});

test('who stands beyond the last row gets the last ones', () => {
  const { first, rows } = new RowBook(reply).window({ ...asked, first: 9_000, last: 9_002 });
  assert.deepEqual([first, ...rows.map(({ name }) => name)], [1, 'shop', 'cart']);
  assert.equal(new RowBook(reply).window({ ...asked, first: 9_000, last: 9_040 }).first, 0);
});

test('another column sorts either way, and what has no value stands last', () => {
  assert.deepEqual(namesOf({ sort: { column: 'name', falling: false } }), ['cart', 'db', 'shop']);
  assert.deepEqual(namesOf({ sort: { column: 'rate', falling: true } }), ['shop', 'cart', 'db']);
  assert.deepEqual(namesOf({ sort: { column: 'rate', falling: false } }), ['cart', 'shop', 'db']);
});

test('what is counted follows scope, the switch for its own, and what was typed', () => {
  const book = new RowBook(reply);
  const countsOf = (change: Partial<Asked>) => book.window({ ...asked, ...change }).counts;
  assert.deepEqual(countsOf({}), { inScope: 4, own: 1, shown: 3, bad: 1, found: 3 });
  assert.deepEqual(countsOf({ own: true }), { inScope: 4, own: 1, shown: 4, bad: 1, found: 4 });
  assert.deepEqual(countsOf({ find: '8080' }), { inScope: 4, own: 1, shown: 3, bad: 1, found: 1 });
  assert.deepEqual(countsOf({ scope: { ...everything, namespaces: ['eu'] } }), { inScope: 1, own: 0, shown: 1, bad: 0, found: 1 });
  const cluster = { scope: { ...everything, cluster: 'east' }, clusters: new Map([['n2', 'east']]) };
  assert.deepEqual(countsOf(cluster), { inScope: 1, own: 0, shown: 1, bad: 1, found: 1 });
});

test('a row says how much the counts of its requests can be believed', () => {
  assert.ok(new RowBook(reply).window(asked).rows.every(({ believed }) => believed === 'partial'));
});

test('a spreadsheet gets all rows that were found, with the chosen columns', () => {
  const columns = [
    { id: 'name', title: 'Workload' },
    { id: 'ports', title: 'Listens on' },
  ];
  assert.deepEqual(
    new RowBook(reply)
      .csv({ ...asked, find: 'process' }, columns)
      .trimEnd()
      .split(/\r?\n/),
    ['Workload,Listens on', 'db,', 'shop,', 'cart,8080'],
  );
});
