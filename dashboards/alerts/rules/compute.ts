import { hostCpu, hostIdentity, hostLoad } from '#contract/host-metrics.ts';
import { runtimeStarts } from '#contract/kernel-metrics.ts';
import { invalidSamples } from '#contract/metrics.ts';
import { like } from '../../promql/promql.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, near, quiet, row } from '../cases.ts';
import { divided, increase, now, rate, rest, scraped, slowRate, sum } from '../promql.ts';
import { gap, growing, growingGlimpsed, inTurn, jumping, late, steady } from '../samples.ts';
import { longAgo, onceImpossible, scrapesFail } from '../trap-cases.ts';

const idling = (seconds: string, cpus = steady(10)) => [row(hostCpu.seconds, { cpu: 'all', mode: 'idle' }, seconds), row(hostCpu.cpus, {}, cpus)];
const idle = (perStep: number) => idling(growing(perStep));
const load = (values: string, cpus = steady(4)) => [row(hostLoad.load1, {}, values), row(hostCpu.cpus, {}, cpus)];
const api = { identity: 'api.service', identity_kind: 'systemd' };
const limited = (throttled: string, periods: string) => [row(hostIdentity.throttledPeriods, api, throttled), row(hostIdentity.periods, api, periods)];

const cpuHigh = alert({
  name: 'NodeCPUHigh',
  domain: 'compute',
  severity: 'info',
  owner: 'platform',
  value: rest(divided(sum(['cluster', 'node'], rate(scraped(hostCpu.seconds, { mode: like('idle|iowait') }), '5m')), now(scraped(hostCpu.cpus)))),
  is: '>',
  threshold: 0.9,
  unit: 'ratio',
  for: '15m',
  summary: (of) => `The CPUs of ${of('node')} are busy`,
  description: (_, value) => `${value} of its CPU time was used in the last minutes.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('nearly all of the CPU time is used for long', { given: idle(15), at: '25m', value: 0.95 }),
    near('just below the threshold', { given: idle(31), at: '40m' }),
    quiet('soon over', 'busy for less than its time', { given: idle(15), at: '14m' }),
    quiet('counter reset', 'an idle host whose agent starts again', {
      given: idling(inTurn(growing(290, 40, 9000), growing(290))),
      at: '25m',
    }),
    quiet('missing series', 'nobody says how many CPUs there are', { given: idle(15).slice(0, 1), at: '25m' }),
    quiet('missing series', 'the agent has just begun to count, and the host is idle', { given: idling(late(20, growing(290))), at: '25m' }),
    onceImpossible(10, (cpus) => idling(growing(290), cpus)),
    scrapesFail('15m', (through) => idling(through.growing(15), through.steady(10))),
    quiet('partly lost data', 'two scrapes in seven minutes, of a host that idles less than half of its time', {
      given: idling(growingGlimpsed(120, 2, 12, 6)),
      at: '37m',
    }),
  ],
});

const loadHigh = alert({
  name: 'NodeLoadPerCoreHigh',
  domain: 'compute',
  severity: 'ticket',
  owner: 'platform',
  value: divided(now(scraped(hostLoad.load1)), now(scraped(hostCpu.cpus))),
  is: '>',
  threshold: 2,
  unit: 'times',
  for: '15m',
  summary: (of) => `More than ${of('node')} can run waits for its CPUs or its disks`,
  description: (_, value) => `Its load is ${value} that of its CPUs.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('three times as many as there are CPUs', { given: load(steady(12)), at: '16m', value: 3 }),
    near('twice as many, which is the threshold', { given: load(steady(8)), at: '40m' }),
    quiet('impossible sample', 'an impossible sample now and inTurn, which the agent leaves out', {
      given: load(inTurn(steady(3, 30), '_ _', steady(3, 30), '_', steady(3))),
      at: '40m',
    }),
    quiet('soon over', 'high, but not for long', { given: load(inTurn(steady(12, 25), steady(3))), at: '16m' }),
    quiet('missing series', 'nobody says how many CPUs there are', { given: load(steady(12)).slice(0, 1), at: '20m' }),
    onceImpossible(4, (cpus) => load(steady(3), cpus), 0),
    scrapesFail('15m', (through) => load(through.steady(12), through.steady(4))),
  ],
});

