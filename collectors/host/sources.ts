import { hostMetrics } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { invalidSamples } from '#contract/metrics.ts';
import { readText } from '../identity/proc-files.ts';
import type { AgentSeries } from '../runtime/metrics/agent-series.ts';

/** /proc/stat names every interrupt that the machine could have: some 200 KiB on the largest. */
const mostBytes = 1024 * 1024;
/** Nothing that the kernel counts in 64 bits gets there; what underflows does. */
const impossible = 2 ** 63;

export interface Sources {
  readonly series: AgentSeries;
  readonly proc: string;
  readonly sys: string;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
}

/** Where the subjects of the host read, and what becomes of values that cannot be true. */
export class HostSources {
  readonly series: AgentSeries;
  readonly proc: string;
  readonly sys: string;
  readonly nowMs: () => number;

  constructor({ series, proc, sys, nowMs }: Sources) {
    this.series = series;
    this.proc = proc;
    this.sys = sys;
    this.nowMs = nowMs;
  }

  /** Counters without labels are there from the start, at 0: those of the host only once their source was read. */
  endEmpty(): void {
    for (const metric of hostMetrics) if (metric.type === 'counter' && metric.labels.length === 0) this.series.counter(metric).remove([]);
  }

  /** Undefined where the source is not there, or does not answer here (EOPNOTSUPP). */
  procText(path: string): string | undefined {
    return readText(`${this.proc}/${path}`, mostBytes);
  }

  /** Without the newline. */
  sysText(path: string): string | undefined {
    return readText(`${this.sys}/${path}`, 4096)?.trim();
  }

  reject(source: string, field: string): undefined {
    this.series.counter(invalidSamples).add([source, field], 1);
  }

  /** A whole number; undefined where it is absent, and, counted, where it cannot be true. */
  whole(source: string, field: string, text: string | undefined, below = impossible): number | undefined {
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value < below ? value : this.reject(source, field);
  }

  /** As `whole`, of a number with 8 hexadecimal digits at most. */
  hexadecimal(source: string, field: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    return /^[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : this.reject(source, field);
  }

  /** As `whole`, of a number that may have a fraction. */
  decimal(source: string, field: string, text: string | undefined, below: number): number | undefined {
    if (text === undefined) return undefined;
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return value < below ? value : this.reject(source, field);
  }

  /** Of a gauge without labels: absent while there is no value, because one that stands still would lie. */
  gauge(metric: Metric, value: number | undefined): void {
    const gauge = this.series.gauge(metric);
    if (value === undefined) gauge.replace([]);
    else gauge.set([], value);
  }

  /** Of a counter without labels; nothing where its source is not there. */
  gain(metric: Metric, gained: number | undefined): void {
    if (gained !== undefined) this.series.counter(metric).add([], gained);
  }
}
