import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordAt, startMs, window } from './record-at.ts';
import type { RecordPage, RecordQuery, RecordStore } from './store.ts';

type Open = () => Promise<RecordStore & AsyncDisposable>;

/** What is asked for with words, by pages, and in numbers. */
export function findConforms(name: string, open: Open): void {
  words(name, open);
  places(name, open);
}

function words(name: string, open: Open): void {
  test(`${name}: what is found is what the grammar says: fields, words, alternatives, negation`, async () => {
    await using store = await open();
    const deploy = {
      ...recordAt(3, 'process:Shop', 'Shop 1.2 was deployed'),
      type: 'deploy',
      severity: 'info' as const,
      object: '1.2',
      reason: '',
      node: 'other',
    };
    await store.append([recordAt(1), recordAt(2, 'container:shop/api', 'it took too long'), deploy]);
    const found = async (find: string) => (await store.query({ ...window(0, 10), find })).map(({ time }) => (Date.parse(time) - startMs) / 1000);
    const expected: readonly [string, number[]][] = [
      ['', [3, 2, 1]],
      ['type=tcp.*', [2, 1]],
      ['severity=warning,error', [2, 1]],
      ['identity=api,curl', [2, 1]],
      ['identity=shop/api', [2]],
      ['identity=process:shop', [3]],
      ['-node=host', [3]],
      ['severity>=warning', [2, 1]],
      ['/too +l[a-z]ng/ or type=deploy', [3, 2]],
      ['reason=refused "connect to"', [1]],
      ['object~5432 TOOK', [2]],
      ["a'b%_", []],
    ];
    for (const [find, seconds] of expected) assert.deepEqual(await found(find), seconds, find);
  });

  test(`${name}: pages hold each record of the window once, whatever is written meanwhile`, async () => {
    await using store = await open();
    // Some at the same moment, so that time alone is no place.
    const records = Array.from({ length: 50 }, (_, index) => recordAt(Math.floor(index / 3), `process:${index}`));
    await store.append(records);
    const seen: string[] = [];
    let query: RecordQuery | undefined = { ...window(0, 100, 7), find: 'refused' };
    while (query !== undefined) {
      const { records: page, next }: RecordPage = await store.page(query);
      seen.push(...page.map(({ id }) => id));
      await store.append([recordAt(1, `process:late-${seen.length}`), recordAt(60, `process:new-${seen.length}`)]);
      query = next && { ...query, after: next };
    }
    assert.equal(seen.length, 50);
    assert.deepEqual(seen.toSorted(), records.map(({ id }) => id).sort());
  });

  test(`${name}: a tally counts the events that there are, by bucket and severity, however often each happened`, async () => {
    await using store = await open();
    await store.append([{ ...recordAt(1), count: 400 }, recordAt(2), { ...recordAt(9), severity: 'error' }, recordAt(10), recordAt(25), recordAt(30)]);
    const counted = await store.tally({ ...window(0, 30), startMs, widthMs: 10_000 });
    assert.deepEqual(
      counted.toSorted((a, b) => a.bucket - b.bucket || b.count - a.count),
      [
        { bucket: 0, severity: 'warning', count: 2 },
        { bucket: 0, severity: 'error', count: 1 },
        { bucket: 1, severity: 'warning', count: 1 },
        { bucket: 2, severity: 'warning', count: 1 },
      ],
    );
    assert.deepEqual(await store.tally({ ...window(0, 30), startMs, widthMs: 10_000, find: 'severity=error' }), [{ bucket: 0, severity: 'error', count: 1 }]);
  });
}

function places(name: string, open: Open): void {
  test(`${name}: pages go from the oldest on, too, and from the place of any event`, async () => {
    await using store = await open();
    await store.append([recordAt(1), recordAt(2), recordAt(3), recordAt(4)]);
    const first = await store.page({ ...window(0, 10, 3), order: 'oldest' });
    assert.deepEqual(first.records, [recordAt(1), recordAt(2), recordAt(3)]);
    const { next } = first;
    assert.ok(next);
    assert.deepEqual(await store.page({ ...window(0, 10, 3), order: 'oldest', after: next }), { records: [recordAt(4)] });
    const one = await store.find(recordAt(2).id);
    assert.ok(one);
    assert.deepEqual(one.record, recordAt(2));
    const beside = async (order: 'newest' | 'oldest') => (await store.page({ ...window(0, 10, 1), order, after: one.place })).records;
    assert.deepEqual([await beside('newest'), await beside('oldest')], [[recordAt(1)], [recordAt(3)]]);
    assert.equal(await store.find('unheard-of'), undefined);
  });

  test(`${name}: a share counts events by a column, and attributes are those of the newest`, async () => {
    await using store = await open();
    await store.append([recordAt(1, 'process:a'), recordAt(2, 'process:b'), { ...recordAt(3, 'process:b'), attributes: { 'server.port': 80 } }]);
    const share = await store.share({ ...window(0, 10), by: 'identity' });
    assert.deepEqual(
      share.toSorted((a, b) => a.count - b.count),
      [
        { value: 'process:a', count: 1 },
        { value: 'process:b', count: 2 },
      ],
    );
    assert.deepEqual(await store.share({ ...window(0, 10), by: 'node', find: 'identity=a' }), [{ value: 'host', count: 1 }]);
    const { lines, isAll, attributes } = await store.attributes({ ...window(0, 10), lines: 2 });
    assert.deepEqual(
      [lines, isAll, attributes.map((one) => [one.name, one.lines])],
      [
        2,
        false,
        [
          ['server.port', 2],
          ['error.type', 1],
        ],
      ],
    );
    assert.equal((await store.attributes({ ...window(0, 10), find: 'server.port=80', lines: 5 })).lines, 1);
  });
}
