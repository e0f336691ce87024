import { logsJob } from '#contract/doctor.ts';
import { hostDescriptors, hostFilesystem } from '#contract/host-metrics.ts';
import { kernelEvents } from '#contract/log-metrics.ts';
import { type Alert, alert, worse } from '../alert.ts';
import { fires, near, quiet, type Row, row } from '../cases.ts';
import { compared, divided, increase, least, minus, now, predicted, scraped, where } from '../promql.ts';
import { absurd, gap, inTurn, jumping, late, onceWrong, steady } from '../samples.ts';
import { longAgo, onceImpossible, scrapesFail } from '../trap-cases.ts';

const root = { device: '/dev/vda1', mountpoint: '/', fstype: 'ext4' };
const total = 1000;
const space = (available: string, size = steady(total)): Row[] => [
  row(hostFilesystem.size, root, size),
  row(hostFilesystem.available, root, available),
  row(hostFilesystem.readOnly, root, steady(0)),
];
const inodes = (free: string, of = steady(total)): Row[] => [row(hostFilesystem.files, root, of), row(hostFilesystem.filesFree, root, free)];
const files = (open: string, limit = steady(total)): Row[] => [row(hostDescriptors.allocated, {}, open), row(hostDescriptors.limit, {}, limit)];

const left = divided(now(scraped(hostFilesystem.available)), now(scraped(hostFilesystem.size)));
const isWritable = compared(now(scraped(hostFilesystem.readOnly)), '==', 0);
const fullIn = (ahead: '24h' | '4h') => where(compared(predicted(scraped(hostFilesystem.available), '6h', ahead), '<', 0), isWritable);
const both = ['ticket', 'page'] as const;

const fillingUp = alert({
  name: 'NodeFsFillingUp',
  domain: 'storage',
  severity: 'ticket',
  owner: 'platform',
  value: left,
  is: '<',
  threshold: 0.15,
  when: fullIn('24h'),
  unit: 'ratio',
  for: '1h',
  summary: (of) => `${of('mountpoint')} on ${of('node')} will be full within a day`,
  description: (of, value) => `${value} of ${of('device')} is left, and as it went in the last 6 hours that lasts less than a day.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('a percent of it goes every hour', { every: '5m', given: space('140-0.84x200'), at: '2h', value: 0.11984, labels: root }),
    quiet('something else', 'little is left, but it stays', { every: '5m', given: space(steady(120)), at: '4h' }),
    near('it fills fast, but a sixth is left', { every: '5m', given: space('190-0.84x200'), at: '2h' }),
    quiet('soon over', 'a file that was deleted gave room again', { every: '5m', given: space(inTurn('140-2x18', '149-0x200')), at: '6h' }),
    quiet('something else', 'it is read-only, and nobody writes there', {
      every: '5m',
      given: [...space('140-0.84x200').slice(0, 2), row(hostFilesystem.readOnly, root, steady(1))],
      at: '2h',
    }),
    quiet('missing series', 'its size is missing, because it does not answer', { every: '5m', given: space('95-2x200').slice(1), at: '3h' }),
    quiet('impossible sample', 'a size among others that cannot be', { every: '5m', given: space('190-0.84x200', onceWrong(total, absurd, 24)), at: '2h' }),
    quiet('partly lost data', 'a few samples after hours without any, of which the first ones fall', {
      every: '5m',
      given: space(inTurn(steady(95, 5), gap(80), '95 93 92', steady(92))),
      at: '9h',
    }),
  ],
});

const fillingUpFast = worse(fillingUp, {
  threshold: 0.1,
  when: fullIn('4h'),
  cases: [
    fires('it is full within four hours', { every: '5m', given: space('130-2x200'), at: '150m', value: 0.07, labels: root, severities: both }),
    quiet('something else', 'it is full tomorrow, but nearly a fifth is left', { every: '5m', given: space('190-0.4x200'), at: '1h' }),
  ],
});

const almostFull = alert({
  name: 'NodeFsAlmostFull',
  domain: 'storage',
  severity: 'ticket',
  owner: 'platform',
  value: left,
  is: '<',
  threshold: 0.05,
  when: isWritable,
  unit: 'ratio',
  for: '30m',
  summary: (of) => `${of('mountpoint')} on ${of('node')} is almost full`,
  description: (of, value) => `${value} of ${of('device')} is left.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('4 % are left', { given: space(steady(40)), at: '31m', value: 0.04, labels: root }),
    near('5 % are left', { given: space(steady(50)), at: '2h' }),
    quiet('something else', 'an image that is always full: nobody can write there', {
      given: [...space(steady(0)).slice(0, 2), row(hostFilesystem.readOnly, root, steady(1))],
      at: '2h',
    }),
    quiet('missing series', 'its size is missing, because it does not answer', { given: space(steady(10)).slice(1), at: '2h' }),
    onceImpossible(total, (size) => space(steady(500), size)),
    scrapesFail('30m', (through) => space(through.steady(20), through.steady(total))),
  ],
});

const full = worse(almostFull, {
  threshold: 0.03,
  cases: [
    fires('2 % are left', { given: space(steady(20)), at: '31m', value: 0.02, labels: root, severities: both }),
    quiet('soon over', 'room was made in time', { given: space(inTurn(steady(20, 50), steady(60))), at: '31m' }),
  ],
});

