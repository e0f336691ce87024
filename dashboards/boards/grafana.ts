import { type Dashboard, DashboardBuilder, DashboardCursorSync, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Board } from './board.ts';
import { boardLinks } from './links.ts';
import { grafanaPanel } from './panels.ts';
import { variables } from './variables.ts';

const tag = 'sonde';

/** A board as Grafana reads it. What is the same on all of them is said here. */
export function grafanaBoard({ uid, title, description, variables: asked, namesOf, rows }: Board): Dashboard {
  const board = new DashboardBuilder(`Sonde / ${title}`)
    .uid(uid)
    .description(description)
    .tags([tag])
    .time({ from: 'now-30m', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .links(boardLinks(tag))
    .variables(variables(asked, namesOf));
  let id = 0;
  for (const row of rows) {
    board.withRow(new RowBuilder(row.title).id(++id));
    for (const panel of row.panels) board.withPanel(grafanaPanel(panel, ++id, asked));
  }
  return board.build();
}
