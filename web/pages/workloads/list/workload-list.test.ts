import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everything } from '../../../lib/scope.ts';
import { ApiError } from '../../../ui/api.ts';
import type { Command, Report, Summary } from './protocol.ts';
import type { Asked } from './rows.ts';
import { WorkloadList } from './workload-list.ts';

/** What a page sees of a worker; the test answers for it. */
class Thread extends EventTarget {
  readonly heard: Command[] = [];
  isEnded = false;

  postMessage(command: Command): void {
    this.heard.push(command);
  }

  terminate(): void {
    this.isEnded = true;
  }

  answer(data: Report): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

const summary: Summary = {
  at: '2026-01-01T00:15:00.000Z',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-01T00:15:00.000Z',
  stale: null,
  watchedSeconds: 900,
  confidence: { state: 'full', lostRatio: 0, reasons: [] },
  count: 3,
};
const asked: Asked = { scope: everything, clusters: new Map(), own: false, find: '', sort: { column: 'name', falling: false }, first: 0, last: 40 };
const nobody = (): void => {};
const never = new AbortController().signal;

test('who comes back from a time that is still loaded gets the rows of the time that is shown', async () => {
  const thread = new Thread();
  const list = new WorkloadList(thread, nobody);
  const now = list.load('now', {}, never);
  thread.answer({ kind: 'loaded', id: 1, summary });
  await now;

  const elsewhere = new AbortController();
  const then = list.load('then', {}, elsewhere.signal);
  elsewhere.abort();
  await assert.rejects(then, { name: 'AbortError' });
  assert.deepEqual(thread.heard.at(-1), { kind: 'abandon', id: 2 });
  // The worker was ready before it heard of that.
  thread.answer({ kind: 'loaded', id: 2, summary: { ...summary, count: 7 } });

  assert.equal(list.loaded?.of, 'now');
  assert.equal(list.loaded.summary.count, 3);
  void list.rows(asked);
  assert.deepEqual(thread.heard.at(-1), { kind: 'rows', id: 3, load: 1, asked });
});

test('what is shown is not given up when nobody waits for it any more', async () => {
  const thread = new Thread();
  const list = new WorkloadList(thread, nobody);
  const visit = new AbortController();
  const load = list.load('now', {}, visit.signal);
  thread.answer({ kind: 'loaded', id: 1, summary });
  await load;
  visit.abort();
  assert.deepEqual(
    thread.heard.map(({ kind }) => kind),
    ['load'],
  );
});

test('a copy for a spreadsheet fails where there is nothing to copy', async () => {
  const thread = new Thread();
  const list = new WorkloadList(thread, nobody);
  await assert.rejects(list.csv(asked, []), /no workloads are loaded/);
  const load = list.load('now', {}, never);
  thread.answer({ kind: 'loaded', id: 1, summary });
  await load;
  const copy = list.csv(asked, []);
  thread.answer({ kind: 'csv', id: 2, text: undefined });
  await assert.rejects(copy, /has no such workloads/);
});

for (const failure of ['error', 'messageerror'])
  test(`a worker that ends with "${failure}" leaves nobody waiting, and the next who asks gets another`, async () => {
    const thread = new Thread();
    let ended = 0;
    const list = new WorkloadList(thread, () => {
      ended += 1;
    });
    const load = list.load('now', {}, never);
    thread.answer({ kind: 'loaded', id: 1, summary });
    await load;
    const waiting = [list.load('now', {}, never), list.rows(asked), list.csv(asked, [])];
    thread.dispatchEvent(new Event(failure));
    for (const { status, reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[]) {
      assert.equal(status, 'rejected');
      assert.ok(reason instanceof ApiError && reason.status === 0);
    }
    assert.deepEqual([thread.isEnded, ended], [true, 1]);
  });
