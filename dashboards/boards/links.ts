import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
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

export function consoleLink(lead: Lead, kind: Panel['kind']): DashboardLinkBuilder {
  const [first = '', second = ''] = labelsOf(lead).map(labelOf(kind));
  const targets = {
    node: { title: 'This host in Sonde', path: `/nodes/${first}?${time}` },
    workload: { title: 'This workload in Sonde', path: `/workloads/${first}:${second}?${time}` },
    lines: { title: 'Its lines in Sonde', path: `/logs?q=kind%3D${first}%20app%3D${second}&${time}` },
  };
  const { title, path } = targets[lead.to];
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(`${filled(consoleVariable)}${path}`)
    .targetBlank(true);
}

/** At the top of every board: the others, and the map at this time. */
export function boardLinks(tag: string): DashboardLinkBuilder[] {
  return [
    new DashboardLinkBuilder('Boards of Sonde').type(DashboardLinkType.Dashboards).tags([tag]).asDropdown(true).keepTime(true).includeVars(true),
    new DashboardLinkBuilder('Map in Sonde')
      .type(DashboardLinkType.Link)
      .icon('external link')
      .url(`${filled(consoleVariable)}/map?${time}`)
      .targetBlank(true),
  ];
}