const inodesLow = alert({
  name: 'NodeInodesLow',
  domain: 'storage',
  severity: 'ticket',
  owner: 'platform',
  value: divided(now(scraped(hostFilesystem.filesFree)), now(scraped(hostFilesystem.files))),
  is: '<',
  threshold: 0.05,
  unit: 'ratio',
  for: '30m',
  needs: ['inodes'],
  summary: (of) => `${of('mountpoint')} on ${of('node')} has room for few more files`,
  description: (of, value) => `${value} of the inodes of ${of('device')} are free, however much space is left.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('4 % of them are free', { given: inodes(steady(40)), at: '31m', value: 0.04, labels: root }),
    near('6 % of them are free', { given: inodes(steady(60)), at: '2h' }),
    quiet('missing series', 'a filesystem that makes them as needed has no total', { given: inodes(steady(0)).slice(1), at: '2h' }),
    quiet('partly lost data', 'scrapes fail before its time is over', { given: inodes(inTurn(steady(20, 40), gap(30), steady(20))), at: '50m' }),
    onceImpossible(total, (all) => inodes(steady(500), all)),
  ],
});

const inodesGone = worse(inodesLow, {
  threshold: 0.03,
  cases: [
    fires('2 % of them are free', { given: inodes(steady(20)), at: '31m', value: 0.02, labels: root, severities: both }),
    quiet('soon over', 'some were freed in time', { given: inodes(inTurn(steady(20, 50), steady(80))), at: '31m' }),
  ],
});

const descriptors = alert({
  name: 'NodeFdExhaustion',
  domain: 'storage',
  severity: 'ticket',
  owner: 'platform',
  value: divided(now(scraped(hostDescriptors.allocated)), now(scraped(hostDescriptors.limit))),
  is: '>',
  threshold: 0.7,
  unit: 'ratio',
  for: '15m',
  summary: (of) => `${of('node')} can open few more files and sockets`,
  description: (_, value) => `${value} of what the kernel allows are open.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('three quarters are open', { given: files(steady(750)), at: '16m', value: 0.75 }),
    near('69 % are open', { given: files(steady(690)), at: '1h' }),
    quiet('something else', 'no limit to speak of', {
      given: [row(hostDescriptors.allocated, {}, steady(90_000)), row(hostDescriptors.limit, {}, '9223372036854775807+0x200')],
      at: '1h',
    }),
    quiet('missing series', 'the limit is missing', { given: files(steady(950)).slice(0, 1), at: '20m' }),
    onceImpossible(total, (limit) => files(steady(300), limit), 0),
    scrapesFail('15m', (through) => files(through.steady(950), through.steady(total))),
  ],
});

const descriptorsGone = worse(descriptors, {
  threshold: 0.9,
  cases: [
    fires('95 % are open', { given: files(steady(950)), at: '16m', value: 0.95, severities: both }),
    quiet('soon over', 'it was a moment', { given: files(inTurn(steady(950, 10), steady(300))), at: '16m' }),
  ],
});

const readOnlyWords = {
  name: 'NodeReadonlyFs',
  domain: 'storage',
  severity: 'page',
  owner: 'platform',
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
} as const;

const turnedReadOnly = alert({
  ...readOnlyWords,
  aspect: 'mount',
  value: minus(now(scraped(hostFilesystem.readOnly)), least(scraped(hostFilesystem.readOnly), '1h')),
  summary: (of) => `${of('mountpoint')} on ${of('node')} can be written to no more`,
  description: (of) => `${of('device')} (${of('fstype')}) was mounted for writing within the last hour and is read-only now.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('it was writable half an hour ago', {
      given: [row(hostFilesystem.readOnly, root, inTurn(steady(0, 60), steady(1)))],
      at: '40m',
      value: 1,
      labels: root,
    }),
    quiet('something else', 'it has been read-only for ever', { given: [row(hostFilesystem.readOnly, root, steady(1))], at: '2h' }),
    quiet('something else', 'it became writable', { given: [row(hostFilesystem.readOnly, root, inTurn(steady(1, 60), steady(0)))], at: '40m' }),
    quiet('partly lost data', 'it was not there for a while', {
      given: [row(hostFilesystem.readOnly, root, inTurn(steady(1, 30), gap(20), steady(1)))],
      at: '40m',
    }),
    quiet('missing series', 'it is new, and has always been read-only', { given: [row(hostFilesystem.readOnly, root, late(60, steady(1)))], at: '40m' }),
  ],
});

const remounted = alert({
  ...readOnlyWords,
  aspect: 'kernel',
  value: increase(scraped(kernelEvents, { type: 'read_only_remount' }), '10m'),
  needs: ['kernel_log'],
  summary: (of) => `The kernel of ${of('node')} has made a filesystem read-only, because its disk fails`,
  description: (_, value) => `${value} times in 10 minutes; the events say which one and why.`,
  link: { to: 'page', path: '/events' },
  cases: [
    fires('the kernel said so', {
      given: [row(kernelEvents, { type: 'read_only_remount', job: logsJob }, jumping(1, '20m'))],
      at: '25m',
      value: 1,
      labels: { type: 'read_only_remount' },
    }),
    quiet('something else', 'an error that left it writable', {
      given: [row(kernelEvents, { type: 'filesystem_error', job: logsJob }, jumping(1, '20m'))],
      at: '25m',
    }),
    quiet('counter reset', 'the process that reads logs starts again and counts from 0', {
      given: [row(kernelEvents, { type: 'read_only_remount', job: logsJob }, inTurn(steady(2, 40), steady(0)))],
      at: '25m',
    }),
    quiet('soon over', 'it was an hour ago', { given: [row(kernelEvents, { type: 'read_only_remount', job: logsJob }, jumping(1, '20m'))], at: '80m' }),
    ...longAgo((values) => [row(kernelEvents, { type: 'read_only_remount', job: logsJob }, values)]),
  ],
});

export const filesystems: readonly Alert[] = [
  fillingUp,
  fillingUpFast,
  almostFull,
  full,
  inodesLow,
  inodesGone,
  descriptors,
  descriptorsGone,
  turnedReadOnly,
  remounted,
];
