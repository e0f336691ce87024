import { recordedEdgeLabels } from '#contract/recorded.ts';
import { type Alert, alert } from '../alert.ts';
import { type Case, fires, quiet, type Row } from '../cases.ts';
import { atPace, type Duration, rateScrapes } from '../pace.ts';
import { type Expression, max } from '../promql.ts';
import { gap, inTurn, steady } from '../samples.ts';

const perRequest = [...recordedEdgeLabels, 'protocol'] as const;
/** What follows may last longer than its cause. */
const lasts: Duration = '1m';

const joined = (of: string, label: 'from' | 'to', end: 'client' | 'server') =>
  `label_join(${of}, "${label}", "/", "${end}_kind", "${end}_namespace", "${end}")`;
const withEnds = (of: string) => joined(joined(of, 'from', 'client'), 'to', 'server');
const copied = (of: string, from: string, to: string) => `label_replace(${of}, "${to}", "$1", "${from}", "(.*)")`;
const swapped = (of: string) => copied(copied(copied(of, 'from', 'was'), 'to', 'from'), 'was', 'to');

/**
 * The edges that `effect` tells of whose server asks somebody of whom `causes` tell. Two who ask each other, and who asks itself, are no
 * cause; and where all ask in a circle nobody is, so that somebody is always told.
 */
function passedOn(effect: string, causes: string): Expression<(typeof perRequest)[number]> {
  return max(perRequest, {
    labels: perRequest,
    reads: ['ALERTS'],
    promql: (pace) => {
      const effects = withEnds(`ALERTS{alertname="${effect}", alertstate="firing"}`);
      const all = withEnds(`last_over_time(ALERTS{alertname=~"${causes}", alertstate="firing"}[${atPace(lasts, pace, rateScrapes)}])`);
      const oneWay = `(${all} unless on (cluster, from, to) ${swapped(all)})`;
      const asking = copied(oneWay, 'from', 'to');
      return `${effects} and on (cluster, to) ${asking} and on (cluster) (${oneWay} unless on (cluster, to) ${asking})`;
    },
  });
}

const told = (alertname: string, client: string, server: string, { values = steady(1), state = 'firing' } = {}): Row => ({
  series: `ALERTS{alertname="${alertname}",alertstate="${state}",cluster="c",client="${client}",client_kind="process",server="${server}",server_kind="process",server_port="80",protocol="http"}`,
  values,
});
const edge = (client: string, server: string) => ({ client, client_kind: 'process', server, server_kind: 'process', server_port: '80', protocol: 'http' });

function casesOf(effect: string, cause: string): Case[] {
  const deepest = told(cause, 'shop', 'db');
  const web = { at: '5m', value: 1, labels: edge('web', 'shop') } as const;
  return [
    fires('what its server asks fails', { given: [told(effect, 'web', 'shop'), deepest], ...web }),
    fires('so it did half a minute ago', { given: [told(effect, 'web', 'shop'), told(cause, 'shop', 'db', { values: '1x9 stale' })], ...web }),
    fires('beside it two ask each other', {
      given: [told(effect, 'web', 'shop'), deepest, told(effect, 'a', 'b'), told(effect, 'b', 'a'), told(effect, 'c', 'c')],
      ...web,
    }),
    {
      ...fires('through three', { given: [told(effect, 'user', 'web'), told(effect, 'web', 'shop'), deepest], ...web }),
      fires: [
        { value: 1, labels: edge('user', 'web') },
        { value: 1, labels: edge('web', 'shop') },
      ],
    },
    quiet('something else', 'nothing is behind it', { given: [told(effect, 'shop', 'db')], at: '5m' }),
    quiet('something else', 'what its server asks may be about to fail', {
      given: [told(effect, 'web', 'shop'), told(cause, 'shop', 'db', { state: 'pending' })],
      at: '5m',
    }),
    quiet('soon over', 'what its server asked failed three minutes ago', {
      given: [told(effect, 'web', 'shop'), told(cause, 'shop', 'db', { values: inTurn(steady(1, 4), 'stale') })],
      at: '5m',
    }),
    quiet('missing series', 'nobody tells of it any more', {
      given: [told(effect, 'web', 'shop', { values: inTurn(steady(1, 4), 'stale') }), deepest],
      at: '5m',
    }),
    quiet('partly lost data', 'what its server asked failed, and of the minutes since nothing is known', {
      given: [told(effect, 'web', 'shop'), told(cause, 'shop', 'db', { values: inTurn(steady(1, 2), gap(6), steady(1)) })],
      at: '4m',
    }),
    quiet('something else', 'three ask each other in a circle', { given: [told(effect, 'a', 'b'), told(effect, 'b', 'c'), told(effect, 'c', 'a')], at: '5m' }),
  ];
}

const common = {
  domain: 'network',
  severity: 'none',
  owner: 'applications',
  is: '>',
  threshold: 0,
  unit: 'count',
  for: '0m',
  needs: ['first_occurrence'],
  link: { to: 'identity', kind: 'server_kind', namespace: 'server_namespace', name: 'server' },
} as const;

const errors = alert({
  ...common,
  name: 'EdgeErrorsPassedOn',
  value: passedOn('EdgeRequestErrors', 'EdgeConnectFailures|EdgeRequestErrors'),
  summary: (of) => `${of('server')}:${of('server_port')} passes on to ${of('client')} what fails behind it`,
  description: (of) => `What ${of('server')} asks itself fails, and its alert tells of that: nobody is told of what follows from it.`,
  cases: casesOf('EdgeRequestErrors', 'EdgeConnectFailures'),
});

const latency = alert({
  ...common,
  name: 'EdgeLatencyPassedOn',
  value: passedOn('EdgeLatencyHigh', 'EdgeConnectFailures|EdgeRequestErrors|EdgeLatencyHigh'),
  summary: (of) => `${of('server')}:${of('server_port')} lets ${of('client')} wait for what it waits for itself`,
  description: (of) => `What ${of('server')} asks itself is slow or fails, and its alert tells of that: nobody is told of what follows from it.`,
  cases: casesOf('EdgeLatencyHigh', 'EdgeRequestErrors'),
});

/** Of these nobody is told: Alertmanager keeps back what they name. */
export const whatIsPassedOn: readonly Alert[] = [errors, latency];
