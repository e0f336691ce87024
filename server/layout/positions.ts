import { Worker } from 'node:worker_threads';
import { inTurn } from '../in-turn.ts';
import type { Slot, SlotStore } from '../store/store.ts';
import type { MapShape, Placed, Places } from '../topology/build.ts';
import { outside } from '../topology/groups.ts';
import { boxAround, outline } from './boxes.ts';
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
 * Gives each node of the map its place, for good: a node that has an edge moves only with a group that has no room left,
 * or when it comes into another group, as all of a host do where a second host appears; it stays there in a window that shows
 * one host. One without an edge stands aside, and is placed by its neighbours when it gets its first.
 */
export function positions({ store, now, onFailure }: PositionsOptions): Places {
  let slots: Map<string, Slot> | undefined;

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
  /** Writes down where what is new goes; all the rest stays. */
  const settle = async (book: Map<string, Slot>, shape: MapShape): Promise<void> => {
    const { nodes, groups } = shape;
    const linked = linkedIn(shape);
    const stays = ({ id, linked: was, group }: Slot) => (groups.get(id) ?? group) === group && (was || group !== '' || !linked.has(id));
    const changed: Slot[] = [];
    const keep = (slot: Slot) => {
      book.set(slot.id, slot);
      changed.push(slot);
    };
    const present = nodes.flatMap((id) => book.get(id) ?? []).filter(stays);
    for (const slot of present) if (slot.seenAtMs < now() - seenStepMs) keep({ ...slot, seenAtMs: now() });
    if (present.length < nodes.length) {
      const input = layoutInput([...book.values()].filter(stays), shape);
      for (const [id, place] of await placeInThread(input)) {
        keep({ id, ...place, linked: linked.has(id), group: input.groups.get(id) ?? '', seenAtMs: book.get(id)?.seenAtMs ?? now() });
      }
    }
    write(changed, forget(book));
  };
  const place = async (shape: MapShape): Promise<Placed> => {
    slots ??= await load();
    await settle(slots, shape);
    return placedIn(slots, shape);
  };
  const tidy = async (shape: MapShape): Promise<number> => {
    slots ??= await load();
    const before = slots;
    // Where the layout fails all stay where they are.
    const after = new Map<string, Slot>();
    await settle(after, shape);
    slots = after;
    const gone = [...before.keys()].filter((id) => !after.has(id));
    write([], gone);
    return shape.nodes.filter((id) => !sameSlot(before.get(id), after.get(id))).length;
  };
  // One at a time, so that two windows never give one place away twice.
  const turn = inTurn();
  return { of: (shape) => turn(() => place(shape)), tidy: (shape) => turn(() => tidy(shape)) };
}

const linkedIn = ({ links }: MapShape): Set<string> => new Set(links.filter(([client, server]) => client !== server).flat());

function layoutInput(staying: readonly Slot[], { nodes, links, groups }: MapShape): LayoutInput {
  const known = staying.flatMap(({ id, group }) => (group === '' ? [] : [[id, group] as const]));
  return {
    nodes,
    links,
    pinned: staying.map(({ id, column, halfRow }) => [id, { column, halfRow }]),
    groups: new Map([...known, ...groups]),
    outside: outside.id,
  };
}

/** A group's box holds also the places of members that may return. */
function placedIn(book: ReadonlyMap<string, Slot>, { nodes, groups }: MapShape): Placed {
  const present = new Set(groups.values());
  const members = Map.groupBy(
    [...book.values()].filter(({ group }) => present.has(group)),
    ({ group }) => group,
  );
  return {
    nodes: new Map(nodes.map((id) => [id, pointOf(book.get(id) ?? { column: 0, halfRow: 0 })])),
    groups: new Map([...members].map(([group, slots]) => [group, outline(boxAround(slots))])),
  };
}

const sameSlot = (a: Slot | undefined, b: Slot | undefined): boolean => a?.column === b?.column && a?.halfRow === b?.halfRow;
