import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** What `./sonde build` wrote for Grafana, read as Grafana reads it. */

const folder = join(import.meta.dirname, '..', '..', 'dashboards', 'dist', 'grafana');

const Target = Type.Object({ expr: Type.String(), legendFormat: Type.Optional(Type.String()), instant: Type.Optional(Type.Boolean()) });
const Panel = Type.Object({
  type: Type.String(),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  gridPos: Type.Object({ x: Type.Integer(), y: Type.Integer(), w: Type.Integer(), h: Type.Integer() }),
  fieldConfig: Type.Optional(
    Type.Object({
      defaults: Type.Object({
        unit: Type.Optional(Type.String()),
        custom: Type.Optional(Type.Object({ stacking: Type.Optional(Type.Object({ mode: Type.Optional(Type.String()) })) })),
      }),
    }),
  ),
  targets: Type.Optional(Type.Array(Target)),
});
export type Panel = Type.Static<typeof Panel>;
const Dashboard = Type.Object({
  uid: Type.String(),
  title: Type.String(),
  panels: Type.Array(Panel),
  templating: Type.Object({ list: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })) }),
});
export type Dashboard = Type.Static<typeof Dashboard>;

export function writtenBoards(): Dashboard[] {
  return globSync(join(folder, '*.json'))
    .sort()
    .map((file) => {
      const board = Value.Parse(Dashboard, JSON.parse(readFileSync(file, 'utf8')));
      if (`${board.uid}.json` !== basename(file)) throw new Error(`${file} holds ${board.uid}`);
      return board;
    });
}

/** As Grafana does it with All chosen everywhere: a range of four scrapes, and a step of one. */
export function filledIn(expr: string, { scrapeSeconds = 5, rangeSeconds = 900 } = {}): string {
  const filled = expr
    .replaceAll('$__rate_interval', `${4 * scrapeSeconds}s`)
    .replaceAll('$__interval', `${scrapeSeconds}s`)
    .replaceAll('$__range', `${rangeSeconds}s`)
    .replaceAll(/=~"\$\w+"/g, '=~".*"');
  if (filled.includes('$')) throw new Error(`${expr} has a variable that is neither a range nor the whole value of a label`);
  return filled;
}

export interface Query {
  readonly expr: string;
  /** Asked for one moment only, by every panel. */
  readonly instant: boolean;
  /** The first panel that asks it. */
  readonly where: string;
  /** What it takes that a Sonde need not have. */
  readonly needs: string | undefined;
}

/** Each query once. One that stands in a panel without needs has none. */
export function uniqueQueries(boards: readonly Dashboard[]): Query[] {
  const asked = boards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr, instant = false }) => ({
        expr,
        instant,
        where: `${title}: ${panel.title}`,
        needs: /^Needs: ([^.]+)\./.exec(panel.description ?? '')?.[1],
      })),
    ),
  );
  const unique = new Map<string, Query>();
  for (const query of asked) {
    const known = unique.get(query.expr);
    const first = known === undefined || (known.needs !== undefined && query.needs === undefined) ? query : known;
    unique.set(query.expr, { ...first, instant: query.instant && known?.instant !== false });
  }
  return [...unique.values()];
}
