import type { CollectorReport } from '#contract/doctor.ts';
import { collectors } from '../list.ts';
import type { Bill } from '../runtime/bill.ts';
import type { BpfObject } from '../runtime/bpf-object.ts';
import type { Collector, CollectorContext, KernelMaps, OpenCollector } from '../runtime/collector.ts';
import type { CollectorStatus, Tally } from '../runtime/collector-status.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { readIterator } from '../runtime/iterator.ts';
import { keyRows } from '../runtime/key-rows.ts';
import { readKernelClock } from '../runtime/libbpf.ts';
import { perCpuCounters, putWord, takeFrom } from '../runtime/map-sweep.ts';
import { ring } from '../runtime/ring.ts';
import { objectTally } from '../sockets/object-tally.ts';
import type { Sockets } from '../sockets/open.ts';
import type { NamedSweep } from './sweep-timer.ts';

const maps: KernelMaps = { keyRows, perCpuCounters, putWord, takeFrom, ring, readIterator };

/** The reason of a collector that is down because the sockets are. */
export const socketsMissing = 'the socket tables are not there: see the collector "sockets"';

export const nothing: Tally = { events: 0, overflowed: 0, lost: [] };

export interface StartOptions extends Pick<CollectorContext, 'series' | 'onEvent' | 'requestsCpuCores'> {
  readonly sockets: Sockets | undefined;
  readonly status: CollectorStatus;
  readonly bill: Bill;
  readonly onTrouble: (collector: string, cause: unknown) => void;
}

export interface StartedCollectors {
  readonly sweeps: readonly NamedSweep[];
  readonly opens: readonly OpenCollector[];
}

/** Starts every collector. What does not start is told, and the rest runs. */
export function startCollectors(options: StartOptions): StartedCollectors {
  const sweeps: NamedSweep[] = [];
  const opens: OpenCollector[] = [];
  for (const collector of collectors) {
    const { name, help } = collector;
    const { value, reason } = attempt(name, () => start(collector, options), options.onTrouble);
    const { objects = [], lacks, open } = value ?? {};
    options.status.add({ name, help, reason, ...(lacks && { lacks }), tally: open?.tally ?? tallyOf(objects) });
    for (const object of objects) options.bill.charge(() => name, object);
    if (open === undefined) continue;
    opens.push(open);
    sweeps.push({ name, sweep: () => void open.sweep() });
  }
  return { sweeps, opens };
}

export function tallyOf(objects: readonly BpfObject[]): () => Tally {
  return objects.length === 0 ? () => nothing : objectTally(objects);
}

export function attempt<T>(collector: string, work: () => T, onTrouble: StartOptions['onTrouble']): { value?: T; reason: string } {
  try {
    return { value: work(), reason: '' };
  } catch (cause) {
    onTrouble(collector, cause);
    return { reason: fullMessage(cause) };
  }
}

interface Started {
  readonly objects: readonly BpfObject[];
  readonly lacks?: NonNullable<CollectorReport['lacks']>;
  readonly open?: OpenCollector;
}

/** Loads what the collector needs and opens its sources. */
function start(
  { name, object: objectName, addition, edges: counting, open: openSources }: Collector,
  { sockets, bill, series, onEvent, requestsCpuCores, onTrouble }: StartOptions,
): Started {
  if (sockets === undefined && (objectName !== undefined || counting !== undefined)) throw new Error(socketsMissing);
  const object = objectName === undefined ? undefined : sockets?.substrate.extend(objectName);
  const { value: added, reason } = attempt(name, () => addition && sockets?.substrate.extend(addition.object), onTrouble);
  const kernelSeconds = () => bill.costOf(name).cpuSeconds;
  const open = openSources?.({
    maps,
    series,
    onEvent,
    requestsCpuCores,
    kernelSeconds,
    edges: sockets?.edges,
    object,
    hasAddition: added !== undefined,
    readKernelClock,
  });
  const lacks = addition !== undefined && added === undefined ? { says: `${addition.without} (${reason})`, mend: addition.mend } : undefined;
  return { objects: [object, added].filter((one) => one !== undefined), ...(lacks && { lacks }), ...(open && { open }) };
}
