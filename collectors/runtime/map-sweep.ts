import type { BpfMap } from './bpf-object.ts';
import * as libbpf from './libbpf.ts';

const batchEntries = 2048;

export interface MapEntries {
  readonly keys: DataView;
  readonly values: DataView;
  /** How many entries both hold. */
  readonly count: number;
}

/** Reads all of a hash map in batches into buffers that are used again: what a visit wants to keep, it copies. */
export function mapSweep(map: BpfMap): (visit: (entries: MapEntries) => void) => void {
  const keys = new Uint8Array(map.keyBytes * batchEntries);
  const values = new Uint8Array(map.valueBytes * batchEntries);
  const keyView = new DataView(keys.buffer);
  const valueView = new DataView(values.buffer);
  const position = new Uint8Array(4);
  const count = new Uint32Array(1);
  return (visit) => {
    let more = true;
    for (let from: Uint8Array | null = null; more; from = position) {
      count[0] = batchEntries;
      more = libbpf.lookupBatch(map.fd, { from, next: position, keys, values, count });
      visit({ keys: keyView, values: valueView, count: count[0] ?? 0 });
    }
  };
}

/** Reads all of a hash map at once, into buffers that are used again and are as large as it has ever been. */
export function wholeMapSweep(map: BpfMap): () => MapEntries {
  const read = mapSweep(map);
  let keys = new Uint8Array(0);
  let values = new Uint8Array(0);
  return () => {
    let total = 0;
    read((entries) => {
      keys = appended(keys, total * map.keyBytes, entries.keys, entries.count * map.keyBytes);
      values = appended(values, total * map.valueBytes, entries.values, entries.count * map.valueBytes);
      total += entries.count;
    });
    return { keys: new DataView(keys.buffer), values: new DataView(values.buffer), count: total };
  };
}

function appended(to: Uint8Array<ArrayBuffer>, at: number, from: DataView, bytes: number): Uint8Array<ArrayBuffer> {
  const roomy = at + bytes <= to.length ? to : new Uint8Array(Math.max(at + bytes, to.length * 2));
  if (roomy !== to) roomy.set(to);
  roomy.set(new Uint8Array(from.buffer, from.byteOffset, bytes), at);
  return roomy;
}

/** Reads a per-CPU array of 64-bit counters, summed over the CPUs: one number a row. */
export function perCpuCounters(map: BpfMap, rows: number): () => number[] {
  const cpus = libbpf.possibleCpus();
  const key = new Uint8Array(4);
  const value = new BigUint64Array(cpus);
  const bytes = new Uint8Array(value.buffer);
  return () =>
    Array.from({ length: rows }, (_, row) => {
      new DataView(key.buffer).setUint32(0, row, true);
      if (!libbpf.lookup(map.fd, key, bytes)) throw new Error(`${map.name} has no row ${row}`);
      return Number(value.reduce((sum, one) => sum + one, 0n));
    });
}

/**
 * Takes the entries out of a hash map that `pick` wants, and visits each as it was at its end. The view of the value is used
 * again.
 */
export function takeFrom(map: BpfMap): (pick: (values: DataView, at: number) => boolean, visit: (value: DataView) => void) => void {
  const sweep = mapSweep(map);
  const last = new Uint8Array(map.valueBytes);
  const lastView = new DataView(last.buffer);
  return (pick, visit) =>
    sweep(({ keys, values, count }) => {
      for (let i = 0; i < count; i++) {
        if (!pick(values, i * map.valueBytes)) continue;
        const key = new Uint8Array(keys.buffer, keys.byteOffset + i * map.keyBytes, map.keyBytes);
        if (libbpf.take(map.fd, key, last)) visit(lastView);
      }
    });
}

/** Writes one row of an array of 32-bit numbers. */
export function putWord(map: BpfMap, row: number, value: number): void {
  const words = new Uint32Array([row, value]);
  libbpf.update(map.fd, new Uint8Array(words.buffer, 0, 4), new Uint8Array(words.buffer, 4, 4));
}
