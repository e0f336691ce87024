import { logsJob } from '#contract/doctor.ts';
import { hostDisk } from '#contract/host-metrics.ts';
import { kernelEvents } from '#contract/log-metrics.ts';
import { like } from '../../promql/promql.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, near, quiet, type Row, row } from '../cases.ts';
import { increase, rate, scraped } from '../promql.ts';
import { gap, growing, inTurn, jumping, steady } from '../samples.ts';
import { appears, longAgo, scrapesFail } from '../trap-cases.ts';

const said = (type: string, values: string): Row[] => [row(kernelEvents, { type, job: logsJob }, values)];
const queue = (values: string): Row[] => [row(hostDisk.weightedSeconds, { device: 'vda' }, values)];

const diskQueue = alert({
  name: 'NodeDiskQueueHigh',
  domain: 'storage',
  severity: 'ticket',
  owner: 'platform',
  value: rate(scraped(hostDisk.weightedSeconds), '5m'),
  is: '>',
  threshold: 10,
  unit: 'count',
  for: '30m',
  needs: ['disks'],
  summary: (of) => `${of('device')} on ${of('node')} is slower than what is asked of it`,
  description: (_, value) => `On average ${value} requests wait for it.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('fifteen wait', { given: queue(growing(450)), at: '36m', value: 15, labels: { device: 'vda' } }),
    near('nine wait', { given: queue(growing(270)), at: '1h' }),
    quiet('soon over', 'a backup of 20 minutes', { given: queue(inTurn(growing(450, 40), steady(18_000))), at: '36m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', { given: queue(inTurn(growing(30, 60, 900_000), growing(30))), at: '1h' }),
    appears(270, 900_000, queue),
    scrapesFail('30m', (through) => queue(through.growing(450))),
  ],
});

const hungTask = alert({
  name: 'NodeTaskHung',
  domain: 'compute',
  severity: 'ticket',
  owner: 'platform',
  value: increase(scraped(kernelEvents, { type: 'hung_task' }), '10m'),
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
  needs: ['kernel_log'],
  summary: (of) => `On ${of('node')} a task has waited in the kernel for minutes`,
  description: (_, value) => `The kernel said so ${value} times in 10 minutes; the events have the stack.`,
  link: { to: 'page', path: '/events' },
  cases: [
    fires('a task hangs', { given: said('hung_task', jumping(3, '10m')), at: '15m', value: 3, labels: { type: 'hung_task' } }),
    quiet('something else', 'a segmentation fault is the program’s own', { given: said('segfault', jumping(3, '10m')), at: '15m' }),
    quiet('counter reset', 'the process that reads logs starts again and counts from 0', {
      given: said('hung_task', inTurn(steady(5, 20), steady(0))),
      at: '15m',
    }),
    quiet('partly lost data', 'scrapes failed meanwhile and nothing happened', {
      given: said('hung_task', inTurn(steady(5, 20), gap(5), steady(5))),
      at: '15m',
    }),
    ...longAgo((values) => said('hung_task', values)),
  ],
});

const oops = alert({
  name: 'NodeKernelOops',
  domain: 'compute',
  severity: 'page',
  owner: 'platform',
  value: increase(scraped(kernelEvents, { type: like('oops|soft_lockup|hard_lockup|rcu_stall|panic') }), '10m'),
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
  needs: ['kernel_log'],
  summary: (of) => `The kernel of ${of('node')} is broken: ${of('type')}`,
  description: (of, value) => `It reported ${of('type')} ${value} times in 10 minutes. What runs there may stand still or be wrong.`,
  link: { to: 'page', path: '/events' },
  cases: [
    fires('a soft lockup', { given: said('soft_lockup', jumping(1, '10m')), at: '15m', value: 1, labels: { type: 'soft_lockup' } }),
    quiet('something else', 'a warning of the kernel is none of these', { given: said('warning', jumping(9, '10m')), at: '15m' }),
    quiet('counter reset', 'the process that reads logs starts again and counts from 0', { given: said('oops', inTurn(steady(1, 20), steady(0))), at: '15m' }),
    quiet('soon over', 'it was an hour ago', { given: said('oops', jumping(1, '10m')), at: '70m' }),
    ...longAgo((values) => said('oops', values)),
  ],
});

const stuckDevice = alert({
  name: 'UnregisterNetDeviceStuck',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: increase(scraped(kernelEvents, { type: 'netdevice_hang' }), '20m'),
  is: '>=',
  threshold: 3,
  unit: 'count',
  for: '0m',
  needs: ['kernel_log'],
  summary: (of) => `${of('node')} cannot give up a network interface`,
  description: (_, value) => `The kernel has waited for it ${value} times in 20 minutes. Containers may neither start nor end.`,
  link: { to: 'page', path: '/events' },
  cases: [
    fires('the kernel waits for it again and again', {
      given: said('netdevice_hang', jumping(12, '10m')),
      at: '20m',
      value: 12,
      labels: { type: 'netdevice_hang' },
    }),
    near('it waited twice, then had it', { given: said('netdevice_hang', jumping(2, '10m')), at: '20m' }),
    quiet('counter reset', 'the process that reads logs starts again and counts from 0', {
      given: said('netdevice_hang', inTurn(steady(40, 20), steady(1))),
      at: '20m',
    }),
    ...longAgo((values) => said('netdevice_hang', values)),
    quiet('partly lost data', 'it waited twice while scrapes failed', { given: said('netdevice_hang', inTurn(steady(1, 19), gap(10), steady(3))), at: '19m' }),
  ],
});

export const kernel: readonly Alert[] = [diskQueue, hungTask, oops, stuckDevice];
