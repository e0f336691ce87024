import { agentJob, logsJob, serverJob } from '#contract/doctor.ts';
import { agentMemory, collectorCpu, collectorUp } from '#contract/metrics.ts';
import { alertmanagerFailures, alertmanagerNotifications, notificationErrors, notificationsSent, targetUp } from '#contract/prometheus-metrics.ts';
import { nodeEvents, nodeLost } from '#contract/recorded.ts';
import { deliveriesEnded, deliveryAttempts } from '#contract/server-metrics.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, near, quiet, type Row, recordedRow, row } from '../cases.ts';
import { average, compared, constant, divided, increase, mean, now, plus, rate, recorded, scraped, sum } from '../promql.ts';
import { gap, growing, inTurn, jumping, steady } from '../samples.ts';
import { appears, longAgo, onceImpossible, scrapesFail, vanishes } from '../trap-cases.ts';

const doctor = { to: 'page', path: '/doctor' } as const;
const perNode = ['cluster', 'node'] as const;

const agents = (...states: readonly string[]): Row[] => states.map((state, at) => row(targetUp, { job: agentJob, node: `n${at}` }, state));
const agentsUp = now(scraped(targetUp, { job: agentJob }));

/** Of a thousand agents some are always on their way. */
const agentDown = alert({
  name: 'AgentDown',
  domain: 'pipeline',
  severity: 'ticket',
  owner: 'observability',
  value: agentsUp,
  is: '<',
  threshold: 1,
  when: compared(mean(['cluster'], agentsUp), '<', 0.95),
  unit: 'count',
  for: '10m',
  summary: (of) => `The agent of ${of('node')} does not answer`,
  description: (of) => `Nothing is seen of ${of('node')}, which looks like quiet. Fewer than 95 % of the agents of ${of('cluster')} answer.`,
  link: doctor,
  cases: [
    fires('the only agent is down', { given: agents(steady(0)), at: '11m', value: 0, labels: { node: 'n0', job: agentJob } }),
    fires('one of two is down', { given: agents(steady(1), steady(0)), at: '11m', value: 0, labels: { node: 'n1', job: agentJob } }),
    quiet('too little to tell', 'one of thirty is down', { given: agents(steady(0), ...Array.from({ length: 29 }, () => steady(1))), at: '40m' }),
    near('it is started anew', { given: agents(inTurn(steady(1, 10), steady(0, 10), steady(1))), at: '16m' }),
    near('something else is down', { given: [...agents(steady(1)), row(targetUp, { job: logsJob }, steady(0))], at: '40m' }),
    vanishes('10m', 0, agents),
    scrapesFail('10m', (through) => agents(through.steady(0))),
  ],
});

const overBudget = { name: 'AgentOverBudget', domain: 'pipeline', severity: 'ticket', owner: 'observability', is: '>', for: '10m', link: doctor } as const;
const billed = (collector: string, values: string): Row => row(collectorCpu, { collector, side: 'kernel' }, values);

