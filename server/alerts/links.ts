import type { Alert, AlertEvidence } from '#contract/alerts.ts';
import { iso, type Window } from '../topology/window.ts';
import { whomOf } from './whom.ts';

type Link = AlertEvidence['links'][number];

/** Only what a browser may open: text from outside may say anything. */
const isAddress = (text: string) => /^(https?:\/\/|\/(?!\/))[^\s]*$/.test(text);

function own(alert: Alert, { fromMs, toMs }: Window): Link[] {
  const { entity } = alert;
  const time = `from=${iso(fromMs)}&to=${iso(toMs)}`;
  const found = encodeURIComponent(whomOf(alert));
  const pages: Link[] = [
    { name: 'Logs', href: `/logs?query=${found}&${time}` },
    { name: 'Events', href: `/events?query=${found}&${time}` },
  ];
  if (entity?.kind === 'node') return [{ name: 'Node', href: `/nodes/${encodeURIComponent(entity.id)}?${time}` }, ...pages];
  if (entity?.kind === 'workload') return [{ name: 'Workload', href: `/workloads/${encodeURIComponent(entity.id)}?${time}` }, ...pages];
  return entity?.kind === 'edge' ? [{ name: 'Map', href: `/map?sel=edge:${entity.id}&${time}` }, ...pages] : pages;
}

/** Where else to look, with entity and time held. */
export function linksOf(alert: Alert, window: Window): Link[] {
  const { link = '', dashboard = '' } = alert.annotations;
  const given = [
    { name: 'Where it leads', href: link },
    { name: 'Dashboard', href: dashboard },
  ];
  return [...own(alert, window), ...given.filter(({ href }) => isAddress(href))];
}
