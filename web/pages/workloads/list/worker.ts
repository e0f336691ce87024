import { api, failureOf } from '../../../ui/api.ts';
import { Books } from './books.ts';
import type { Command, Report } from './protocol.ts';
import { RowBook } from './rows.ts';

const loads = new Map<number, AbortController>();
const books = new Books();

const report = (said: Report): void => postMessage(said);

async function load({ id, range }: Extract<Command, { kind: 'load' }>): Promise<void> {
  const stop = new AbortController();
  loads.set(id, stop);
  try {
    const reply = await api('GET /api/workloads', range, stop.signal);
    books.add(id, new RowBook(reply));
    const { workloads, ...rest } = reply;
    report({ kind: 'loaded', id, summary: { ...rest, count: workloads.length } });
  } catch (error) {
    report({ kind: 'failed', id, failure: failureOf(error) });
  } finally {
    loads.delete(id);
  }
}

/** It may have been loaded before the worker hears that nobody waits for it. */
function abandon(id: number): void {
  loads.get(id)?.abort();
  books.drop(id);
}

addEventListener('message', ({ data }: MessageEvent<Command>) => {
  switch (data.kind) {
    case 'load':
      void load(data);
      return;
    case 'abandon':
      abandon(data.id);
      return;
    case 'rows':
      report({ kind: 'rows', id: data.id, rows: books.of(data.load)?.window(data.asked) });
      return;
    case 'csv':
      report({ kind: 'csv', id: data.id, text: books.of(data.load)?.csv(data.order, data.columns) });
  }
});
