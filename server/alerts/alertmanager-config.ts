import { stringify } from 'yaml';
import type { AlertingConfig } from '#contract/children.ts';
import type { Receiver, Target } from '#contract/receivers.ts';
import type { MaintenanceWindow } from '#contract/silences.ts';
import { severityWords } from './about.ts';
import { oneOf, quoted } from './matcher-text.ts';
import { type MutedRoute, mutedRoutes, windowName } from './muted-routes.ts';
import { trialLabel } from './trial.ts';
import { timesOf } from './window-times.ts';

export interface Routed {
  readonly notify: AlertingConfig['notify'];
  readonly ofAgent: AlertingConfig['ofAgent'];
  readonly worsening: AlertingConfig['worsening'];
  readonly receivers: readonly Pick<Receiver, 'name' | 'severities' | 'owners' | 'resolved' | 'to'>[];
  readonly windows: readonly MaintenanceWindow[];
}

/** Who gets what nobody is told of. */
const nobody = 'sonde-nobody';
/** What goes to a webhook in one piece; how many more there are is in the format. */
const mostAlerts = 1000;

/** Alerts that name one server, or one node and domain, have one cause. */
const causeLabels = ['cluster', 'node', 'domain', 'server_kind', 'server_namespace', 'server', 'server_port'];

const sameServer = ['cluster', 'server_kind', 'server_namespace', 'server', 'server_port'];
const sameEnds = [...sameServer, 'client_kind', 'client_namespace', 'client'];
const sameEdge = [...sameEnds, 'protocol'];

/** A ticket that names the same things as a page tells of it a second time. */
export const toldByPage = ['alertname', 'aspect', 'cluster', 'node', 'topic', 'device', 'mountpoint', 'client', 'server', 'server_port'] as const;

interface Inhibition {
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly equal: readonly string[];
}

/** An agent that reports nothing cannot be believed about its node; a page is told all the same, for this is a ticket. */
function agentGone(ofAgent: readonly string[]): Inhibition[] {
  if (ofAgent.length === 0) return [];
  const target = [`alertname=~${quoted(oneOf(ofAgent))}`, 'severity!="page"'];
  return [{ source: ['alertname="AgentDown"'], target, equal: ['cluster', 'node'] }];
}

/** By name: Alertmanager 0.25 holds each that may be held back against each that may hold it back, all tickets against all pages. */
function worseTold(worsening: readonly string[]): Inhibition[] {
  if (worsening.length === 0) return [];
  const named = `alertname=~${quoted(oneOf(worsening))}`;
  return [{ source: [named, 'severity="page"'], target: [named, 'severity=~"ticket|info"'], equal: toldByPage }];
}

/** The cause comes before what follows from it. */
const inhibitions: readonly Inhibition[] = [
  // Of a page: who cannot connect, perhaps for reasons of its own, keeps nobody from being told of the errors that others get.
  { source: ['alertname="EdgeConnectFailures"'], target: ['alertname="EdgeRequestErrors"'], equal: sameEnds },
  { source: ['alertname="EdgeConnectFailures"'], target: ['alertname=~"EdgeLatencyHigh|TcpResetBurst"'], equal: sameServer },
  { source: ['alertname="EdgeRequestErrors"'], target: ['alertname="EdgeLatencyHigh"'], equal: sameServer },
  { source: ['alertname="EdgeErrorsPassedOn"'], target: ['alertname="EdgeRequestErrors"'], equal: sameEdge },
  { source: ['alertname="EdgeLatencyPassedOn"'], target: ['alertname="EdgeLatencyHigh"'], equal: sameEdge },
  // Of a host that is away.
  { source: ['alertname="AgentDown"'], target: ['alertname="LogPartDown"'], equal: ['cluster', 'node'] },
  // A ticket holds back no page.
  { source: ['alertname="NodeFsAlmostFull"'], target: ['alertname="NodeFsFillingUp"', 'severity!="page"'], equal: ['cluster', 'node', 'mountpoint'] },
  { source: ['alertname="NodeFsAlmostFull"', 'severity="page"'], target: ['alertname="NodeFsFillingUp"'], equal: ['cluster', 'node', 'mountpoint'] },
];

