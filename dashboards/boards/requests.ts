import { l7SamplingFactor } from '#contract/l7-metrics.ts';
import { l7Requests, l7RequestTime } from '#contract/metrics.ts';
import { edgeRequestP50, edgeRequestP99, edgeRequests, edgeUnseenConnections, workloadRequestBuckets, workloadUnderWay } from '#contract/recorded.ts';
import { matched, maxBy, not, partOf, quantileOf, rate, ratio, selector, share, sumBy, topk, topkNow } from '../promql/promql.ts';
import { areas, type Board, heat, lines, type Row, stat, table } from './board.ts';
import { chosenServer, mean, step } from './chosen.ts';
import { server, toServer } from './whom.ts';

/** A handshake of TLS opens a connection; what is asked on it comes after. */
const asked = { ...chosenServer, protocol: not('tls') } as const;
const requests = mean(edgeRequests, asked);
const failed = mean(edgeRequests, { ...asked, outcome: 'error' });
/** Of requests that both ends count, what one of them counted. */
const atServer = { ...asked, observed: 'server' } as const;
const buckets = matched(workloadRequestBuckets, asked);
const slowMinute = { warning: 0.5, critical: 2 };

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Requests',
      shows: 'Requests per second, of all protocols that are read, TLS handshakes left out.',
      good: 'about as many as at the same hour before',
      unit: 'reqps',
      queries: [{ expr: sumBy([], requests), legend: 'requests' }],
    }),
    stat({
      title: 'Errors',
      shows: 'Share of the requests that failed or were not answered.',
      good: 'below 1 %; from 5 % on it is critical',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: share(sumBy([], failed), sumBy([], requests)), legend: 'errors' }],
    }),
    stat({
      title: 'Median',
      shows: 'Time from the first byte of a request to the first byte of its answer.',
      good: 'level',
      unit: 's',
      queries: [{ expr: quantileOf(0.5, [], buckets), legend: 'p50' }],
    }),
    stat({
      title: '99th percentile',
      shows: 'What one request in a hundred takes longer than.',
      good: 'below what your users bear; not 5 times its last hour',
      unit: 's',
      limits: slowMinute,
      queries: [{ expr: quantileOf(0.99, [], buckets), legend: 'p99' }],
    }),
    stat({
      title: 'Unseen',
      shows: 'Connections per second whose requests cannot be read: encrypted, HTTP/2, or of an unknown protocol.',
      good: 'few; what is not seen is in no figure here',
      unit: 'cps',
      queries: [{ expr: sumBy([], mean(edgeUnseenConnections, chosenServer)), legend: 'unseen' }],
    }),
    stat({
      title: 'Sampling',
      shows: 'Of how many connections one is read; its requests count so many times.',
      good: '1: all of them are, and the counts are exact',
      unit: 'short',
      limits: { warning: 2 },
      queries: [{ expr: maxBy([], selector(l7SamplingFactor, { cluster: chosenServer.cluster })), legend: 'factor' }],
    }),
  ],
};

const rates: Row = {
  title: 'Rate',
  panels: [
    lines({
      title: 'Requests by workload',
      shows: 'Requests per second that the busiest workloads are asked.',
      good: 'steady, or as the day has it',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(server, requests)), legend: '{{server}}' }],
      lead: toServer,
    }),
    areas({
      title: 'Requests by protocol',
      shows: 'HTTP, DNS, Redis, PostgreSQL, MySQL, and what else is read.',
      good: 'each in its proportion',
      unit: 'reqps',
      queries: [{ expr: sumBy(['protocol'], requests), legend: '{{protocol}}' }],
    }),
    lines({
      title: 'Requests by client',
      shows: 'Requests per second by who asks, the busiest first.',
      good: 'nobody that asks in a loop',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(['client', 'client_kind', 'client_namespace'], requests)), legend: '{{client}}' }],
      lead: { to: 'workload', of: 'client' },
    }),
    lines({
      title: 'Methods',
      shows: 'What is asked, as the server sees it: the method of HTTP, the command of Redis, the kind of a statement.',
      good: 'steady proportions',
      unit: 'reqps',
      queries: [{ expr: topk(8, sumBy(['protocol', 'method'], rate(selector(l7Requests, atServer), step))), legend: '{{protocol}} {{method}}' }],
    }),
  ],
};

