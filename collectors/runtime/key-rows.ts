import { wordAt } from '../../bpf/words.ts';
import type { BpfMap } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';
import { type MapEntries, mapSweep, wholeMapSweep } from './map-sweep.ts';

/** One entry of a kernel map of counters, as user space follows it. */
export interface Row<Subject> {
  readonly subject: Subject;
  /** The counters at the last sweep. Of a plain array, because a typed one takes twice as much memory, and there are many rows. */
  readonly words: number[];
  /** What each gained in this sweep; the next visit writes over it. */
  readonly gained: Float64Array;
  idleSweeps: number;
}

export interface RowsOptions<Subject> {
  /** Who the key speaks of; asked once a key, whose bytes are written over later. */
  readonly subjectOf: (key: DataView) => Subject;
  /** Called for each row, with what it gained; `changed` is false where it gained nothing. */
  readonly visit: (row: Row<Subject>, changed: boolean) => void;
  /** The row is gone from the kernel, and its last increment was visited. */
  readonly forget: (row: Row<Subject>) => void;
  /** How many idle sweeps a row is kept; asked of idle ones at each sweep. */
  readonly idleSweepsAllowed: (row: Row<Subject>) => number;
  /** Visits first what gained most, where it matters who comes first. */
  readonly biggestFirst?: BiggestFirst;
}

export interface BiggestFirst {
  /** The counters whose sum is the size. */
  readonly words: readonly number[];
  /** Told before the first visit of a sweep: how many entries there are. */
  readonly begin: (entries: number) => void;
}

export interface KeyRows<Subject> {
  sweep(): void;
  /** As the last sweep left them. */
  values(): Iterable<Row<Subject>>;
}

type Read = (visit: (entries: MapEntries, order?: Uint32Array) => void) => void;

/**
 * Follows a hash map of monotonic 64-bit counters: differences from sweep to sweep, each increment once. An entry is
 * retired after idle sweeps, by one call that deletes it and answers its last state, which still counts; only a program
 * that holds the entry at that very moment, some 100 ns, could add to it unseen.
 */
export function keyRows<Subject>(map: BpfMap, { subjectOf, visit, forget, idleSweepsAllowed, biggestFirst }: RowsOptions<Subject>): KeyRows<Subject> {
  const words = map.valueBytes / 8;
  const gained = new Float64Array(words);
  const rows = new Map<string, Row<Subject>>();
  const read: Read = biggestFirst === undefined ? mapSweep(map) : sorted(map, biggestFirst, (name) => rows.get(name)?.words);
  const taken = Buffer.alloc(map.keyBytes);
  const last = new Uint8Array(map.valueBytes);
  const lastView = new DataView(last.buffer);

  const rowOf = (keys: DataView, at: number): Row<Subject> => {
    const name = nameOf(map, keys, at);
    const known = rows.get(name);
    if (known) return known;
    const row = {
      subject: subjectOf(new DataView(keys.buffer, keys.byteOffset + at, map.keyBytes)),
      words: Array.from({ length: words }, () => 0),
      gained,
      idleSweeps: 0,
    };
    rows.set(name, row);
    return row;
  };

  const gain = (row: Row<Subject>, values: DataView, at: number): boolean => {
    let changed = false;
    for (let word = 0; word < words; word++) {
      const now = wordAt(values, at + word * 8);
      const before = row.words[word] ?? 0;
      gained[word] = now - before;
      row.words[word] = now;
      changed ||= now !== before;
    }
    return changed;
  };

  const retire = (name: string, row: Row<Subject>) => {
    // What the kernel is shown leaves the heap, and takes ten times its size: not each key, but one buffer for all.
    taken.write(name, 'latin1');
    const changed = libbpf.take(map.fd, taken, last) && gain(row, lastView, 0);
    rows.delete(name);
    if (changed) visit(row, true);
    forget(row);
  };

  return {
    sweep() {
      read(({ keys, values, count }, order) => {
        for (let turn = 0; turn < count; turn++) {
          const i = order?.[turn] ?? turn;
          const row = rowOf(keys, i * map.keyBytes);
          const changed = gain(row, values, i * map.valueBytes);
          row.idleSweeps = changed ? 0 : row.idleSweeps + 1;
          visit(row, changed);
        }
      });
      for (const [name, row] of rows) {
        if (row.idleSweeps > 0 && row.idleSweeps > idleSweepsAllowed(row)) retire(name, row);
      }
    },
    values: () => rows.values(),
  };
}

function nameOf(map: BpfMap, keys: DataView, at: number): string {
  return Buffer.from(keys.buffer, keys.byteOffset + at, map.keyBytes).toString('latin1');
}

/** Reads all of the map, and says in which order to visit it. */
function sorted(
  map: BpfMap,
  { words, begin }: BiggestFirst,
  wordsBefore: (name: string) => readonly number[] | undefined,
): (visit: (entries: MapEntries, order: Uint32Array) => void) => void {
  const read = wholeMapSweep(map);
  return (visit) => {
    const entries = read();
    begin(entries.count);
    const sizes = Float64Array.from({ length: entries.count }, (_, i) => {
      const before = wordsBefore(nameOf(map, entries.keys, i * map.keyBytes));
      return words.reduce((sum, word) => sum + wordAt(entries.values, i * map.valueBytes + word * 8) - (before?.[word] ?? 0), 0);
    });
    const order = Uint32Array.from(sizes.keys()).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
    visit(entries, order);
  };
}
