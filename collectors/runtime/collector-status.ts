import type { CollectorReport } from '#contract/doctor.ts';
import { collectorCpu, collectorUp, events, lost, overflowed } from '#contract/metrics.ts';
import type { Bill } from './bill.ts';
import type { AgentSeries } from './metrics/agent-series.ts';

/** What one object counted about itself since it was loaded. */
export interface Tally {
  readonly events: number;
  readonly overflowed: number;
  readonly lost: readonly (readonly [reason: string, count: number])[];
}

export interface Status {
  readonly name: string;
  readonly help: string;
  /** Why it is not up; empty while it is. */
  readonly reason: string;
  readonly lacks?: NonNullable<CollectorReport['lacks']>;
  /** Totals since its programs were loaded. */
  readonly tally: () => Tally;
}

/** Follows each collector's own counters and price, for /metrics and for the doctor. `onFailed` hears of one that was up and is no more. */
export function collectorStatus(series: AgentSeries, bill: Bill, onFailed: (name: string, reason: string) => void) {
  const statuses: Status[] = [];
  const last = new Map<string, number>();
  const agentSeconds = new Map<string, number>();
  const lostOf = new Map<string, Map<string, number>>();

  const gained = (key: string, now: number): number => {
    const before = last.get(key) ?? 0;
    last.set(key, Math.max(before, now));
    return Math.max(0, now - before);
  };

  const countLost = (name: string, reason: string, delta: number) => {
    if (delta === 0) return;
    series.counter(lost).add([name, reason], delta);
    const ofCollector = lostOf.get(name) ?? new Map<string, number>();
    ofCollector.set(reason, (ofCollector.get(reason) ?? 0) + delta);
    lostOf.set(name, ofCollector);
  };

  return {
    add(status: Status): void {
      statuses.push(status);
      series.gauge(collectorUp).set([status.name], status.reason === '' ? 1 : 0);
    },
    /** Takes a collector down, with why, or with an empty reason up again. */
    setReason(name: string, reason: string): void {
      const at = statuses.findIndex((status) => status.name === name);
      const status = statuses[at];
      if (status === undefined || status.reason === reason) return;
      statuses[at] = { ...status, reason };
      series.gauge(collectorUp).set([name], reason === '' ? 1 : 0);
      if (status.reason === '') onFailed(name, reason);
    },
    countLost,
    /** CPU time of the agent that this collector used. */
    chargeAgent(name: string, seconds: number): void {
      agentSeconds.set(name, (agentSeconds.get(name) ?? 0) + seconds);
      series.counter(collectorCpu).add([name, 'agent'], seconds);
    },
    /** After each sweep. */
    update(): void {
      for (const { name, tally } of statuses) {
        const { events: seen, overflowed: over, lost: losses } = tally();
        const cost = bill.costOf(name);
        series.counter(events).add([name], gained(`${name} events`, seen));
        series.counter(overflowed).add([name], gained(`${name} overflowed`, over));
        for (const [reason, count] of losses) countLost(name, reason, gained(`${name} ${reason}`, count));
        countLost(name, 'missed_run', gained(`${name} missed_run`, cost.missedRuns));
        series.counter(collectorCpu).add([name, 'kernel'], gained(`${name} kernel`, cost.cpuSeconds));
      }
    },
    report: (): CollectorReport[] =>
      statuses.map(({ name, help, reason, lacks }) => {
        const { cpuSeconds, programs } = bill.costOf(name);
        return {
          name,
          help,
          up: reason === '',
          reason,
          ...(lacks && { lacks }),
          programs: [...programs],
          cpuSecondsKernel: cpuSeconds,
          cpuSecondsAgent: agentSeconds.get(name) ?? 0,
          lost: Object.fromEntries(lostOf.get(name) ?? []),
        };
      }),
  };
}

export type CollectorStatus = ReturnType<typeof collectorStatus>;
