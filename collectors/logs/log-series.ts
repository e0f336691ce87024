import { logLevels } from '#contract/log-levels.ts';
import {
  kernelEvents,
  logBytes,
  logFiles,
  logLag,
  logLines,
  logLost,
  logLostEvents,
  logMetrics,
  logOdd,
  logPatternLines,
  logRefused,
  logSourceUp,
  logSpoolBytes,
  logSpoolLimit,
  logsStartTime,
  logUndelivered,
  logUnreadFiles,
} from '#contract/log-metrics.ts';
import type { LogInput, LogSource } from '#contract/log-sources.ts';
import { agentMemory } from '#contract/metrics.ts';
import { type AgentSeries, agentSeries } from '../runtime/metrics/agent-series.ts';
import type { Scrape } from '../runtime/metrics/exposition.ts';
import type { EventCounts, InputCounts, LogCounts } from './counts.ts';
import { IdentityLines, identityLabels, others } from './identity-lines.ts';
import type { Pattern } from './patterns/patterns.ts';
import type { TopPatterns } from './patterns/top-patterns.ts';

export interface LogState {
  readonly files: number;
  readonly unreadFiles: number;
  readonly spool: { readonly bytes: number; readonly maxBytes: number; readonly undelivered: number; readonly oldestMs: number | undefined };
  readonly readLagSeconds: number;
  readonly sources: ReadonlyMap<LogSource | LogInput, boolean>;
  readonly topPatterns: TopPatterns;
}

/** What this process exports. */
export function logSeries(state: () => LogState): { readonly counts: LogCounts & EventCounts & InputCounts; readonly scrape: () => Scrape } {
  const series = agentSeries({ metrics: [...logMetrics, agentMemory], edgeMetrics: [], seriesBudget: 3000, scrapeIntervalSeconds: 5 });
  const [lost, odd, refused, events, lostEvents] = [logLost, logOdd, logRefused, kernelEvents, logLostEvents].map((metric) => series.counter(metric));
  series.gauge(logsStartTime).set([], Date.now() / 1000 - process.uptime());
  for (const level of logLevels) series.counter(logLines).add([level, ...others], 0);
  series.counter(logBytes).add(others, 0);
  const identities = new IdentityLines();
  const counts: LogCounts & EventCounts & InputCounts = {
    lines: (level, count, bytes, identity) => identities.add(identity, level, count, bytes),
    lost: (reason, count) => lost?.add([reason], count),
    refused: (input, reason) => refused?.add([input, reason], 1),
    odd: (kind, count) => odd?.add([kind], count),
    kernelEvent: (type) => events?.add([type], 1),
    lostEvents: (reason, count) => lostEvents?.add([reason], count),
  };
  const scrape = () => {
    const nowMs = Date.now();
    const { files, unreadFiles, spool, readLagSeconds, sources, topPatterns } = state();
    for (const [name, isUp] of sources) series.gauge(logSourceUp).set([name], isUp ? 1 : 0);
    series.gauge(agentMemory).set([], process.memoryUsage.rss());
    series.gauge(logFiles).set([], files);
    series.gauge(logUnreadFiles).set([], unreadFiles);
    series.gauge(logSpoolBytes).set([], spool.bytes);
    series.gauge(logSpoolLimit).set([], spool.maxBytes);
    series.gauge(logUndelivered).set([], spool.undelivered);
    series.gauge(logLag).set(['read'], readLagSeconds);
    series.gauge(logLag).set(['deliver'], Math.max(0, nowMs - (spool.oldestMs ?? nowMs)) / 1000);
    addWriters(series, identities, nowMs);
    addPatterns(series, topPatterns, nowMs);
    return series.scrape();
  };
  return { counts, scrape };
}

function addWriters(series: AgentSeries, identities: IdentityLines, nowMs: number): void {
  const [lines, bytes] = [series.counter(logLines), series.counter(logBytes)];
  const { gains, gone } = identities.take(nowMs);
  for (const gain of gains) {
    for (const [level, count] of gain.lines) lines.add([level, ...gain.labels], count);
    bytes.add(gain.labels, gain.bytes);
  }
  for (const labels of gone) {
    for (const level of logLevels) lines.remove([level, ...labels]);
    bytes.remove(labels);
  }
}

function addPatterns(series: AgentSeries, top: TopPatterns, nowMs: number): void {
  const lines = series.counter(logPatternLines);
  const { gains, gone } = top.take(nowMs);
  for (const { pattern, lines: count } of gains) lines.add(patternLabels(pattern), count);
  for (const pattern of gone) lines.remove(patternLabels(pattern));
}

function patternLabels({ id, level, writer }: Pattern): string[] {
  return [id, level, ...identityLabels(writer)];
}
