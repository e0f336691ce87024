import type { Edge } from '#contract/identity.ts';
import { type EdgeKey, edgeTotalsWords, protocol, readEdgeDetailKey, readEdgeKey } from '../../bpf/gen/sockets.ts';
import type { BpfMap } from '../runtime/bpf-object.ts';
import type { Collector, HeldSide } from '../runtime/collector.ts';
import { keyRows, type Row } from '../runtime/key-rows.ts';
import type { AgentSeries } from '../runtime/metrics/agent-series.ts';
import type { EdgeHandle } from '../runtime/metrics/edge-handle.ts';
import { attribute, isOverflow, type Names } from './attribution.ts';
import { heldAttributions } from './held-attributions.ts';

/**
 * At one sweep every 5 s: an entry whose process has ended, and any other. Short-lived clients come by the hundred a
 * second and would fill the table in 15 minutes; what was counted stays with the edge, only the kernel's row goes.
 */
const idleSweepsOfEnded = 3;
const idleSweepsOfLiving = 180;
/** From here on the table makes room for those to come: whoever scans a network would fill it with what never comes again. */
const pressedShare = 0.75;

/** Without the key itself: there are many rows, and it takes 400 bytes. */
interface EdgeSubject extends HeldSide {
  readonly protocol: number;
  /** Undefined for the entry of what did not fit. */
  readonly owner: bigint | undefined;
  readonly series: EdgeHandle;
  readonly isClient: boolean;
}

interface DetailSubject extends EdgeSubject {
  readonly kind: number;
  readonly reason: number;
}

export interface EdgeCountsOptions {
  readonly edges: BpfMap;
  readonly details: BpfMap;
  /** How many edges their table holds. */
  readonly limit: number;
  readonly collectors: readonly Collector[];
  readonly series: AgentSeries['edges'];
  readonly names: Names;
  readonly isAlive: (process: bigint) => boolean;
  /** A process was seen in a network namespace, whose addresses are therefore of this machine. */
  readonly onNamespace: (netns: number, process: bigint) => void;
}

export interface EdgeCounts {
  /** Seconds that each collector took of the last read, by its name. */
  readonly seconds: ReadonlyMap<string, number>;
  /** Reads both tables; `session` says which sweep counted what is open. */
  read(session: number): void;
  sideOf(key: EdgeKey): HeldSide;
  edgeOf(key: EdgeKey): Edge;
  idleSweepsAllowed(key: EdgeKey): number;
  /** How many TCP connections each process of the kernel side held open at the last read. */
  openByProcess(): ReadonlyMap<bigint, number>;
}

/** Turns the kernel's tables into what the collectors count. */
export function edgeCounts({ edges, details, limit, collectors, series, names, isAlive, onNamespace }: EdgeCountsOptions): EdgeCounts {
  const byProtocol = new Map(collectors.flatMap(({ name, edges: of }) => (of === undefined ? [] : [[of.protocol, { name, ...of }] as const])));
  const byKind = new Map(
    collectors.flatMap(({ name, details: counting }) => (counting?.kinds ?? []).map((kind) => [kind, { name, count: counting?.count }] as const)),
  );
  const attributions = heldAttributions((key) => attribute(key, names));
  const seconds = new Map<string, number>();
  const patience = patienceWith(isAlive);
  let currentSession = 0;
  const charge = chargeTo(seconds);

  const sideOf = (key: EdgeKey): EdgeSubject => {
    if (key.local !== 0n && key.netns !== 0) onNamespace(key.netns, key.local);
    const held = attributions.hold(key);
    const { edge, observed, traffic } = held.attribution;
    const handle = series.at(edge, observed);
    const release = () => {
      handle.release();
      attributions.release(held);
    };
    return { protocol: key.protocol, owner: ownerOf(key), series: handle, traffic, isClient: observed === 'client', release };
  };
  const idleSweepsAllowed = ({ subject }: Row<EdgeSubject>): number => patience.of(subject.owner);
  const forget = ({ subject }: Row<EdgeSubject>) => subject.release();
  const openOf = ({ words }: Row<EdgeSubject>): number => (words[edgeTotalsWords.openSession] === currentSession ? (words[edgeTotalsWords.open] ?? 0) : 0);

  const edgeRows = keyRows<EdgeSubject>(edges, {
    subjectOf: (view) => sideOf(readEdgeKey(view, 0)),
    // Once more when it fell idle: then its sockets are closed.
    visit: (row, changed) => {
      const { subject, gained, idleSweeps } = row;
      const collector = byProtocol.get(subject.protocol);
      if (collector !== undefined && (changed || idleSweeps === 1)) charge(collector.name, () => collector.count({ ...subject, gained, open: openOf(row) }));
    },
    forget,
    idleSweepsAllowed,
    biggestFirst: {
      words: [edgeTotalsWords.sentPackets, edgeTotalsWords.receivedPackets],
      begin(entries) {
        patience.begin(entries > limit * pressedShare);
        series.beginSweep(entries);
      },
    },
  });

  const detailRows = keyRows<DetailSubject>(details, {
    subjectOf: (view) => {
      const { edge, kind, reason } = readEdgeDetailKey(view, 0);
      return { ...sideOf(edge), kind, reason };
    },
    visit: ({ subject, gained }, changed) => {
      const collector = byKind.get(subject.kind);
      if (collector !== undefined && changed) charge(collector.name, () => collector.count?.({ ...subject, gained: gained[0] ?? 0 }));
    },
    forget,
    idleSweepsAllowed,
  });

  return {
    seconds,
    sideOf,
    edgeOf: (key) => attributions.of(key).edge,
    idleSweepsAllowed: (key) => patience.of(ownerOf(key)),
    openByProcess: () => sumByOwner(edgeRows.values(), openOf),
    read(session) {
      currentSession = session;
      seconds.clear();
      edgeRows.sweep();
      detailRows.sweep();
    },
  };
}

/** Of TCP alone: what UDP sends from has no peer. */
function sumByOwner(rows: Iterable<Row<EdgeSubject>>, openOf: (row: Row<EdgeSubject>) => number): Map<bigint, number> {
  const open = new Map<bigint, number>();
  for (const row of rows) {
    const { owner, protocol: of } = row.subject;
    if (of === protocol.PROTOCOL_TCP && owner !== undefined) open.set(owner, (open.get(owner) ?? 0) + openOf(row));
  }
  return open;
}

function chargeTo(seconds: Map<string, number>): (name: string, work: () => void) => void {
  return (name, work) => {
    const startMs = performance.now();
    work();
    seconds.set(name, (seconds.get(name) ?? 0) + (performance.now() - startMs) / 1000);
  };
}

function ownerOf(key: EdgeKey): bigint | undefined {
  return isOverflow(key) ? undefined : key.local;
}

/** How many idle sweeps an entry is kept. Whether a process lives is remembered for one sweep: a look at /proc takes 10 µs, and one has many entries. */
function patienceWith(isAlive: (process: bigint) => boolean): { of(owner: bigint | undefined): number; begin(isPressed: boolean): void } {
  const living = new Map<bigint, boolean>();
  let none = false;
  return {
    of(owner) {
      if (owner === undefined) return Number.POSITIVE_INFINITY;
      if (none) return 0;
      const lives = living.get(owner) ?? isAlive(owner);
      living.set(owner, lives);
      return lives ? idleSweepsOfLiving : idleSweepsOfEnded;
    },
    begin(isPressed) {
      none = isPressed;
      living.clear();
    },
  };
}