const errors: Row = {
  title: 'Errors',
  panels: [
    areas({
      title: 'What requests came to',
      shows: 'Well answered, refused for a fault of the client, or failed.',
      good: 'nearly all well answered',
      unit: 'reqps',
      queries: [{ expr: sumBy(['outcome'], requests), legend: '{{outcome}}' }],
    }),
    lines({
      title: 'Share of errors by workload',
      shows: 'Requests that failed or were not answered, of those asked.',
      good: 'below 1 %',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: topk(5, share(sumBy(server, failed), sumBy(server, requests))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Status by protocol',
      shows: 'Answers by what they say, as the server sees it.',
      good: '2xx, ok, NOERROR',
      unit: 'reqps',
      queries: [{ expr: topk(8, sumBy(['protocol', 'status'], rate(selector(l7Requests, atServer), step))), legend: '{{protocol}} {{status}}' }],
    }),
    lines({
      title: 'Not answered',
      shows: 'Requests whose connection ended, or whose client gave up, before an answer came, as the client sees it.',
      good: '0 but when programs are stopped',
      unit: 'reqps',
      needs: 'requests that were not answered',
      queries: [
        { expr: topk(5, sumBy(server, rate(selector(l7Requests, { ...asked, observed: 'client', status: 'unanswered' }), step))), legend: '{{server}}' },
      ],
      lead: toServer,
    }),
  ],
};

const durations: Row = {
  title: 'Duration',
  panels: [
    lines({
      title: 'Median by workload',
      shows: 'Of the last minute, the slowest client counting.',
      good: 'level',
      unit: 's',
      queries: [{ expr: topk(5, maxBy(server, matched(edgeRequestP50, asked))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: '99th percentile by workload',
      shows: 'Of the last minute, the slowest client counting.',
      good: 'level, and not many times the median',
      unit: 's',
      limits: slowMinute,
      queries: [{ expr: topk(5, maxBy(server, matched(edgeRequestP99, asked))), legend: '{{server}}' }],
      lead: toServer,
    }),
    heat({
      title: 'All durations',
      shows: 'How many requests took how long.',
      good: 'one warm band that stays where it is',
      unit: 's',
      queries: [{ expr: sumBy(['le'], buckets), legend: '{{le}}', unit: 'reqps' }],
    }),
    lines({
      title: '99th percentile by protocol',
      shows: 'What one request in a hundred takes longer than, protocol by protocol.',
      good: 'stores far below what asks them',
      unit: 's',
      queries: [{ expr: maxBy(['protocol'], matched(edgeRequestP99, asked)), legend: '{{protocol}}' }],
    }),
    lines({
      title: 'Requests under way',
      shows: 'Mean number of requests that wait for their answer in the last minute, by workload: the rate times the mean duration.',
      good: 'level; what grows here is a queue',
      unit: 'short',
      queries: [{ expr: topk(5, sumBy(server, matched(workloadUnderWay, chosenServer))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Mean duration',
      shows: 'Mean time to an answer, by protocol.',
      good: 'near the median; far above it a few are very slow',
      unit: 's',
      needs: 'requests in the chosen time',
      queries: [
        {
          expr: ratio(
            sumBy(['protocol'], rate(partOf(l7RequestTime, 'sum', atServer), step)),
            sumBy(['protocol'], rate(partOf(l7RequestTime, 'count', atServer), step)),
          ),
          legend: '{{protocol}}',
        },
      ],
    }),
  ],
};

const pair = ['client', 'server', 'server_kind', 'server_namespace', 'protocol'] as const;

const unseen: Row = {
  title: 'Who asks whom, and what is not seen',
  panels: [
    table({
      title: 'Edges by requests',
      needs: 'for the column of errors, requests that fail',
      width: 16,
      shows: 'Who asks whom most at the end of the chosen time, how many failed, and the 99th percentile.',
      good: 'no errors',
      unit: 'reqps',
      queries: [
        { expr: topkNow(30, sumBy(pair, matched(edgeRequests, asked))), legend: 'requests' },
        { expr: topkNow(30, sumBy(pair, matched(edgeRequests, { ...asked, outcome: 'error' }))), legend: 'errors' },
        { expr: topkNow(30, maxBy(pair, matched(edgeRequestP99, asked))), legend: 'p99', unit: 's' },
      ],
      lead: toServer,
    }),
    lines({
      title: 'Why requests are not seen',
      width: 8,
      shows: 'Connections per second whose requests cannot be read, by why.',
      good: 'encrypted ones only',
      unit: 'cps',
      queries: [{ expr: sumBy(['reason'], mean(edgeUnseenConnections, chosenServer)), legend: '{{reason}}' }],
    }),
  ],
};

export const requestsBoard: Board = {
  uid: 'sonde-requests',
  title: 'Requests',
  description: 'Rate, errors and durations of requests, by workload and protocol.',
  variables: ['cluster', 'namespace', 'workload'],
  namesOf: 'requests',
  rows: [glance, rates, errors, durations, unseen],
};
