import { type Identity, otherIdentity } from '#contract/identity.ts';
import { type EdgeKey, edgeTotalsWords, readEdgeDetailKey, readEdgeKey, socketRole } from '../../bpf/gen/sockets.ts';
import type { BpfMap } from '../runtime/bpf-object.ts';
import type { Collector, EdgeSide } from '../runtime/collector.ts';
import { keyRows, type Row } from '../runtime/key-rows.ts';
import type { EdgeHandle } from '../runtime/metrics/edge-handle.ts';
import type { EdgeSeries } from '../runtime/metrics/edge-series.ts';
import { attribute, isOverflow, type Names } from './attribution.ts';

/** At one sweep every 5 s: an entry whose process has ended, and any other. */
const idleSweepsOfEnded = 3;
const idleSweepsOfLiving = 180;

/** Who listens where, as of the last sweep. */
export interface Listener {
  readonly identity: Identity;
  readonly netns: number;
  readonly port: number;
  readonly protocol: number;
  readonly sockets: number;
}

interface EdgeSubject extends EdgeSide {
  readonly key: EdgeKey;
  readonly series: EdgeHandle;
  readonly isClient: boolean;
}

interface DetailSubject extends EdgeSubject {
  readonly kind: number;
  readonly reason: number;
}

interface ListenerSubject {
  readonly key: EdgeKey;
  readonly identity: Identity;
}

export interface EdgeCountsOptions {
  readonly edges: BpfMap;
  readonly details: BpfMap;
  readonly collectors: readonly Collector[];
  readonly series: EdgeSeries;
  readonly names: Names;
  readonly isAlive: (process: bigint) => boolean;
}

export interface EdgeCounts {
  /** Reads both tables; `session` says which sweep counted what is open. */
  read(session: number): readonly Listener[];
  kernelEntries(): number;
}

/** Turns the kernel's tables into what the collectors count. */
export function edgeCounts({ edges, details, collectors, series, names, isAlive }: EdgeCountsOptions): EdgeCounts {
  const byProtocol = new Map(collectors.map((collector) => [collector.protocol, collector]));
  let listeners: Listener[] = [];
  let currentSession = 0;

  const sideOf = (key: EdgeKey): EdgeSubject => {
    const { edge, observed, traffic } = attribute(key, names);
    return { key, series: series.at(edge, observed), traffic, isClient: observed === 'client' };
  };
  const idleSweepsAllowed = ({ subject: { key } }: Row<{ key: EdgeKey }>): number => {
    if (isOverflow(key)) return Number.POSITIVE_INFINITY;
    return isAlive(key.local) ? idleSweepsOfLiving : idleSweepsOfEnded;
  };
  const openOf = ({ words }: Row<unknown>): number => (words[edgeTotalsWords.openSession] === currentSession ? (words[edgeTotalsWords.open] ?? 0) : 0);

  const edgeRows = keyRows<EdgeSubject | ListenerSubject>(edges, {
    subjectOf: (view) => {
      const key = readEdgeKey(view, 0);
      return key.role === socketRole.ROLE_LISTENER ? { key, identity: isOverflow(key) ? otherIdentity : names.process(key.local) } : sideOf(key);
    },
    // Once more when it fell idle: its sockets are closed.
    visit: (row, changed) => {
      const { subject } = row;
      if ('identity' in subject) listeners.push({ identity: subject.identity, netns: subject.key.netns, port: subject.key.serverPort, protocol: subject.key.protocol, sockets: openOf(row) });
      else if (changed || row.idleSweeps === 1) byProtocol.get(subject.key.protocol)?.count({ ...subject, gained: row.gained, open: openOf(row) });
    },
    forget: ({ subject }) => {
      if ('series' in subject) subject.series.release();
    },
    idleSweepsAllowed,
  });

  const detailRows = keyRows<DetailSubject>(details, {
    subjectOf: (view) => {
      const { edge, kind, reason } = readEdgeDetailKey(view, 0);
      return { ...sideOf(edge), kind, reason };
    },
    visit: ({ subject, gained }, changed) => {
      const { series: handle, traffic, kind, reason, key } = subject;
      if (changed) byProtocol.get(key.protocol)?.countDetail?.({ series: handle, traffic, kind, reason, gained: gained[0] ?? 0 });
    },
    forget: ({ subject }) => subject.series.release(),
    idleSweepsAllowed,
  });

  return {
    read(session) {
      listeners = [];
      currentSession = session;
      edgeRows.sweep();
      detailRows.sweep();
      return listeners.filter(({ sockets }) => sockets > 0);
    },
    kernelEntries: () => edgeRows.size() + detailRows.size(),
  };
}