const invalidLoad = alert({
  name: 'NodeInvalidLoadSample',
  domain: 'compute',
  severity: 'info',
  owner: 'platform',
  value: sum(['cluster', 'node'], increase(scraped(invalidSamples, { field: like('load.*') }), '10m')),
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
  needs: ['first_occurrence'],
  summary: (of) => `The kernel of ${of('node')} reports a load that cannot be`,
  description: (_, value) => `${value} samples in 10 minutes were left out: no alert and no graph has them.`,
  link: { to: 'page', path: '/doctor' },
  cases: [
    fires('a load of four billion was left out', {
      given: [row(invalidSamples, { source: 'loadavg', field: 'load1' }, jumping(2, '5m'))],
      at: '6m',
      value: 2,
    }),
    quiet('something else', 'what was left out was no load', { given: [row(invalidSamples, { source: 'stat', field: 'iowait' }, jumping(2, '5m'))], at: '6m' }),
    quiet('soon over', 'it was long ago', { given: [row(invalidSamples, { source: 'loadavg', field: 'load1' }, jumping(2, '5m'))], at: '20m' }),
    quiet('counter reset', 'the agent starts again', {
      given: [row(invalidSamples, { source: 'loadavg', field: 'load1' }, inTurn(steady(7, 10), steady(0)))],
      at: '6m',
    }),
    ...longAgo((values) => [row(invalidSamples, { source: 'loadavg', field: 'load1' }, values)]),
  ],
});

const throttling = alert({
  name: 'CPUThrottlingHigh',
  domain: 'compute',
  severity: 'info',
  owner: 'applications',
  value: divided(slowRate(scraped(hostIdentity.throttledPeriods), '5m'), slowRate(scraped(hostIdentity.periods), '5m')),
  is: '>',
  threshold: 0.25,
  unit: 'ratio',
  for: '15m',
  needs: ['cpu_limits'],
  summary: (of) => `${of('identity')} on ${of('node')} is held back by its CPU limit`,
  description: (_, value) => `In ${value} of the periods in which it ran it had to wait for the next.`,
  link: { to: 'identity', kind: 'identity_kind', namespace: 'identity_namespace', name: 'identity' },
  cases: [
    fires('it waits in half of its periods', { given: limited(growing(150), growing(300)), at: '20m', value: 0.5, labels: api }),
    near('a quarter is the threshold', { given: limited(growing(75), growing(300)), at: '40m' }),
    quiet('counter reset', 'the service starts again and counts from 0', {
      given: limited(inTurn(growing(30, 40, 5000), growing(30)), inTurn(growing(300, 40, 9000), growing(300))),
      at: '25m',
    }),
    quiet('nothing happens', 'it does not run at all', { given: limited(steady(900), steady(1000)), at: '40m' }),
    quiet('missing series', 'nobody says in how many periods it ran', { given: limited(growing(150), '').slice(0, 1), at: '25m' }),
    scrapesFail('15m', (through) => limited(through.growing(150), through.growing(300))),
  ],
});

const flapping = alert({
  name: 'RuntimeFlapping',
  domain: 'compute',
  severity: 'ticket',
  owner: 'platform',
  value: increase(scraped(runtimeStarts), '20m'),
  is: '>=',
  threshold: 5,
  unit: 'count',
  for: '0m',
  summary: (of) => `${of('unit')} on ${of('node')} starts again and again`,
  description: (of, value) => `${of('unit')}.service has started ${value} times in 20 minutes.`,
  link: { to: 'page', path: '/events' },
  cases: [
    fires('containerd was started six times', {
      given: [row(runtimeStarts, { unit: 'containerd' }, jumping(6, '10m'))],
      at: '15m',
      value: 6,
      labels: { unit: 'containerd' },
    }),
    near('four starts in a night of updates', { given: [row(runtimeStarts, { unit: 'containerd' }, jumping(4, '10m'))], at: '15m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', {
      given: [row(runtimeStarts, { unit: 'kubelet' }, inTurn(steady(40, 20), steady(1)))],
      at: '15m',
    }),
    ...longAgo((values) => [row(runtimeStarts, { unit: 'kubelet' }, values)]),
    quiet('partly lost data', 'four starts while scrapes fail', {
      given: [row(runtimeStarts, { unit: 'kubelet' }, inTurn(steady(1, 19), gap(10), steady(5)))],
      at: '19m',
    }),
  ],
});

export const compute: readonly Alert[] = [cpuHigh, loadHigh, invalidLoad, throttling, flapping];
