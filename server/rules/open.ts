import type { ServerConfig } from '#contract/children.ts';
import type { RulesChanged } from '#contract/rule-changes.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Prometheus } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import { type QueryCounters, queryCounters } from './query-counters.ts';
import { Rules } from './rules.ts';
import { ruleStore } from './stored-rules.ts';
import { type Trials, trials } from './trials.ts';

/** All that has to do with rules. */
export interface Ruling {
  readonly rules: Rules;
  readonly trials: Trials;
  readonly counters: QueryCounters;
}

export interface RulingOptions {
  readonly config: ServerConfig;
  readonly prometheus: Prometheus;
  readonly logStore: LogStore;
  readonly records: RecordStore;
  readonly metrics: OwnMetrics;
  readonly publish: (changed: RulesChanged) => void;
  readonly onFailure: (error: unknown) => void;
}

const dayMs = 86_400_000;

export async function openRules({ config, prometheus, logStore, records, metrics, publish, onFailure }: RulingOptions): Promise<Ruling> {
  const { dataDir, scrapeIntervalSeconds: intervalSeconds, retention } = config;
  const store = ruleStore(dataDir);
  const stored = await store.read();
  const onUncounted = (error: unknown) => {
    metrics.queryFailures.inc();
    onFailure(error);
  };
  const counters = queryCounters({ logStore, counters: metrics.queryMatches, everyMs: intervalSeconds * 1000, onFailure: onUncounted });
  return {
    rules: new Rules({ prometheus, store, stored, counters, intervalSeconds, publish }),
    trials: trials({ prometheus, intervalSeconds, keptMs: retention.metrics.days * dayMs, logStore, records }),
    counters,
  };
}
