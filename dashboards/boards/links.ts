import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Lead, Panel } from './board.ts';

/** Links to the console: what is looked at, and the same time. */

export const consoleVariable = 'console';
/** What Grafana puts in. */
export const filled = (name: string) => `\${${name}}`;
const time = `from=${filled('__from:date:iso')}&to=${filled('__to:date:iso')}`;

/** Of a series its labels; of a row in a table its cells. */
function labelOf(kind: Panel['kind']): (label: string) => string {
  return (label) => (kind === 'table' ? filled(`__data.fields["${label}"]:percentencode`) : filled(`__field.labels.${label}:percentencode`));
}

/** The labels that a link is made of. */
export function labelsOf(lead: Lead): readonly string[] {
  return lead.to === 'node' ? ['node'] : [`${lead.of}_kind`, lead.of];
}

/** Of a row in a table what one follows: the name. */
export const columnOf = (lead: Lead): string => (lead.to === 'node' ? 'node' : lead.of);

/** The SDK puts every link into the menu of controls, where nobody looks for one. */
function seen(builder: Builder<DashboardLink>): Builder<DashboardLink> {
  const { placement: _menu, ...link } = builder.build();
  return { build: () => link };
}

export function consoleLink(lead: Lead, kind: Panel['kind']): Builder<DashboardLink> {
  const [first = '', second = ''] = labelsOf(lead).map(labelOf(kind));
  const targets = {
    node: { title: 'This host in Sonde', path: `/nodes/${first}?${time}` },
    workload: { title: 'This workload in Sonde', path: `/workloads/${first}:${second}?${time}` },
    lines: { title: 'Its lines in Sonde', path: `/logs?query=kind%3D${first}%20app%3D%22${second}%22&${time}` },
  };
  const { title, path } = targets[lead.to];
  const url = `${filled(consoleVariable)}${path}`;
  return seen(new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(true));
}

/** At the top of every board: the others, and the map at this time. */
export function boardLinks(tag: string): Builder<DashboardLink>[] {
  const others = new DashboardLinkBuilder('Boards of Sonde').type(DashboardLinkType.Dashboards).tags([tag]);
  const map = new DashboardLinkBuilder('Map in Sonde').type(DashboardLinkType.Link).url(`${filled(consoleVariable)}/map?${time}`);
  return [others.asDropdown(true).keepTime(true).includeVars(true), map.icon('external link').targetBlank(true)].map(seen);
}
