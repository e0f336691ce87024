import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Expression, labelJoin } from '../promql/promql.ts';
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
  return lead.to === 'node' ? ['node'] : [`${lead.of}_kind`, lead.of, `${lead.of}_namespace`];
}

/** Of a row in a table what one follows: the name. */
export const columnOf = (lead: Lead): string => (lead.to === 'node' ? 'node' : lead.of);

/**
 * A series without a namespace has no label for one, and Grafana leaves `${…}` in the link where there is no label:
 * so the name is told with it, as `namespace/name` or `/name`, and the console reads both.
 */
const nameInSpace = 'workload';

export function led(expr: Expression, lead: Lead | undefined): Expression {
  return lead?.to === 'workload' ? labelJoin(expr, nameInSpace, '/', [`${lead.of}_namespace`, lead.of]) : expr;
}

/** A column that is there for the link only. */
export const unseenColumn = (lead: Lead): string | undefined => (lead.to === 'workload' ? nameInSpace : undefined);

/** The SDK puts every link into the menu of controls, where nobody looks for one. */
function seen(builder: Builder<DashboardLink>): Builder<DashboardLink> {
  const { placement: _menu, ...link } = builder.build();
  return { build: () => link };
}

export function consoleLink(lead: Lead, kind: Panel['kind']): Builder<DashboardLink> {
  const label = labelOf(kind);
  const [first = '', second = ''] = labelsOf(lead).map(label);
  const targets = {
    node: { title: 'This host in Sonde', path: `/nodes/${first}?${time}` },
    workload: { title: 'This workload in Sonde', path: `/workloads/${first}:${label(nameInSpace)}?${time}` },
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
