import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import {
  type EdgeKey,
  edgeDetailKeyBytes,
  edgeDetailKind,
  edgeKeyBytes,
  edgeTotalsBytes,
  edgeTotalsWords,
  readEdgeDetailKey,
  readEdgeKey,
  stat,
} from '../../bpf/gen/sockets.ts';
import { wordAt } from '../../bpf/words.ts';
import { procfs } from '../identity/process-facts.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { mapSweep, perCpuCounters } from '../runtime/map-sweep.ts';
import { failureReasonOf } from './connect-failure.ts';
import { pidOf } from './process-names.ts';
import { openSubstrate, type Substrate, type SubstrateOptions } from './substrate.ts';

libbpf.silenceLibrary();

export interface EdgeRow {
  readonly key: EdgeKey;
  readonly role: number;
  readonly pid: number;
  readonly port: number;
  readonly connects: number;
  readonly accepts: number;
  readonly retransmits: number;
  readonly sentBytes: number;
}

export interface Server {
  readonly port: number;
  close(): Promise<void>;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The substrate, with room for what a test does; it sees the sockets of the whole machine. */
export function substrate(limits: Partial<SubstrateOptions['limits']> = {}, failedConnectSamplesPerSecond = 50): Substrate {
  return openSubstrate({
    objectsFolder: new URL('../../.build/bpf', import.meta.url).pathname,
    rootCgroup: procfs().cgroupMount ?? assert.fail('cgroup v2 is not mounted'),
    limits: { edges: 4096, processes: 1024, tuples: 8192, ringBytes: 65536, ...limits },
    failedConnectSamplesPerSecond,
  });
}

export function edgesOf(substrate: Substrate): EdgeRow[] {
  const rows: EdgeRow[] = [];
  mapSweep(substrate.map('edges'))(({ keys, values, count }) => {
    for (let i = 0; i < count; i++) {
      const key = readEdgeKey(keys, i * edgeKeyBytes);
      const word = (place: number) => wordAt(values, i * edgeTotalsBytes + place * 8);
      rows.push({
        key,
        role: key.role,
        pid: pidOf(key.local),
        port: key.serverPort,
        connects: word(edgeTotalsWords.connects),
        accepts: word(edgeTotalsWords.accepts),
        retransmits: word(edgeTotalsWords.retransmittedSegments),
        sentBytes: word(edgeTotalsWords.sentBytes),
      });
    }
  });
  return rows;
}

/** The failed connects of a process, by reason. */
export function failuresOf(substrate: Substrate, pid: number): Record<string, number> {
  const failures: Record<string, number> = {};
  mapSweep(substrate.map('edge_details'))(({ keys, values, count }) => {
    for (let i = 0; i < count; i++) {
      const { edge, kind, reason } = readEdgeDetailKey(keys, i * edgeDetailKeyBytes);
      if (kind !== edgeDetailKind.DETAIL_CONNECT_FAILURE || pidOf(edge.local) !== pid) continue;
      const name = failureReasonOf(reason);
      failures[name] = (failures[name] ?? 0) + wordAt(values, i * 8);
    }
  });
  return failures;
}

/** One of the counters of `stat`, as the object that follows sockets counts them. */
export function statOf(substrate: Substrate, place: number): number {
  return perCpuCounters(substrate.map('stats'), stat.STAT_COUNT)()[place] ?? 0;
}

export async function listen(): Promise<Server> {
  const server = createServer((socket) => socket.resume().on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Undefined where it is refused. */
export function dial(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}

export async function connectAndClose(port: number): Promise<void> {
  const socket = await dial(port);
  if (socket) await new Promise((resolve) => socket.on('close', resolve).end());
}