const agentCpu = alert({
  ...overBudget,
  aspect: 'cpu',
  value: sum(perNode, rate(scraped(collectorCpu), '5m')),
  threshold: 0.5,
  unit: 'cores',
  summary: (of) => `Sonde itself takes much of the CPU of ${of('node')}`,
  description: (_, value) => `Its collectors take ${value}, in the kernel and in the agent; the doctor has the bill.`,
  cases: [
    fires('0.6 of a core', { given: [billed('l7', growing(12)), billed('tcp', growing(6))], at: '16m', value: 0.6 }),
    near('0.4 of a core', { given: [billed('l7', growing(9)), billed('tcp', growing(3))], at: '40m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', { given: [billed('l7', inTurn(growing(3, 30, 9000), growing(3)))], at: '26m' }),
    appears(12, 9000, (values) => [billed('l7', values)]),
    scrapesFail('10m', (through) => [billed('l7', through.growing(18))]),
  ],
});

const resident = (values: string): Row[] => [row(agentMemory, {}, values)];

/** 80 % of 256 MiB: more than twice what it is made to need. */
const memoryBytes = 0.8 * 256 * 1024 ** 2;

const agentRss = alert({
  ...overBudget,
  aspect: 'memory',
  value: now(scraped(agentMemory)),
  threshold: memoryBytes,
  unit: 'bytes',
  summary: (of) => `Sonde itself takes much of the memory of ${of('node')}`,
  description: (_, value) => `One process of its agent has ${value}.`,
  cases: [
    fires('256 MiB', { given: [row(agentMemory, {}, steady(256 * 1024 ** 2))], at: '11m', value: 256 * 1024 ** 2 }),
    near('200 MiB', { given: [row(agentMemory, {}, steady(200 * 1024 ** 2))], at: '40m' }),
    quiet('soon over', 'a peak of 5 minutes', { given: [row(agentMemory, {}, inTurn(steady(300 * 1024 ** 2, 10), steady(100 * 1024 ** 2)))], at: '11m' }),
    vanishes('10m', 256 * 1024 ** 2, resident),
    onceImpossible(100 * 1024 ** 2, resident),
    scrapesFail('10m', (through) => resident(through.steady(256 * 1024 ** 2))),
  ],
});

const lostPerSecond = sum(perNode, average(recorded(nodeLost), '5m'));
const seenAndLost = (seen: string, lost: string): Row[] => [
  recordedRow(nodeEvents, { collector: 'tcp' }, seen),
  recordedRow(nodeLost, { collector: 'tcp', reason: 'ring_full' }, lost),
];

const eventsDropped = alert({
  name: 'EventsDropped',
  domain: 'pipeline',
  severity: 'ticket',
  owner: 'observability',
  value: divided(lostPerSecond, plus(lostPerSecond, sum(perNode, average(recorded(nodeEvents), '5m')))),
  is: '>',
  threshold: 0.01,
  unit: 'ratio',
  for: '10m',
  summary: (of) => `Sonde loses part of what happens on ${of('node')}`,
  description: (_, value) => `${value} was not counted: what is shown of this host is a lower bound.`,
  link: doctor,
  cases: [
    fires('one in fifty', { given: seenAndLost(steady(980), steady(20)), at: '11m', value: 0.02 }),
    near('nine in a thousand', { given: seenAndLost(steady(991), steady(9)), at: '40m' }),
    quiet('nothing happens', 'nothing happens at all', { given: seenAndLost(steady(0), steady(0)), at: '40m' }),
    quiet('soon over', 'a peak of a minute', { given: seenAndLost(steady(1000), inTurn(steady(0, 4), steady(100, 2), steady(0))), at: '14m' }),
    quiet('missing series', 'nobody says how much was seen', { given: seenAndLost('', steady(20)).slice(1), at: '12m' }),
    scrapesFail('10m', (through) => seenAndLost(through.steady(980), through.steady(20))),
  ],
});

const attached = (values: string): Row[] => [row(collectorUp, { collector: 'l7' }, values), row(collectorUp, { collector: 'tcp' }, steady(1))];

const attachFailed = alert({
  name: 'ProbeAttachFailed',
  domain: 'pipeline',
  severity: 'ticket',
  owner: 'observability',
  value: now(scraped(collectorUp)),
  is: '<',
  threshold: 1,
  unit: 'count',
  for: '5m',
  summary: (of) => `The collector ${of('collector')} does not run on ${of('node')}`,
  description: (of) => `What ${of('collector')} counts is missing from this host; the doctor says why.`,
  link: doctor,
  cases: [
    fires('a program was refused', { given: attached(steady(0)), at: '6m', value: 0, labels: { collector: 'l7' } }),
    near('it is up again before its time is over', { given: attached(inTurn(steady(0, 8), steady(1))), at: '6m' }),
    near('the agent is away', { given: attached(inTurn(steady(1, 4), gap(30), steady(1))), at: '10m' }),
    vanishes('5m', 0, attached),
    scrapesFail('5m', (through) => attached(through.steady(0))),
  ],
});

const notifierWords = {
  name: 'NotifierFailing',
  domain: 'pipeline',
  severity: 'ticket',
  owner: 'observability',
  is: '>',
  threshold: 0.01,
  unit: 'ratio',
  for: '5m',
  link: doctor,
} as const;
const tried = (failed: string, all: string): Row[] => [
  row(alertmanagerFailures, { integration: 'webhook', job: 'alertmanager' }, failed),
  row(alertmanagerNotifications, { integration: 'webhook', job: 'alertmanager' }, all),
];
const handed = (failed: string, all: string): Row[] => [
  row(notificationErrors, { alertmanager: 'am', job: 'prometheus' }, failed),
  row(notificationsSent, { alertmanager: 'am', job: 'prometheus' }, all),
];

const notifierFailing = alert({
  ...notifierWords,
  aspect: 'receiver',
  value: divided(
    sum(['cluster', 'node', 'integration'], rate(scraped(alertmanagerFailures), '15m')),
    sum(['cluster', 'node', 'integration'], rate(scraped(alertmanagerNotifications), '15m')),
  ),
  needs: ['alertmanager'],
  summary: (of) => `Alerts do not get out by ${of('integration')}`,
  description: (of, value) => `${value} of the notifications by ${of('integration')} fail: somebody is not told.`,
  cases: [
    fires('half of them fail', { given: tried(growing(1), growing(2)), at: '25m', value: 0.5, labels: { integration: 'webhook' } }),
    near('nine in a thousand', { given: tried(growing(9), growing(1000)), at: '40m' }),
    quiet('nothing happens', 'nothing is sent at all', { given: tried(steady(9), steady(90)), at: '40m' }),
    quiet('counter reset', 'Alertmanager starts again and counts from 0', {
      given: tried(inTurn(growing(0, 20, 90), steady(0)), inTurn(growing(3, 20, 900), growing(3))),
      at: '15m',
    }),
    quiet('missing series', 'nobody says how many there were', { given: tried(growing(1), '').slice(0, 1), at: '25m' }),
    scrapesFail('5m', (through) => tried(through.growing(1), through.growing(2)), '16m'),
  ],
});

const handoverFailing = alert({
  ...notifierWords,
  aspect: 'alertmanager',
  value: divided(sum(perNode, rate(scraped(notificationErrors), '15m')), sum(perNode, rate(scraped(notificationsSent), '15m'))),
  needs: ['alertmanager'],
  summary: (of) => `Prometheus on ${of('node')} cannot hand its alerts to Alertmanager`,
  description: (_, value) => `${value} of them are refused or not answered.`,
  cases: [
    fires('one in ten', { given: handed(growing(1), growing(10)), at: '25m', value: 0.1 }),
    near('nine in a thousand', { given: handed(growing(9), growing(1000)), at: '40m' }),
    quiet('counter reset', 'Prometheus starts again and counts from 0', {
      given: handed(inTurn(growing(0, 20, 90), steady(0)), inTurn(growing(3, 20, 900), growing(3))),
      at: '15m',
    }),
    quiet('missing series', 'nobody says how many there were', { given: handed(growing(1), '').slice(0, 1), at: '25m' }),
    scrapesFail('5m', (through) => handed(through.growing(1), through.growing(10)), '16m'),
  ],
});

const ended = (givenUp: string): Row[] => [row(deliveriesEnded, { outcome: 'given_up', job: serverJob }, givenUp)];
const delivered = (failed: string, ok: string): Row[] => [
  row(deliveryAttempts, { outcome: 'failed', job: serverJob }, failed),
  row(deliveryAttempts, { outcome: 'ok', job: serverJob }, ok),
];

/** What was tried often is tried again each quarter of an hour: in half an hour there is an attempt, and in longer than that, one that failed once is forgotten. */
const deliveryFailing = alert({
  ...notifierWords,
  aspect: 'delivery',
  value: divided(sum(perNode, rate(scraped(deliveryAttempts, { outcome: 'failed' }), '30m')), sum(perNode, rate(scraped(deliveryAttempts), '30m'))),
  for: '40m',
  needs: ['alertmanager'],
  summary: (of) => `Alerts do not get out of the server of ${of('node')}`,
  description: (_, value) => `${value} of the attempts to bring a notification to a webhook, to Teams or to a receiver of your own fail: somebody is not told.`,
  cases: [
    fires('half of them fail', { given: delivered(growing(1), growing(1)), at: '75m', value: 0.5 }),
    near('nine in a thousand', { given: delivered(growing(9), growing(991)), at: '120m' }),
    quiet('soon over', 'a receiver is away once and has it then', { given: delivered(jumping(5, '20m'), jumping(1, '21m')), at: '65m' }),
    quiet('nothing happens', 'nothing is sent at all', { given: delivered(steady(9), steady(90)), at: '75m' }),
    quiet('counter reset', 'the server starts again and counts from 0', {
      given: delivered(inTurn(growing(0, 60, 9000), growing(0)), inTurn(growing(3, 60, 9000), growing(3))),
      at: '75m',
    }),
    quiet('missing series', 'no attempt has ever failed', { given: delivered('', growing(1)).slice(1), at: '75m' }),
    scrapesFail('40m', (through) => delivered(through.growing(1), through.growing(1)), '31m'),
  ],
});

const deliveryGivenUp = alert({
  ...notifierWords,
  aspect: 'given_up',
  value: sum(perNode, increase(scraped(deliveriesEnded, { outcome: 'given_up' }), '30m')),
  threshold: 0,
  unit: 'count',
  for: '0m',
  needs: ['alertmanager'],
  summary: (of) => `The server of ${of('node')} gave up a notification`,
  description: (_, value) => `${value} in half an hour: somebody was not told, and will not be.`,
  cases: [
    fires('a receiver refuses one', { given: ended(jumping(1, '20m')), at: '45m', value: 1 }),
    quiet('soon over', 'it was an hour ago', { given: ended(jumping(1, '20m')), at: '80m' }),
    quiet('counter reset', 'the server starts again and counts from 0', { given: ended(inTurn(steady(9, 30), steady(0))), at: '20m' }),
    ...longAgo(ended),
  ],
});

const watchdog = alert({
  name: 'Watchdog',
  domain: 'pipeline',
  severity: 'none',
  owner: 'observability',
  value: constant(1),
  is: '==',
  threshold: 1,
  unit: 'count',
  for: '0m',
  summary: () => 'Alerts work',
  description: () => 'It always fires: whoever is told of it and hears nothing any more knows that alerts do not work.',
  link: doctor,
  cases: [fires('always', { given: [], at: '1m', value: 1 })],
});

export const sonde: readonly Alert[] = [
  agentDown,
  agentCpu,
  agentRss,
  eventsDropped,
  attachFailed,
  notifierFailing,
  handoverFailing,
  deliveryFailing,
  deliveryGivenUp,
  watchdog,
];
