import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Record } from '#contract/record.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { rowsBegun } from './rows-begun.ts';

const told = fc.record({ kind: fc.constantFrom('a', 'b'), second: fc.integer({ min: 0, max: 3600 }), isSentTwice: fc.boolean() });

test('whatever comes, late and twice, as many rows begin as the store of events has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-rows-'));
  try {
    await using store = await sqliteStore({ path: join(folder, 'records.db'), maxBytes: 100e6, onMovedAside: () => [] });
    let tries = 0;
    let before = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 60, size: 'max' }), async (events) => {
        tries += 1;
        const once = events.flatMap(({ kind, second, isSentTwice }, index) => {
          const one: Record = {
            ...{ id: `event-${tries}-${index}`, kind: 'event', type: 'exec', time: new Date(second * 1000).toISOString(), node: 'a', severity: 'info' },
            ...{ identity: 'process:shop', object: '', reason: '', message: '', attributes: {}, fingerprint: `${tries} ${kind}`, count: 1 },
          };
          return isSentTwice ? [one, one] : [one];
        });
        // And all of it again: an agent that heard no answer.
        const records = [...once, ...once];
        const beginsRow = rowsBegun();
        const begun = records.filter((record) => beginsRow(record)).length;
        await store.append(records);
        const { records: rows } = await store.state();
        assert.equal(begun, rows - before);
        before = rows;
      }),
      { numRuns: 500 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
