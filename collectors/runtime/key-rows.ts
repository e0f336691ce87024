import { wordAt } from '../../bpf/words.ts';
import type { BpfMap } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';
import { mapSweep } from './map-sweep.ts';

/** One entry of a kernel map of counters, as user space follows it. */
export interface Row<Subject> {
  readonly key: Uint8Array;
  readonly subject: Subject;
  /** The counters at the last sweep. */
  readonly words: Float64Array;
  /** What each gained in this sweep. */
  readonly gained: Float64Array;
  idleSweeps: number;
}

export interface RowsOptions<Subject> {
  /** Who the key speaks of; asked once a key. */
  readonly subjectOf: (key: DataView) => Subject;
  /** Called for each row, with what it gained; `changed` is false where it gained nothing. */
  readonly visit: (row: Row<Subject>, changed: boolean) => void;
  /** The row is gone from the kernel, and its last increment was visited. */
  readonly forget: (row: Row<Subject>) => void;
  /** How many idle sweeps a row is kept; asked of idle ones at each sweep. */
  readonly idleSweepsAllowed: (row: Row<Subject>) => number;
}

/**
 * Follows a hash map of monotonic 64-bit counters: differences from sweep to sweep, each increment once. An entry is
 * retired after idle sweeps, by one call that deletes it and answers its last state, which still counts; only a program
 * that holds the entry at that very moment, some 100 ns, could add to it unseen.
 */
export function keyRows<Subject>(map: BpfMap, { subjectOf, visit, forget, idleSweepsAllowed }: RowsOptions<Subject>): { sweep(): void } {
  const words = map.valueBytes / 8;
  const rows = new Map<string, Row<Subject>>();
  const read = mapSweep(map);
  const last = new Uint8Array(map.valueBytes);
  const lastView = new DataView(last.buffer);

  const rowOf = (keys: DataView, at: number): Row<Subject> => {
    const bytes = Buffer.from(keys.buffer, keys.byteOffset + at, map.keyBytes);
    const name = bytes.toString('latin1');
    const known = rows.get(name);
    if (known) return known;
    const key = Uint8Array.from(bytes);
    const row = { key, subject: subjectOf(new DataView(key.buffer)), words: new Float64Array(words), gained: new Float64Array(words), idleSweeps: 0 };
    rows.set(name, row);
    return row;
  };

  const gain = (row: Row<Subject>, values: DataView, at: number): boolean => {
    let changed = false;
    for (let word = 0; word < words; word++) {
      const now = wordAt(values, at + word * 8);
      const before = row.words[word] ?? 0;
      row.gained[word] = now - before;
      row.words[word] = now;
      changed ||= now !== before;
    }
    return changed;
  };

  const retire = (name: string, row: Row<Subject>) => {
    const changed = libbpf.take(map.fd, row.key, last) && gain(row, lastView, 0);
    rows.delete(name);
    if (changed) visit(row, true);
    forget(row);
  };

  return {
    sweep() {
      read(({ keys, values, count }) => {
        for (let i = 0; i < count; i++) {
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
  };
}
