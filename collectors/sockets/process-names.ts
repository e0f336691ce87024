import { type ProcessInfo, processInfoBytes, readProcessInfo } from '../../bpf/gen/sockets.ts';
import type { BpfMap } from '../runtime/bpf-object.ts';
import * as libbpf from '../runtime/libbpf.ts';

/** Reads what the kernel kept of a process when it first used a socket; undefined where the map had to forget it. */
export function processInfos(map: BpfMap): (id: bigint) => ProcessInfo | undefined {
  const key = new Uint8Array(8);
  const keyView = new DataView(key.buffer);
  const value = new Uint8Array(processInfoBytes);
  const valueView = new DataView(value.buffer);
  return (id) => {
    keyView.setBigUint64(0, id, true);
    return libbpf.lookup(map.fd, key, value) ? readProcessInfo(valueView, 0) : undefined;
  };
}

/** The low half of a process id of the kernel side is the pid. */
export function pidOf(id: bigint): number {
  return Number(id & 0xffffffffn);
}
