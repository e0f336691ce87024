import type { Alert } from '#contract/alerts.ts';
import { writtenValue } from '#contract/find/write.ts';

/** Names that events and lines know it by. */
export function namesOf({ entity, labels }: Alert): string[] {
  const { client, server, identity } = labels;
  const named = [client, server, identity].filter((name): name is string => name !== undefined && name !== '');
  return entity?.kind === 'node' ? [] : [...new Set(named)];
}

/** What is asked of events and lines to find those of whom an alert is about; empty where it names nobody. */
export function whomOf(alert: Alert): string {
  const names = namesOf(alert);
  const { node = '' } = alert.labels;
  if (names.length > 0) return `app=${names.map(writtenValue).join(',')}`;
  return node === '' ? '' : `node=${writtenValue(node)}`;
}
