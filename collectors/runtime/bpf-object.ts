import { basename } from 'node:path';
import * as libbpf from './libbpf.ts';

const logBytes = 256 * 1024;
const shownLogLines = 12;

export interface BpfMap {
  readonly name: string;
  readonly fd: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

export interface BpfProgram {
  readonly name: string;
  /** The kind of hook and its name, as in `tp_btf/tcp_send_reset`. */
  readonly hook: string;
  readonly fd: number;
}

export interface LoadOptions {
  /** Maps of another object that this one uses in place of its own, by name. */
  readonly shared?: readonly BpfMap[];
  readonly maxEntries?: Readonly<Record<string, number>>;
  /** Written into .rodata before the load. */
  readonly settings?: readonly Setting[];
}

export interface Setting {
  readonly place: { readonly offset: number; readonly bytes: number };
  readonly values: readonly (number | bigint)[];
}

/** A loaded BPF object. `close()` detaches everything and frees what the kernel holds. */
export interface BpfObject {
  readonly name: string;
  readonly programs: readonly BpfProgram[];
  readonly maps: readonly BpfMap[];
  map(name: string): BpfMap;
  /** Attaches every program that is not an iterator. */
  attach(rootCgroupFd: number): void;
  /** Makes an iterator runnable; over a map's elements where one is named. */
  iterator(program: string, map?: BpfMap): () => number;
  close(): void;
}

/** Loads an object file. Errors name the object, the program and the end of the verifier's log. */
export function loadObject(path: string, options: LoadOptions = {}): BpfObject {
  const name = basename(path, '.bpf.o');
  const object = libbpf.openObject(path);
  try {
    prepare(object, options);
    loadWithLog(object, name);
  } catch (cause) {
    libbpf.closeObject(object);
    throw new Error(`the BPF object "${name}" does not load`, { cause });
  }
  return loaded(object, name);
}

function prepare(object: libbpf.Pointer, { shared = [], maxEntries = {}, settings = [] }: LoadOptions): void {
  const sharedByName = new Map(shared.map((map) => [map.name, map.fd]));
  for (const { pointer, name } of libbpf.mapsOf(object)) {
    const fd = sharedByName.get(name);
    const entries = maxEntries[name];
    if (fd !== undefined) libbpf.reuseMap(pointer, fd);
    else if (entries !== undefined) libbpf.setMaxEntries(pointer, entries);
    if (name.endsWith('.rodata') && settings.length > 0) writeSettings(libbpf.initialValue(pointer), settings);
  }
}

function writeSettings(rodata: Uint8Array, settings: readonly Setting[]): void {
  const view = new DataView(rodata.buffer, rodata.byteOffset, rodata.byteLength);
  for (const { place, values } of settings) {
    const width = place.bytes / values.length;
    values.forEach((value, index) => {
      const at = place.offset + index * width;
      if (width === 8) view.setBigUint64(at, BigInt(value), true);
      else view.setUint32(at, Number(value), true);
    });
  }
}

function loadWithLog(object: libbpf.Pointer, name: string): void {
  const logs = libbpf.programsOf(object).map((program) => {
    const log = Buffer.alloc(logBytes);
    libbpf.setProgramLog(program.pointer, log);
    return { program: program.name, log };
  });
  try {
    libbpf.loadObject(object);
  } catch (cause) {
    const failed = logs.find(({ log }) => log[0] !== 0 && !/^processed \d+ insns[^\n]*\n?$/.test(verdict(log)));
    const detail = failed ? `the verifier refuses "${failed.program}":\n${shorten(failed.log)}` : `the kernel refuses "${name}"`;
    throw new Error(detail, { cause });
  }
}

const verdict = (log: Buffer): string => log.toString('latin1', 0, log.indexOf(0));

/** The verifier says what is wrong in its last lines; what comes before is the path there. */
function shorten(log: Buffer): string {
  const lines = verdict(log)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('processed '));
  return lines.slice(-shownLogLines).join('\n');
}

function loaded(object: libbpf.Pointer, name: string): BpfObject {
  const pointers = libbpf.programsOf(object);
  const links: libbpf.Pointer[] = [];
  const maps = libbpf.mapsOf(object).map(({ pointer, name: mapName }) => ({
    name: mapName,
    fd: libbpf.mapFd(pointer),
    keyBytes: libbpf.mapKeyBytes(pointer),
    valueBytes: libbpf.mapValueBytes(pointer),
  }));
  const programNamed = (wanted: string) => {
    const found = pointers.find((program) => program.name === wanted);
    if (!found) throw new Error(`the BPF object "${name}" has no program "${wanted}"`);
    return found;
  };
  return {
    name,
    maps,
    programs: pointers.map((program) => ({ name: program.name, hook: program.section, fd: libbpf.programFd(program.pointer) })),
    map(wanted) {
      const found = maps.find((map) => map.name === wanted);
      if (!found) throw new Error(`the BPF object "${name}" has no map "${wanted}"`);
      return found;
    },
    attach(rootCgroupFd) {
      for (const program of pointers) {
        if (!program.section.startsWith('iter/')) links.push(attachOne(program, rootCgroupFd));
      }
    },
    iterator(program, map) {
      const link = libbpf.attachIterator(programNamed(program).pointer, map?.fd);
      links.push(link);
      return () => libbpf.createIterator(link);
    },
    close() {
      for (const link of links.splice(0)) libbpf.detach(link);
      libbpf.closeObject(object);
    },
  };
}

function attachOne({ pointer, name, section }: libbpf.ProgramPointer, rootCgroupFd: number): libbpf.Pointer {
  try {
    return section.startsWith('cgroup') ? libbpf.attachToCgroup(pointer, rootCgroupFd) : libbpf.attachProgram(pointer);
  } catch (cause) {
    throw new Error(`attaching the BPF program "${name}" to ${section}`, { cause });
  }
}
