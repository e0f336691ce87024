import { type Identity, identityId } from '#contract/identity.ts';
import { runtimeStarts, runtimeUnits } from '#contract/kernel-metrics.ts';
import { cgroupLifeEventBytes, readCgroupLifeEvent } from '../bpf/gen/lifecycle.ts';
import { textOf } from '../bpf/words.ts';
import { lives } from './lifecycle/lives.ts';
import type { Collector, CollectorContext, OpenCollector } from './runtime/collector.ts';
import { EventSampler, type SamplerLimits } from './ship/event-sampler.ts';
import { dateOf } from './sockets/kernel-time.ts';

/** As its program has it. */
const ringBytes = 64 * 1024;
/** What is started over and over is told now and then, with how often. */
const limits: SamplerLimits = { perSecond: 0.2, burst: 10, allPerSecond: 20 };

export const lifecycle: Collector = {
  name: 'lifecycle',
  help: 'Containers and systemd services that start and end.',
  object: 'lifecycle',
  metrics: [],
  open,
};

function changeOf({ kind, name }: Identity, change: 'started' | 'ended') {
  return kind === 'container'
    ? { type: `container.${change}` as const, message: `The container ${name} ${change}` }
    : { type: `systemd.unit_${change}` as const, message: `${name} ${change}` };
}

/** What runs containers is counted too: that it flaps is an alert. */
const startCounter = (series: CollectorContext['series']) => {
  const starts = series.counter(runtimeStarts);
  return ({ kind, name }: Identity) => {
    const runtime = kind === 'systemd' ? runtimeUnits.find((unit) => name === `${unit}.service`) : undefined;
    if (runtime !== undefined) starts.add([runtime], 1);
  };
};

function open({ maps: { ring }, edges, object, series, onEvent }: CollectorContext): OpenCollector {
  if (object === undefined || edges === undefined) throw new Error('the program that sees cgroups come and go is not loaded');
  const step = lives(edges.placedIn);
  const sampler = new EventSampler(limits);
  const countStart = startCounter(series);
  const visit = (view: DataView, start: number, length: number) => {
    if (length !== cgroupLifeEventBytes) throw new Error(`the life of a cgroup has ${cgroupLifeEventBytes} bytes, not ${length}`);
    const { at, hierarchy, isPopulated, path } = readCgroupLifeEvent(view, start);
    const cgroup = textOf(path);
    const changed = step({ path: cgroup, hierarchy, isPopulated: isPopulated === 1 });
    if (changed === undefined) return;
    const { identity, starts } = changed;
    if (starts) countStart(identity);
    const change = starts ? 'started' : 'ended';
    const count = sampler.take(`${identityId(identity)} ${change}`, performance.now());
    if (count > 0) onEvent({ at: dateOf(at), severity: 'info', identity, ...changeOf(identity, change), attributes: { 'sonde.cgroup.path': cgroup }, count });
  };
  const events = ring(object.map('lifecycle_events'), ringBytes, visit);
  return { rings: [events], sweep: () => {}, close: () => events.close() };
}
