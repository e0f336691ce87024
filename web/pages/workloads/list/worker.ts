import { api, failureOf } from '../../../ui/api.ts';
import type { Command, Report } from './protocol.ts';
import { RowBook } from './rows.ts';

const loads = new Map<number, AbortController>();
let book: RowBook | undefined;

const report = (said: Report): void => postMessage(said);

async function load({ id, range }: Extract<Command, { kind: 'load' }>): Promise<void> {
  const stop = new AbortController();
  loads.set(id, stop);
  try {
    const reply = await api('GET /api/workloads', range, stop.signal);
    book = new RowBook(reply);
    const { workloads, ...rest } = reply;
    report({ kind: 'loaded', id, summary: { ...rest, count: workloads.length } });
  } catch (error) {
    report({ kind: 'failed', id, failure: failureOf(error) });
  } finally {
    loads.delete(id);
  }
}

addEventListener('message', ({ data }: MessageEvent<Command>) => {
  switch (data.kind) {
    case 'load':
      void load(data);
      return;
    case 'abandon':
      loads.get(data.id)?.abort();
      return;
    case 'rows':
      report({ kind: 'rows', id: data.id, rows: book?.window(data.asked) });
      return;
    default:
      report({ kind: 'csv', id: data.id, text: book?.csv(data.order, data.columns) ?? '' });
  }
});
