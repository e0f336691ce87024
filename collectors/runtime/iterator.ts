import { closeSync, readSync } from 'node:fs';
import type { BpfObject } from './bpf-object.ts';

const firstBytes = 64 * 1024;
/** Beyond it nobody writes anything sensible. */
const mostBytes = 16 * 1024 * 1024;

/** An iterator runs while it is read; what it wrote, which is to be so many bytes. */
export function runIterator(start: () => number, bytes: number): DataView {
  const output = read(start, new Uint8Array(Math.max(bytes, 64)));
  if (output.byteLength !== bytes) throw new Error(`the iterator wrote ${output.byteLength} bytes, not ${bytes}`);
  return output;
}

/** Runs an iterator of the object whenever it is called; what it wrote is there until the next call. */
export function readIterator(object: BpfObject, program: string): () => DataView {
  const start = object.iterator(program);
  let buffer = new Uint8Array(firstBytes);
  return () => {
    const output = read(start, buffer);
    buffer = new Uint8Array(output.buffer);
    return output;
  };
}

/** Into this buffer, or into a larger one where it does not suffice. */
function read(start: () => number, into: Uint8Array<ArrayBuffer>): DataView<ArrayBuffer> {
  const fd = start();
  let buffer = into;
  let filled = 0;
  try {
    for (let got = -1; got !== 0; filled += got) {
      if (filled === buffer.length) buffer = grown(buffer);
      got = readSync(fd, buffer, filled, buffer.length - filled, null);
    }
  } finally {
    closeSync(fd);
  }
  return new DataView(buffer.buffer, 0, filled);
}

function grown(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  if (buffer.length >= mostBytes) throw new Error(`the iterator writes more than ${mostBytes} bytes`);
  const larger = new Uint8Array(buffer.length * 2);
  larger.set(buffer);
  return larger;
}
