import type { RecordStore } from '../store/store.ts';
import { iso, parseWindow } from '../topology/window.ts';
import type { Handlers } from './handlers.ts';

const defaultLimit = 100;

export const eventRoutes = (records: RecordStore, retentionMs: number): Pick<Handlers, 'GET /api/events'> => ({
  'GET /api/events': async ({ query: { limit = defaultLimit, ...range } }) => {
    const { fromMs, toMs } = parseWindow(range, { nowMs: Date.now(), retentionMs, gridMs: 1 });
    const events = await records.query({ fromMs, toMs, limit });
    return { from: iso(fromMs), to: iso(toMs), events };
  },
});
