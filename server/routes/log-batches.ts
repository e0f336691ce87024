import type { FastifyInstance } from 'fastify';
import { flowBatchPath } from '#contract/flows.ts';
import { logBatchPath } from '#contract/log-batch.ts';
import type { Clocks } from '../doctor/clocks.ts';
import type { Hub } from '../live/hub.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { FlowStore } from '../store/flows/flow-store.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';
import { acceptBatches, batchRoute } from './batches.ts';

export interface BatchRoutesOptions {
  readonly logs: LogStore;
  readonly flows: FlowStore;
  readonly hub: Hub;
  readonly metrics: OwnMetrics;
  readonly clocks: Clocks;
  readonly keptMs: { readonly logs: number; readonly records: number };
}

/** A page asks anew at each news of lines. */
const newsMs = 250;

/** At once, and as often as is given while there is more. */
function atMostEvery(ms: number, work: () => void): () => void {
  let resting: NodeJS.Timeout | undefined;
  let isWanted = false;
  const tell = () => {
    isWanted = resting !== undefined;
    if (isWanted) return;
    work();
    resting = setTimeout(() => {
      resting = undefined;
      if (isWanted) tell();
    }, ms).unref();
  };
  return tell;
}

/** Where agents bring lines and flows. */
export function batchRoutes(app: FastifyInstance, { logs, flows, hub, metrics, clocks, keptMs }: BatchRoutesOptions): void {
  acceptBatches(app);
  const onAhead = () => metrics.aheadBatches.inc();
  const tell = atMostEvery(newsMs, () => hub.publish('logs', iso(Date.now())));
  batchRoute(app, {
    ...{ path: logBatchPath, what: 'lines', store: logs, keptMs: keptMs.logs, clocks, onAhead },
    onTaken: ({ stored, known }) => {
      metrics.logLines.inc({ outcome: 'stored' }, stored);
      metrics.logLines.inc({ outcome: 'known' }, known);
      if (stored > 0) tell();
    },
  });
  batchRoute(app, {
    ...{ path: flowBatchPath, what: 'flows', store: flows, keptMs: keptMs.records, clocks, onAhead },
    onTaken: ({ stored, known }) => {
      metrics.flows.inc({ outcome: 'stored' }, stored);
      metrics.flows.inc({ outcome: 'known' }, known);
    },
  });
}
