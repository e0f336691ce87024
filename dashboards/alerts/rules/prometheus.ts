import { remoteWriteNewest, remoteWriteSent, ruleFailures } from '#contract/prometheus-metrics.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, near, quiet, type Row, row } from '../cases.ts';
import { increase, max, min, minus, now, scraped } from '../promql.ts';
import { growing, inTurn, jumping, steady } from '../samples.ts';
import { longAgo, scrapesFail } from '../trap-cases.ts';

const perNode = ['cluster', 'node'] as const;
const target = { remote_name: 'central', url: 'http://central/write' };
const job = { job: 'prometheus' };
const sent = (newest: string, last: string): Row[] => [row(remoteWriteNewest, job, newest), row(remoteWriteSent, { ...target, ...job }, last)];
const failing = (values: string): Row[] => [row(ruleFailures, { rule_group: 'recordings.yml;sonde-counts', ...job }, values)];

const remoteWriteBehind = alert({
  name: 'RemoteWriteBehind',
  domain: 'pipeline',
  severity: 'page',
  owner: 'observability',
  value: minus(max(perNode, now(scraped(remoteWriteNewest))), min(perNode, now(scraped(remoteWriteSent)))),
  is: '>',
  threshold: 120,
  unit: 'seconds',
  for: '15m',
  needs: ['remote_write'],
  summary: (of) => `What Prometheus on ${of('node')} sends elsewhere arrives late`,
  description: (_, value) => `It is ${value} behind; beyond two hours samples are lost.`,
  link: { to: 'page', path: '/doctor' },
  cases: [
    fires('five minutes behind', { given: sent('1000+30x200', '700+30x200'), at: '16m', value: 300 }),
    near('100 seconds behind', { given: sent('1000+30x200', '900+30x200'), at: '40m' }),
    quiet('soon over', 'it stands still for ten minutes, then catches up', { given: sent('1000+30x200', inTurn('1000+0x20', '1630+30x200')), at: '20m' }),
    quiet('missing series', 'nothing was ever sent elsewhere', { given: [row(remoteWriteNewest, job, '1000+30x200')], at: '40m' }),
    quiet('impossible sample', 'what is sent for the first time has the time 0', {
      given: sent('1700000000+30x200', inTurn('0x3', '1700000120+30x200')),
      at: '1m',
    }),
    scrapesFail('15m', (through) => sent(through.growing(30, 1000), through.growing(30, 700))),
  ],
});

const rulesFail = alert({
  name: 'RuleFailures',
  domain: 'pipeline',
  severity: 'page',
  owner: 'observability',
  value: increase(scraped(ruleFailures), '5m'),
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '15m',
  summary: (of) => `Prometheus on ${of('node')} cannot evaluate rules`,
  description: (of, value) => `${value} evaluations of ${of('rule_group')} failed in 5 minutes: alerts may be missing.`,
  link: { to: 'page', path: '/doctor' },
  cases: [
    fires('a rule fails each time', { given: failing(growing(6)), at: '21m', value: 60, labels: { rule_group: 'recordings.yml;sonde-counts' } }),
    quiet('soon over', 'it failed a few times', { given: failing(jumping(4, '5m')), at: '21m' }),
    quiet('counter reset', 'Prometheus starts again and counts from 0', { given: failing(inTurn(steady(900, 30), steady(0))), at: '21m' }),
    ...longAgo(failing),
    scrapesFail('15m', (through) => failing(through.growing(6))),
  ],
});

export const prometheus: readonly Alert[] = [remoteWriteBehind, rulesFail];
