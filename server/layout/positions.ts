import { Worker } from 'node:worker_threads';
import type { Slot, SlotStore } from '../store/store.ts';
import type { Places } from '../topology/build.ts';
import type { Link } from './graph.ts';
import { type Place, pointOf } from './grid.ts';
import type { LayoutInput } from './place.ts';

/** Seen times are written this seldom. */
const seenStepMs = 3_600_000;
/** For how long the place of a node that is gone is kept for its return. */
const keptMs = 48 * 3_600_000;

export interface PositionsOptions {
  readonly store: SlotStore;
  readonly now: () => number;
  /** Told when places could not be read or written: the map goes on with those in memory. */
  readonly onFailure: (error: unknown) => void;
}

function placeInThread(input: LayoutInput): Promise<Map<string, Place>> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./layout-thread.ts', import.meta.url), { workerData: input, name: 'sonde-layout' });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the layout thread ended with code ${code} and no answer`)));
  });
}

/**
 * Gives each node of the map its place, for good: a node that has an edge never moves. One without an edge stands aside,
 * and is placed by its neighbours when it gets its first.
 */
export function positions({ store, now, onFailure }: PositionsOptions): Places {
  let slots: Map<string, Slot> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const load = async (): Promise<Map<string, Slot>> => {
    const known = await store.slots().catch((error: unknown) => {
      onFailure(error);
      return [];
    });
    return new Map(known.map((slot) => [slot.id, slot]));
  };
  const write = (changed: readonly Slot[], dropped: readonly string[]) => {
    if (changed.length > 0) store.saveSlots(changed).catch(onFailure);
    if (dropped.length > 0) store.dropSlots(dropped).catch(onFailure);
  };
  const forget = (book: Map<string, Slot>): string[] => {
    const gone = [...book.values()].filter(({ seenAtMs }) => seenAtMs < now() - keptMs).map(({ id }) => id);
    for (const id of gone) book.delete(id);
    return gone;
  };
  const place = async (nodes: readonly string[], links: readonly Link[]) => {
    slots ??= await load();
    const book = slots;
    const linked = new Set(links.filter(([client, server]) => client !== server).flat());
    const stays = ({ id, linked: was }: Slot) => was || !linked.has(id);
    const changed: Slot[] = [];
    const keep = (slot: Slot) => {
      book.set(slot.id, slot);
      changed.push(slot);
    };
    for (const id of nodes) {
      const slot = book.get(id);
      if (slot !== undefined && stays(slot) && slot.seenAtMs < now() - seenStepMs) keep({ ...slot, seenAtMs: now() });
    }
    if (nodes.some((id) => isNew(book.get(id), stays))) {
      const pinned = [...book.values()].filter(stays).map(({ id, column, halfRow }) => [id, { column, halfRow }] as const);
      for (const [id, added] of await placeInThread({ nodes, links, pinned })) keep({ id, ...added, linked: linked.has(id), seenAtMs: now() });
    }
    write(changed, forget(book));
    return new Map(nodes.map((id) => [id, pointOf(book.get(id) ?? { column: 0, halfRow: 0 })]));
  };
  // One at a time, so that two windows never give one place away twice.
  return (nodes, links) => {
    const placed = turn.then(() => place(nodes, links));
    turn = placed.catch(() => undefined);
    return placed;
  };
}

function isNew(slot: Slot | undefined, stays: (slot: Slot) => boolean): boolean {
  return slot === undefined || !stays(slot);
}
