import { isIPv6 } from 'node:net';
import { isLoopback, isWildcard } from '../config/rules.ts';
import type { Config } from '../config/schema.ts';

/** Where each process of this host is reached. */
export interface Addresses {
  /** What a person opens: `http://127.0.0.1:8400`. */
  readonly console: string;
  /** The same server, as reached from this host. */
  readonly api: string;
  readonly agent: string;
  /** Of the process that reads logs. */
  readonly logs: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Host headers that console and agent answer to beside their own address. */
  readonly consoleHosts: readonly string[];
  readonly agentHosts: readonly string[];
}

export function addressesOf(config: Config): Addresses {
  const scheme = config.tls.cert === undefined ? 'http' : 'https';
  const local = reachable(config.listen);
  const shownHost = isLoopback(config.listen) && scheme === 'http' ? local : (config.console.hosts[0] ?? local);
  const agentLocal = reachable(config.agent.listen);
  return {
    console: `${scheme}://${inUrl(shownHost)}:${config.port}`,
    api: `${scheme}://${inUrl(local)}:${config.port}`,
    agent: `http://${inUrl(agentLocal)}:${config.agent.port}`,
    logs: `http://127.0.0.1:${config.logs.port}`,
    prometheus: config.prometheus.url?.replace(/\/+$/, '') ?? `http://127.0.0.1:${config.prometheus.port}`,
    alertmanager: config.alertmanager.url?.replace(/\/+$/, '') ?? `http://127.0.0.1:${config.alertmanager.port}`,
    consoleHosts: hostsFor(config.listen, config.console.hosts),
    agentHosts: hostsFor(config.agent.listen, config.agent.hosts),
  };
}

/** `127.0.0.1:8401`, `[::1]:8401`: the form without a scheme, the port always with it. */
export function authorityOf(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

function reachable(listen: string): string {
  if (!isWildcard(listen)) return listen;
  return isIPv6(listen) ? '::1' : '127.0.0.1';
}

function hostsFor(listen: string, names: readonly string[]): string[] {
  const own = [reachable(listen), ...(isLoopback(listen) ? ['localhost'] : [])];
  return [...new Set([...names, ...own])];
}

function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
