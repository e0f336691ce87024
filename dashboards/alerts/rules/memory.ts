import { hostMemory, hostPaging } from '#contract/host-metrics.ts';
import { oomKills } from '#contract/kernel-metrics.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, near, quiet, row } from '../cases.ts';
import { divided, increase, now, rate, rest, scraped } from '../promql.ts';
import { gap, growing, inTurn, jumping, steady } from '../samples.ts';
import { appears, longAgo, onceImpossible, scrapesFail } from '../trap-cases.ts';

const gibibyte = 1024 ** 3;
const left = (available: string) => [row(hostMemory.MemTotal, {}, steady(100 * gibibyte)), row(hostMemory.MemAvailable, {}, available)];
const faults = (values: string) => [row(hostPaging.pgmajfault, {}, values)];
const kills = (scope: string, values: string) => [row(oomKills, { scope }, values)];

const memoryHigh = alert({
  name: 'NodeMemoryHigh',
  domain: 'memory',
  severity: 'ticket',
  owner: 'platform',
  value: rest(divided(now(scraped(hostMemory.MemAvailable)), now(scraped(hostMemory.MemTotal)))),
  is: '>',
  threshold: 0.9,
  unit: 'ratio',
  for: '15m',
  summary: (of) => `${of('node')} has little memory left`,
  description: (_, value) => `${value} of its memory is taken and cannot be reclaimed.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('6 of 100 GiB are left', { given: left(steady(6 * gibibyte)), at: '16m', value: 0.94 }),
    near('11 of 100 GiB are left', { given: left(steady(11 * gibibyte)), at: '40m' }),
    quiet('partly lost data', 'scrapes fail before its time is over', {
      given: left(inTurn(steady(6 * gibibyte, 15), gap(12), steady(6 * gibibyte))),
      at: '20m',
    }),
    quiet('missing series', 'the total is missing', { given: [row(hostMemory.MemAvailable, {}, steady(6 * gibibyte))], at: '40m' }),
    onceImpossible(50 * gibibyte, left, 0),
  ],
});

const majorFaults = alert({
  name: 'NodeMajorFaults',
  domain: 'memory',
  severity: 'ticket',
  owner: 'platform',
  value: rate(scraped(hostPaging.pgmajfault), '5m'),
  is: '>',
  threshold: 500,
  unit: 'per_second',
  for: '15m',
  summary: (of) => `Programs on ${of('node')} wait for their own memory to be read from disk`,
  description: (_, value) => `${value} page faults had to wait for a disk.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('600 a second', { given: faults(growing(18_000)), at: '21m', value: 600 }),
    near('490 a second', { given: faults(growing(14_700)), at: '40m' }),
    quiet('counter reset', 'a large counter begins again at 0', { given: faults(inTurn(growing(3000, 30, 90_000_000), growing(3000))), at: '31m' }),
    appears(14_700, 90_000_000, faults),
    scrapesFail('15m', (through) => faults(through.growing(18_000))),
  ],
});

const cgroupOom = alert({
  name: 'ContainerOOMKilled',
  domain: 'memory',
  severity: 'ticket',
  owner: 'applications',
  value: increase(scraped(oomKills, { scope: 'cgroup' }), '5m'),
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
  summary: (of) => `On ${of('node')} a process was killed, because its container or service had reached its memory limit`,
  description: (_, value) => `${value} processes in 5 minutes; the events name them.`,
  link: { to: 'page', path: '/events' },
  cases: [
    fires('one was killed', { given: kills('cgroup', jumping(1, '10m')), at: '12m', value: 1, labels: { scope: 'cgroup' } }),
    quiet('soon over', 'it was half an hour ago', { given: kills('cgroup', jumping(1, '10m')), at: '40m' }),
    quiet('something else', 'the host itself had no memory left: that is another alert', { given: kills('global', jumping(1, '10m')), at: '12m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', { given: kills('cgroup', inTurn(steady(3, 20), steady(0))), at: '12m' }),
    ...longAgo((values) => kills('cgroup', values)),
  ],
});

const hostOom = alert({
  name: 'NodeOOM',
  domain: 'memory',
  severity: 'page',
  owner: 'platform',
  value: increase(scraped(oomKills, { scope: 'global' }), '5m'),
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
  summary: (of) => `${of('node')} had no memory left, and the kernel killed processes`,
  description: (_, value) => `${value} processes in 5 minutes; the events name them and what took the memory.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('two were killed', { given: kills('global', jumping(2, '10m')), at: '12m', value: 2, labels: { scope: 'global' } }),
    quiet('something else', 'a container reached its own limit', { given: kills('cgroup', jumping(2, '10m')), at: '12m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', { given: kills('global', inTurn(steady(3, 20), steady(0))), at: '12m' }),
    quiet('partly lost data', 'scrapes failed meanwhile and nothing happened', { given: kills('global', inTurn(steady(3, 10), gap(8), steady(3))), at: '12m' }),
    ...longAgo((values) => kills('global', values)),
  ],
});

export const memory: readonly Alert[] = [memoryHigh, majorFaults, cgroupOom, hostOom];
