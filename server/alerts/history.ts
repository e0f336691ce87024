import type { Static } from 'typebox';
import type { AlertHistory, AlertHistoryQuery } from '#contract/alerts.ts';
import { writtenValue } from '#contract/find/write.ts';
import { readCursor, writeCursor } from '../events/cursor.ts';
import type { RecordStore } from '../store/store.ts';
import { parseMoment } from '../topology/window.ts';
import { changeOf, changesQuery } from './changes.ts';

type Asked = Static<typeof AlertHistoryQuery>;

const usualLimit = 100;

/** What became of alerts: a part of the events. Without a window, all that is kept. */
export async function historyOf(records: Pick<RecordStore, 'page'>, keptMs: number, asked: Asked & { readonly alert?: string }): Promise<AlertHistory> {
  const { from, to, name, alert, cursor, limit = usualLimit } = asked;
  const place = cursor === undefined ? begin({ from, to, name, alert }, keptMs) : readCursor(cursor);
  const { records: found, next } = await records.page({ ...place, limit });
  const changes = found.flatMap((record) => changeOf(record) ?? []);
  return { changes, ...(next && { next: writeCursor({ ...place, after: next }) }) };
}

interface Begun {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly name: string | undefined;
  readonly alert: string | undefined;
}

function begin({ from, to, name, alert }: Begun, keptMs: number) {
  const toMs = to === undefined ? Date.now() + 1 : parseMoment('to', to);
  const fromMs = from === undefined ? toMs - keptMs : parseMoment('from', from);
  const terms = [changesQuery, name !== undefined && `object=${writtenValue(name)}`, alert !== undefined && `alert.id=${alert}`];
  return { fromMs, toMs, find: terms.filter(Boolean).join(' '), order: 'newest' as const };
}
