import {
  kernelEvents,
  logBytes,
  logFiles,
  logLines,
  logLost,
  logLostEvents,
  logMetrics,
  logOdd,
  logSourceUp,
  logSpoolBytes,
  logSpoolLimit,
  logsStartTime,
  logUndelivered,
} from '#contract/log-metrics.ts';
import type { LogSource } from '#contract/log-sources.ts';
import { agentSeries } from '../runtime/metrics/agent-series.ts';
import type { Scrape } from '../runtime/metrics/exposition.ts';
import type { EventCounts, LogCounts } from './counts.ts';

export interface LogState {
  readonly files: number;
  readonly spoolBytes: number;
  readonly spoolLimit: number;
  readonly undelivered: number;
  readonly sources: ReadonlyMap<LogSource, boolean>;
}

/** What this process exports. */
export function logSeries(state: () => LogState): { readonly counts: LogCounts & EventCounts; readonly scrape: () => Scrape } {
  const series = agentSeries({ metrics: logMetrics, edgeMetrics: [], seriesBudget: 3000, scrapeIntervalSeconds: 5 });
  const [lines, bytes, lost, odd] = [logLines, logBytes, logLost, logOdd].map((metric) => series.counter(metric));
  series.gauge(logsStartTime).set([], Date.now() / 1000 - process.uptime());
  const [events, lostEvents] = [kernelEvents, logLostEvents].map((metric) => series.counter(metric));
  const counts: LogCounts & EventCounts = {
    lines(level, count, length) {
      lines?.add([level], count);
      bytes?.add([], length);
    },
    lost: (reason, count) => lost?.add([reason], count),
    odd: (kind, count) => odd?.add([kind], count),
    kernelEvent: (type) => events?.add([type], 1),
    lostEvents: (reason, count) => lostEvents?.add([reason], count),
  };
  const scrape = () => {
    const { files, spoolBytes, spoolLimit, undelivered, sources } = state();
    for (const [name, isUp] of sources) series.gauge(logSourceUp).set([name], isUp ? 1 : 0);
    series.gauge(logFiles).set([], files);
    series.gauge(logSpoolBytes).set([], spoolBytes);
    series.gauge(logSpoolLimit).set([], spoolLimit);
    series.gauge(logUndelivered).set([], undelivered);
    return series.scrape();
  };
  return { counts, scrape };
}
