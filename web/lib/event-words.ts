import type { Severity } from '#contract/severities.ts';

const words: Readonly<Record<string, string>> = {
  'tcp.connect_failed': 'Connect failed',
  'kernel.oom_kill': 'Out of memory',
  deploy: 'Deploy',
  'alert.fired': 'Alert fired',
  'alert.resolved': 'Alert ended',
  'alert.silenced': 'Alert silenced',
  'alert.unsilenced': 'Silence ended',
  'alert.inhibited': 'Alert follows',
  'alert.acknowledged': 'Acknowledged',
  'alert.noted': 'Note on an alert',
  'container.started': 'Container started',
  'container.ended': 'Container ended',
  'sonde.agent_up': 'Agent started',
  'sonde.agent_down': 'Agent stopped',
  'sonde.collector_failed': 'Collector failed',
  'sonde.collector_limited': 'Collector limited',
  'sonde.store_corrupt': 'Event store replaced',
};

/** A type as a person says it; of one that is not known here the last part of its name. */
export function typeWords({ type, severity }: { readonly type: string; readonly severity: Severity }): string {
  if (type === 'l7.request') return severity === 'info' ? 'Slow request' : 'Failed request';
  const known = Object.hasOwn(words, type) ? words[type] : undefined;
  if (known !== undefined) return known;
  const plain = type.slice(type.lastIndexOf('.') + 1).replaceAll('_', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

export interface About {
  readonly kind: string;
  readonly name: string;
}

/** `container:shop/api` is the container api; a process may be called by its folder and name. */
export function aboutOf(identity: string): About | undefined {
  const [, kind, name] = /^([a-z]+):(?:(?<!process:|systemd:)[^/]*\/)?(.+)$/.exec(identity) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

interface Told {
  readonly time: string;
  readonly lastTime?: string;
}

/** For how long the same went on, in seconds; 0 where it happened once. */
export const lastedSeconds = ({ time, lastTime = time }: Told): number => Math.max(0, (Date.parse(lastTime) - Date.parse(time)) / 1000);
