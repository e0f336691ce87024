import { identityId } from '#contract/identity.ts';
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

function open({ maps: { ring }, edges, object, onEvent }: CollectorContext): OpenCollector {
  if (object === undefined || edges === undefined) throw new Error('the program that sees cgroups come and go is not loaded');
  const step = lives(edges.placedIn);
  const sampler = new EventSampler(limits);
  const visit = (view: DataView, start: number, length: number) => {
    if (length !== cgroupLifeEventBytes) throw new Error(`the life of a cgroup has ${cgroupLifeEventBytes} bytes, not ${length}`);
    const { at, hierarchy, isPopulated, path } = readCgroupLifeEvent(view, start);
    const cgroup = textOf(path);
    const changed = step({ path: cgroup, hierarchy, isPopulated: isPopulated === 1 });
    if (changed === undefined) return;
    const { identity, starts } = changed;
    const change = starts ? 'started' : 'ended';
    const count = sampler.take(`${identityId(identity)} ${change}`, performance.now());
    if (count === 0) return;
    onEvent({
      at: dateOf(at),
      type: identity.kind === 'container' ? `container.${change}` : `systemd.unit_${change}`,
      severity: 'info',
      identity,
      message: identity.kind === 'container' ? `The container ${identity.name} ${change}` : `${identity.name} ${change}`,
      attributes: { 'sonde.cgroup.path': cgroup },
      count,
    });
  };
  const events = ring(object.map('lifecycle_events'), ringBytes, visit);
  return { rings: [events], sweep: () => {}, close: () => events.close() };
}
