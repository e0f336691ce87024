import { l7UnlearntNames } from '#contract/l7-metrics.ts';
import { l7Requests, udpSentDatagrams } from '#contract/metrics.ts';
import { edgeRequestP99, edgeRequests, workloadRequestBuckets } from '#contract/recorded.ts';
import { matched, maxBy, quantileOf, rate, selector, share, sumBy, topk } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat } from './board.ts';
import { chosenCluster, chosenEdge, chosenServer, mean, step } from './chosen.ts';
import { client, server, toClient, toServer } from './whom.ts';

const dns = { ...chosenEdge, protocol: 'dns' } as const;
const questions = mean(edgeRequests, dns);
const failed = mean(edgeRequests, { ...dns, outcome: 'error' });
const unknown = mean(edgeRequests, { ...dns, outcome: 'client_error' });
/** Of questions that both ends count, what those count who ask. */
const asked = rate(selector(l7Requests, { ...dns, observed: 'client' }), step);
const buckets = matched(workloadRequestBuckets, { ...chosenServer, protocol: 'dns' });
const askedFor = 'programs that ask for names';

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Questions',
      shows: 'Names asked for per second.',
      good: 'few against the connects: names are kept for a while',
      unit: 'reqps',
      queries: [{ expr: sumBy([], questions), legend: 'questions' }],
    }),
    stat({
      title: 'Failed',
      needs: askedFor,
      shows: 'Share of the questions that the server could not answer, or did not.',
      good: 'below 1 %',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: share(sumBy([], failed), sumBy([], questions)), legend: 'failed' }],
    }),
    stat({
      title: 'No such name',
      needs: askedFor,
      shows: 'Share of the questions for names that do not exist.',
      good: 'below 20 %; search lists of resolvers make some',
      unit: 'percentunit',
      limits: { warning: 0.5 },
      queries: [{ expr: share(sumBy([], unknown), sumBy([], questions)), legend: 'no such name' }],
    }),
    stat({
      title: 'Median',
      needs: askedFor,
      shows: 'Time to an answer.',
      good: 'below 5 ms',
      unit: 's',
      queries: [{ expr: quantileOf(0.5, [], buckets), legend: 'p50' }],
    }),
    stat({
      title: '99th percentile',
      needs: askedFor,
      shows: 'What one answer in a hundred takes longer than.',
      good: 'below 100 ms; 5 s is a resolver that was asked again',
      unit: 's',
      limits: { warning: 0.1, critical: 1 },
      queries: [{ expr: quantileOf(0.99, [], buckets), legend: 'p99' }],
    }),
    stat({
      title: 'Names not learnt',
      shows: 'Answers per second from which no name was learnt for an address, because there were too many different ones.',
      good: '0',
      unit: 'ops',
      limits: { warning: 1 },
      queries: [{ expr: sumBy([], rate(selector(l7UnlearntNames, chosenCluster), step)), legend: 'not learnt' }],
    }),
  ],
};

const detail: Row = {
  title: 'Who asks whom, and what is answered',
  panels: [
    lines({
      title: 'Questions by client',
      shows: 'Names asked for per second, by who asks.',
      good: 'nobody that asks for the same again and again',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(client, questions)), legend: '{{client}}' }],
      lead: toClient,
    }),
    lines({
      title: 'Questions by server',
      shows: 'Names asked for per second, by who is asked.',
      good: 'your resolvers, and nobody else',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(server, questions)), legend: '{{server}}' }],
      lead: toServer,
    }),
    areas({
      title: 'Answers',
      shows: 'By their code, as those see it who ask: NOERROR, NXDOMAIN (no such name), SERVFAIL (the server could not), unanswered.',
      good: 'nearly all NOERROR',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(['status'], asked)), legend: '{{status}}' }],
    }),
    areas({
      title: 'Kinds of questions',
      shows: 'By the record that is asked for, as those see it who ask: A, AAAA, PTR, SRV.',
      good: 'steady proportions',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(['method'], asked)), legend: '{{method}}' }],
    }),
    lines({
      title: 'Failed, by client',
      needs: askedFor,
      shows: 'Share of the questions that failed, by who asks.',
      good: 'below 1 %',
      unit: 'percentunit',
      limits: { warning: 0.01 },
      queries: [{ expr: topk(5, share(sumBy(client, failed), sumBy(client, questions))), legend: '{{client}}' }],
      lead: toClient,
    }),
    lines({
      title: '99th percentile by server',
      needs: askedFor,
      shows: 'Of the last minute, by who is asked.',
      good: 'below 100 ms',
      unit: 's',
      limits: { warning: 0.1, critical: 1 },
      queries: [{ expr: topk(5, maxBy(server, matched(edgeRequestP99, dns))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Datagrams to resolvers',
      needs: 'a resolver on port 53',
      width: 24,
      shows: 'UDP datagrams per second that those who ask send to port 53.',
      good: 'about as many as questions',
      unit: 'pps',
      queries: [
        {
          expr: topk(5, sumBy(server, rate(selector(udpSentDatagrams, { ...chosenEdge, observed: 'client', server_port: '53' }), step))),
          legend: '{{server}}',
        },
      ],
      lead: toServer,
    }),
  ],
};

export const dnsBoard: Board = {
  uid: 'sonde-dns',
  title: 'DNS',
  description: 'Which names are asked for by whom, how fast they are answered, and what fails.',
  variables: ['cluster', 'namespace', 'client', 'workload'],
  namesOf: 'dns',
  rows: [glance, detail],
};
