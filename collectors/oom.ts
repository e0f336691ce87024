import { oomKills } from '#contract/kernel-metrics.ts';
import { oomScope } from '../bpf/gen/oom.ts';
import { oomEvent } from './oom/event.ts';
import type { Collector, CollectorContext, OpenCollector } from './runtime/collector.ts';

/** As its program has it. */
const ringBytes = 16 * 1024;
const scopes = [
  ['global', oomScope.OOM_GLOBAL],
  ['cgroup', oomScope.OOM_CGROUP],
] as const;

export const oom: Collector = {
  name: 'oom',
  help: 'Processes that the kernel kills for want of memory.',
  object: 'oom',
  metrics: [],
  open,
};

function open({ maps: { perCpuCounters, ring }, edges, object, series, onEvent }: CollectorContext): OpenCollector {
  if (object === undefined || edges === undefined) throw new Error('the program that sees the kills is not loaded');
  const read = perCpuCounters(object.map('oom_kills'), oomScope.OOM_SCOPES);
  const events = ring(object.map('oom_events'), ringBytes, (view, at, length) => onEvent(oomEvent(view, at, length, edges.identityOfProcess)));
  let before: number[] = [];
  return {
    rings: [events],
    sweep() {
      const now = read();
      for (const [scope, place] of scopes) series.counter(oomKills).add([scope], (now[place] ?? 0) - (before[place] ?? 0));
      before = now;
    },
    close: () => events.close(),
  };
}
