import type { Alert } from '#contract/alerts.ts';
import { identityId } from '#contract/identity.ts';
import type { Health } from '#contract/reply.ts';
import { worst } from '../topology/health.ts';

const mostReasons = 5;

const states: Readonly<{ [severity in Alert['severity']]?: Health['state'] }> = { page: 'critical', ticket: 'warning' };

/** What alerts that fire say of nodes and edges of the map, by their ids there. */
export function alarmsOf(alerts: readonly Alert[]): ReadonlyMap<string, Health> {
  const found = new Map<string, Health[]>();
  for (const { entity, severity, state: now, summary, name } of alerts) {
    const state = states[severity];
    if (now !== 'firing' || entity === null || state === undefined) continue;
    const id = entity.kind === 'node' ? identityId({ kind: 'host', name: entity.id, namespace: '' }) : entity.id;
    found.set(id, [...(found.get(id) ?? []).slice(0, mostReasons), { state, reasons: [summary || name] }]);
  }
  return new Map([...found].map(([id, healths]) => [id, worst(healths)]));
}
