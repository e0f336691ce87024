import { type BoundedSubject, hostUnnamed } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { CounterRows } from './counter-rows.ts';
import { DeviceNames } from './device-names.ts';
import type { HostSources } from './sources.ts';

export interface DeviceColumn {
  readonly metric: Metric;
  /** Its word in the device's line. */
  readonly at: number;
  /** What the kernel calls it. */
  readonly field: string;
  /** How many of the kernel's units are one of the metric's. */
  readonly perUnit: number;
}

export interface DeviceCountersOptions {
  readonly source: string;
  readonly subject: BoundedSubject;
  readonly columns: readonly DeviceColumn[];
  readonly most: number;
  readonly wrapsAt?: number;
  /** Counters that others keep by the same names. */
  readonly alsoEnds?: readonly Metric[];
  /** Who has a name is not asked again. */
  readonly mayBeNamed?: (name: string) => boolean;
}

/** Counters by device. */
export class DeviceCounters {
  readonly #host: HostSources;
  readonly #options: DeviceCountersOptions;
  readonly #rows: CounterRows;
  readonly #names: DeviceNames;

  constructor(host: HostSources, options: DeviceCountersOptions) {
    this.#host = host;
    this.#options = options;
    this.#rows = new CounterRows(options.wrapsAt === undefined ? {} : { wrapsAt: options.wrapsAt });
    this.#names = new DeviceNames({ most: options.most, onForgotten: (name) => this.#end(name) });
  }

  /** The words of each device's line; of those that are there for the first time, the first ones get a name first. */
  count(devices: ReadonlyMap<string, readonly string[]>): void {
    const { source, subject, columns, mayBeNamed } = this.#options;
    this.#names.sweep([...devices.keys()], mayBeNamed);
    for (const [name, words] of devices) {
      const now = columns.map(({ at, field }) => this.#host.whole(source, field, words[at]));
      const label = this.#names.label(name);
      for (const [at, gained] of this.#rows.gains(name, now).entries()) {
        const column = columns[at];
        if (gained !== undefined && column !== undefined) this.#host.series.counter(column.metric).add([label], gained / column.perUnit);
      }
    }
    this.#rows.keepOnly(devices);
    if (devices.size > 0) this.#host.series.gauge(hostUnnamed).set([subject], this.#names.unnamed);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  label(name: string): string {
    return this.#names.label(name);
  }

  #end(name: string): void {
    const { columns, alsoEnds = [] } = this.#options;
    for (const metric of [...columns.map((column) => column.metric), ...alsoEnds]) this.#host.series.counter(metric).remove([name]);
  }
}