/** For who raises an alarm when it no longer comes. A repetition within ten minutes would pass for the same message, sent twice. */
const watchdogOf = (name: string) => ({ receiver: name, continue: true, matchers: ['alertname="Watchdog"'], repeat_interval: '15m' });

function routesOf({ name, severities, owners }: Routed['receivers'][number], muted: readonly MutedRoute[]): object[] {
  const watchdog = severities.includes('none') ? [watchdogOf(name)] : [];
  const told = severities.filter((severity) => severity !== 'none');
  if (told.length === 0 && severities.length > 0) return watchdog;
  const matchers = [
    told.length > 0 ? `severity=~${quoted(oneOf(severityWords(told)))}` : 'severity!="none"',
    ...(owners.length > 0 ? [`owner=~${quoted(oneOf(owners))}`] : []),
  ];
  const pages = { matchers: ['severity="page"'], repeat_interval: '4h', routes: muted };
  return [...watchdog, { receiver: name, continue: true, matchers, routes: [pages, ...muted] }];
}

/** What is sent to try it goes to it alone, at once, and each for itself: a group that was told of waits before it is told of again. */
const trialOf = (name: string) => ({ receiver: name, matchers: [`${trialLabel}=${quoted(name)}`], group_by: ['...'], group_wait: '0s' });

/** Who is allowed to be told could send it on to who is not. */
const noRedirects = { follow_redirects: false };

function targetOf(to: Target, resolved: boolean, notify: AlertingConfig['notify'], name: string): object {
  const common = { send_resolved: resolved };
  switch (to.kind) {
    case 'webhook':
    case 'teams':
    case 'custom': {
      const tls = notify.serverName !== undefined && { tls_config: { ca_file: 'console.crt', server_name: notify.serverName } };
      const http_config = { authorization: { credentials: notify.token }, follow_redirects: false, ...tls };
      return { webhook_configs: [{ ...common, url: `${notify.url}/api/notifications/${encodeURIComponent(name)}`, max_alerts: mostAlerts, http_config }] };
    }
    case 'slack':
      return { slack_configs: [{ ...common, api_url: to.url, ...(to.channel !== undefined && { channel: to.channel }), http_config: noRedirects }] };
    case 'pagerduty':
      return { pagerduty_configs: [{ ...common, routing_key: to.routingKey }] };
    case 'opsgenie':
      return { opsgenie_configs: [{ ...common, api_key: to.apiKey, ...(to.apiUrl !== undefined && { api_url: to.apiUrl }), http_config: noRedirects }] };
    case 'email': {
      const login = { ...(to.user !== undefined && { auth_username: to.user }), ...(to.password !== undefined && { auth_password: to.password }) };
      return { email_configs: [{ ...common, to: to.to.join(', '), from: to.from, smarthost: to.smarthost, require_tls: to.requireTls, ...login }] };
    }
  }
}

/** Longer than the time between two looks at the rules, in trials too. */
const leastWaitSeconds = 6;
const scaled = (seconds: number, { scale = 1 }: Routed['notify'], least = 1) => `${Math.ceil(Math.max(seconds * scale, least))}s`;

/** The whole configuration of Alertmanager. */
export function alertmanagerConfig({ notify, ofAgent, worsening, receivers, windows }: Routed): string {
  const muted = mutedRoutes(windows);
  const held = [...agentGone(ofAgent), ...inhibitions, ...worseTold(worsening)];
  const config = {
    route: {
      receiver: nobody,
      group_by: causeLabels,
      // Long enough for all clients of one server to fail, and for what is behind them to be looked at too; and then a minute between two tellings of one group.
      group_wait: scaled(20, notify, leastWaitSeconds),
      group_interval: scaled(60, notify),
      repeat_interval: '1d',
      routes: [...receivers.map(({ name }) => trialOf(name)), ...receivers.flatMap((receiver) => routesOf(receiver, muted))],
    },
    receivers: [{ name: nobody }, ...receivers.map(({ name, to, resolved }) => ({ name, ...targetOf(to, resolved, notify, name) }))],
    inhibit_rules: held.map(({ source, target, equal }) => ({ source_matchers: source, target_matchers: target, equal })),
    time_intervals: windows.map((window) => ({ name: windowName(window), time_intervals: timesOf(window) })),
  };
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}
