import { type Static, Type } from 'typebox';
import type { LogOrder, LogWindow } from '../logs/log-store.ts';
import { Hits, sortOf, within } from './log-hits.ts';
import { type LogIndex, whole } from './log-index.ts';
import type { Query } from './log-rule.ts';
import { checked } from './prepared.ts';

export interface Sought {
  readonly window: LogWindow;
  readonly query: Query;
  readonly order: LogOrder;
  readonly searchAfter: readonly number[] | undefined;
  readonly size: number;
}

type Found = Static<typeof Hits>['hits']['hits'];

const Counted = Type.Object({ hits: Type.Object({ total: Type.Object({ value: Type.Integer() }) }) });

/** Elasticsearch goes through all lines of a window to find the first of them: mostly there are enough in a small part of it. */
const parts = [1 / 4096, 1 / 64, 1 / 8];
const leastPartUs = 1e6;
/** Of so many, it finds the first in no time. */
const few = 10_000;

async function hitsIn({ server, name }: LogIndex, near: LogWindow, { query, order, searchAfter, size }: Sought): Promise<Found> {
  const after = searchAfter && { search_after: searchAfter };
  const body = { size, query: { bool: { filter: [within(near), query] } }, sort: sortOf(order), track_total_hits: false, ...after };
  return checked(Hits, await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body }), 'a search').hits.hits;
}

/** How many there are of what is sought, as far as that matters. */
async function countedUpTo(most: number, { server, name }: LogIndex, window: LogWindow, { query }: Sought): Promise<number> {
  const body = { size: 0, query: { bool: { filter: [within(window), query] } }, track_total_hits: most };
  return checked(Counted, await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body }), 'a search').hits.total.value;
}

/** As much of a window as comes first in an order. */
function beginning({ fromUs, toUs }: LogWindow, order: LogOrder, us: number): LogWindow {
  return order === 'newest' ? { fromUs: Math.max(fromUs, toUs - us), toUs } : { fromUs, toUs: Math.min(toUs, fromUs + us) };
}

function without({ fromUs, toUs }: LogWindow, order: LogOrder, us: number): LogWindow {
  return order === 'newest' ? { fromUs, toUs: Math.max(fromUs, toUs - us) } : { fromUs: Math.min(toUs, fromUs + us), toUs };
}

/** A window from where the first line is, or a step before; by halves: that there are lines is known as soon as one is seen. */
async function fromFirst(index: LogIndex, window: LogWindow, stepUs: number, sought: Sought): Promise<LogWindow> {
  let rest = window;
  for (let us = (window.toUs - window.fromUs) / 2; us >= stepUs; us /= 2) {
    const half = Math.ceil(us);
    if ((await countedUpTo(1, index, beginning(rest, sought.order, half), sought)) === 0) rest = without(rest, sought.order, half);
  }
  return rest;
}

/** As many as are sought, if there are so many at the beginning of a window; else what there is. */
async function nearest(index: LogIndex, window: LogWindow, widthsUs: readonly number[], sought: Sought): Promise<Found> {
  let found: Found = [];
  for (const us of widthsUs) {
    found = await hitsIn(index, beginning(window, sought.order, us), sought);
    if (found.length === sought.size) break;
  }
  return found;
}

/** The first of the lines that are sought. */
export async function firstHits(index: LogIndex, sought: Sought): Promise<Found> {
  const { window, order, searchAfter, size } = sought;
  const { fromUs, toUs } = window;
  const [placeUs = order === 'newest' ? toUs : fromUs] = searchAfter ?? [];
  const left = order === 'newest' ? { fromUs, toUs: Math.min(toUs, placeUs + 1) } : { fromUs: Math.max(fromUs, placeUs), toUs };
  const widthsUs = parts.map((part) => Math.round((toUs - fromUs) * part)).filter((us) => us >= leastPartUs);
  const near = await nearest(index, left, widthsUs, sought);
  if (near.length === size) return near;
  if (near.length > 0 || (await countedUpTo(few, index, left, sought)) < few) return await hitsIn(index, left, sought);
  const there = await fromFirst(index, left, Math.max(leastPartUs, widthsUs[0] ?? 0), sought);
  const found = await nearest(index, there, widthsUs, sought);
  return found.length === size ? found : await hitsIn(index, there, sought);
}
