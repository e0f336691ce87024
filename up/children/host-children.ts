import { indexerChildren } from '../cluster/indexer.ts';
import { readsLogs } from '../config/schema.ts';
import type { Host } from '../host/host.ts';
import type { Log } from '../log.ts';
import { agentChild } from './agent.ts';
import { alertmanagerChild } from './alertmanager.ts';
import type { Child } from './child.ts';
import { logsChild } from './logs.ts';
import { prometheusChild } from './prometheus.ts';
import { type ServerTells, serverChild } from './server.ts';

/** What runs on this host. To add a child, write its file and list it here. */
export function hostChildren(host: Host, log: Log, tells: ServerTells): Child[] {
  return [
    agentChild(host, log),
    ...(readsLogs(host.config) ? [logsChild(host)] : []),
    serverChild(host, tells),
    ...indexerChildren(host),
    ...(host.config.alertmanager.url === undefined ? [alertmanagerChild(host)] : []),
    ...(host.config.prometheus.url === undefined ? [prometheusChild(host, log)] : []),
  ];
}
