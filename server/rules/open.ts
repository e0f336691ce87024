import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerConfig } from '#contract/children.ts';
import type { RulesChanged } from '#contract/rule-changes.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Prometheus } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import { writeChanged } from '../whole-file.ts';
import { withHandled } from './handled.ts';
import { type QueryCounters, queryCounters } from './query-counters.ts';
import { Rules, type RulesOptions } from './rules.ts';
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
  readonly tellUp: (changed: RulesChanged) => void;
  readonly onFailure: (what: string) => (error: unknown) => void;
}

const dayMs = 86_400_000;

export async function openRules({ config, prometheus, logStore, records, metrics, tellUp, onFailure }: RulingOptions): Promise<Ruling> {
  const { dataDir, scrapeIntervalSeconds: intervalSeconds, retention, alerting } = config;
  const store = ruleStore(dataDir, onFailure('rules'));
  const stored = await store.read();
  const publish: RulesOptions['publish'] = async ({ user, off }) => {
    const folder = join(alerting.alertmanager.folder, 'rules');
    await mkdir(folder, { recursive: true });
    await writeChanged(join(folder, 'user.yml'), user);
    tellUp({ rules: { off: [...off] } });
  };
  const onUncounted = (error: unknown) => {
    metrics.queryFailures.inc();
    onFailure('counting the lines of rules')(error);
  };
  const counters = queryCounters({ logStore, counters: metrics.queryMatches, everyMs: intervalSeconds * 1000, onFailure: onUncounted });
  const rules = new Rules({
    prometheus,
    withHandled: (fired) => withHandled(fired, records, alerting.externalLabels),
    store,
    stored,
    counters,
    intervalSeconds,
    publish,
  });
  await rules.tell().catch(onFailure('Prometheus goes on with the rules that it has'));
  return {
    rules,
    trials: trials({ prometheus, intervalSeconds, keptMs: retention.metrics.days * dayMs, logStore, records }),
    counters,
  };
}
