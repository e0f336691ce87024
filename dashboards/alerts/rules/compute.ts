import { hostCpu, hostIdentity, hostLoad } from '#contract/host-metrics.ts';
import { runtimeStarts } from '#contract/kernel-metrics.ts';
import { invalidSamples } from '#contract/metrics.ts';
import { like } from '../../promql/promql.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, growing, inTurn, jumping, near, quiet, row, steady } from '../cases.ts';
import { divided, increase, now, rate, rest, scraped, slowRate, sum } from '../promql.ts';

const idle = (perStep: number) => [row(hostCpu.seconds, { cpu: 'all', mode: 'idle' }, growing(perStep)), row(hostCpu.cpus, {}, steady(10))];
const load = (values: string) => [row(hostLoad.load1, {}, values), row(hostCpu.cpus, {}, steady(4))];
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
    quiet('busy for less than its time', { given: idle(15), at: '14m' }),
    quiet('an idle host whose agent starts again', {
      given: [row(hostCpu.seconds, { cpu: 'all', mode: 'idle' }, inTurn(growing(290, 40, 9000), growing(290))), row(hostCpu.cpus, {}, steady(10))],
      at: '25m',
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
    quiet('an impossible sample now and inTurn, which the agent leaves out', {
      given: load(inTurn(steady(3, 30), '_ _', steady(3, 30), '_', steady(3))),
      at: '40m',
    }),
    quiet('high, but not for long', { given: load(inTurn(steady(12, 25), steady(3))), at: '16m' }),
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
    quiet('what was left out was no load', { given: [row(invalidSamples, { source: 'stat', field: 'iowait' }, jumping(2, '5m'))], at: '6m' }),
    quiet('it was long ago', { given: [row(invalidSamples, { source: 'loadavg', field: 'load1' }, jumping(2, '5m'))], at: '20m' }),
    quiet('the agent starts again', { given: [row(invalidSamples, { source: 'loadavg', field: 'load1' }, inTurn(steady(7, 10), steady(0)))], at: '6m' }),
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
    quiet('the service starts again and counts from 0', {
      given: limited(inTurn(growing(30, 40, 5000), growing(30)), inTurn(growing(300, 40, 9000), growing(300))),
      at: '25m',
    }),
    quiet('it does not run at all', { given: limited(steady(900), steady(1000)), at: '40m' }),
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
    quiet('the agent starts again and counts from 0', {
      given: [row(runtimeStarts, { unit: 'kubelet' }, inTurn(steady(40, 20), steady(1)))],
      at: '15m',
    }),
  ],
});

export const compute: readonly Alert[] = [cpuHigh, loadHigh, invalidLoad, throttling, flapping];
