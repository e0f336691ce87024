import {
  kernelEvents,
  logBytes,
  logFiles,
  logLines,
  logLost,
  logLostEvents,
  logMetrics,
  logOdd,
  logRefused,
  logSourceUp,
  logSpoolBytes,
  logsStartTime,
  logUndelivered,
} from '#contract/log-metrics.ts';
import type { LogInput, LogSource } from '#contract/log-sources.ts';
import { agentSeries } from '../runtime/metrics/agent-series.ts';
import type { Scrape } from '../runtime/metrics/exposition.ts';
import type { EventCounts, InputCounts, LogCounts } from './counts.ts';

export interface LogState {
  readonly files: number;
  readonly spoolBytes: number;
  readonly undelivered: number;
  readonly sources: ReadonlyMap<LogSource | LogInput, boolean>;
}

/** What this process exports. */
export function logSeries(state: () => LogState): { readonly counts: LogCounts & EventCounts & InputCounts; readonly scrape: () => Scrape } {
  const series = agentSeries({ metrics: logMetrics, edgeMetrics: [], seriesBudget: 3000, scrapeIntervalSeconds: 5 });
  const [lines, bytes, lost, odd, refused] = [logLines, logBytes, logLost, logOdd, logRefused].map((metric) => series.counter(metric));
  series.gauge(logsStartTime).set([], Date.now() / 1000 - process.uptime());
  const [events, lostEvents] = [kernelEvents, logLostEvents].map((metric) => series.counter(metric));
  const counts: LogCounts & EventCounts & InputCounts = {
    lines(level, count, length) {
      lines?.add([level], count);
      bytes?.add([], length);
    },
    lost: (reason, count) => lost?.add([reason], count),
    refused: (input, reason) => refused?.add([input, reason], 1),
    odd: (kind, count) => odd?.add([kind], count),
    kernelEvent: (type) => events?.add([type], 1),
    lostEvents: (reason, count) => lostEvents?.add([reason], count),
  };
  const scrape = () => {
    const { files, spoolBytes, undelivered, sources } = state();
    for (const [name, isUp] of sources) series.gauge(logSourceUp).set([name], isUp ? 1 : 0);
    series.gauge(logFiles).set([], files);
    series.gauge(logSpoolBytes).set([], spoolBytes);
    series.gauge(logUndelivered).set([], undelivered);
    return series.scrape();
  };
  return { counts, scrape };
}
