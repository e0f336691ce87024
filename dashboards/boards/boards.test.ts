import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { bothEnds } from '#contract/metric.ts';
import { agentMetrics, l7Requests, tcpRtt, tcpRttVariation, tcpSentSegments, udpSentDatagrams } from '#contract/metrics.ts';
import { alertGroups } from '../alerts/alerts.ts';
import type { Board, Panel as OurPanel } from './board.ts';
import { grafanaBoard } from './grafana.ts';
import { labelsOf } from './links.ts';
import { boards } from './list.ts';

const written = boards.map(grafanaBoard);
const isPanel = (one: Panel | RowPanel): one is Panel => one.type !== 'row';
const panelsOf = ({ panels = [] }: Dashboard) => panels.filter(isPanel);
const targetsOf = ({ targets = [] }: Panel) => targets as Dataquery[];
const everyPanel: readonly (readonly [Board, OurPanel])[] = boards.flatMap((board) =>
  board.rows.flatMap(({ panels }) => panels.map((panel) => [board, panel] as const)),
);
const queries = written.flatMap((board) => panelsOf(board).flatMap((panel) => targetsOf(panel).map(({ expr }) => ({ expr: expr ?? '', panel, board }))));

function overlaps({ gridPos: a }: Panel | RowPanel, { gridPos: b }: Panel | RowPanel): boolean {
  return a !== undefined && b !== undefined && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test('there are ten boards and more, each with a uid, a title and a tag of its own kind', () => {
  assert.ok(boards.length >= 10);
  assert.equal(new Set(boards.map(({ uid }) => uid)).size, boards.length);
  assert.equal(new Set(boards.map(({ title }) => title)).size, boards.length);
  for (const { tags, uid = '' } of written) {
    assert.deepEqual(tags, ['sonde']);
    assert.match(uid, /^[a-z-]{8,40}$/);
  }
});

test('no panel lies on another, none is wider than the board, and rows of panels are full', () => {
  for (const { panels = [], title } of written) {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length, `${title ?? ''}: ids`);
    for (const [at, panel] of panels.entries()) {
      const { x = 0, w = 0 } = panel.gridPos ?? {};
      assert.ok(x + w <= 24, `${title}: ${panel.title ?? ''} ends at ${x + w}`);
      for (const other of panels.slice(at + 1)) assert.ok(!overlaps(panel, other), `${title}: ${panel.title ?? ''} lies on ${other.title ?? ''}`);
    }
    const wide = panels.filter(isPanel).reduce((sum, { gridPos }) => sum + (gridPos?.w ?? 0), 0);
    assert.equal(wide % 24, 0, `${title}: a row of its panels has a hole`);
  }
});

test('every panel has a unit, says what it shows and what good looks like, and has a title of its own on its board', () => {
  for (const [{ title, rows }, panel] of everyPanel) {
    const name = `${title}: ${panel.title}`;
    assert.match(panel.shows, /^[0-9A-Z].*\.$/, name);
    assert.match(panel.good, /[^.]$/, name);
    assert.ok(panel.queries.length > 0, name);
    assert.equal(rows.flatMap(({ panels }) => panels).filter((other) => other.title === panel.title).length, 1, `${name} is there twice`);
  }
});

test('queries hold variables as whole values of labels and as ranges only, of those that their board has', () => {
  for (const { expr, panel, board } of queries) {
    const rest = expr.replaceAll(/=~"\$(\w+)"/g, (_, name: string) => {
      assert.ok(
        board.templating?.list?.some((variable) => variable.name === name),
        `${board.title}: ${panel.title} asks for ${name}`,
      );
      return '';
    });
    assert.doesNotMatch(rest.replaceAll(/\[\$__(rate_interval|interval|range)\]/g, ''), /\$/, expr);
    assert.doesNotMatch(expr, /vector\(/, 'a number that was made up');
  }
});

test('one figure and a row of a table are of the end of the chosen time, a line is of all of it', () => {
  for (const { title, panels } of written.map((board) => ({ title: board.title ?? '', panels: panelsOf(board) })))
    for (const panel of panels)
      for (const { instant = false, range = false } of targetsOf(panel)) {
        assert.equal(instant, panel.type === 'stat' || panel.type === 'table', `${title}: ${panel.title ?? ''}`);
        assert.equal(range, !instant, `${title}: ${panel.title ?? ''}`);
      }
});

/** How many a query chooses, and whether over the whole time; undefined where it takes all. */
function choiceOf(expr: string): { readonly count: number; readonly isOverall: boolean } | undefined {
  const [, and, count] = /(\band )?\b(?:topk|bottomk)\((\d+), /.exec(expr) ?? [];
  return count === undefined ? undefined : { count: Number(count), isOverall: and !== undefined };
}

test('a panel has some lines, whatever there is: of open labels the first over the whole time, which are the same at each step', () => {
  const open = ['node', 'device', 'mountpoint', 'client', 'server', 'identity', 'netns', 'pattern', 'route', 'rule_group', 'elasticsearch_node'];
  for (const [{ title }, { title: panel, kind, queries: asked }] of everyPanel) {
    const isMoment = kind === 'table' || kind === 'stat';
    const most = { table: 100, stat: 1, heat: 0, lines: 16, areas: 16 }[kind];
    const all = asked.map(({ expr, legend }) => {
      const choice = choiceOf(`${expr}`);
      if (choice !== undefined) assert.equal(choice.isOverall, !isMoment, `${title}: ${panel}`);
      const isOpen = open.some((label) => legend.includes(`{{${label}}}`));
      return choice?.count ?? (isOpen ? Number.POSITIVE_INFINITY : 0);
    });
    const lines = kind === 'table' ? Math.max(...all) : all.reduce((sum, count) => sum + count, 0);
    assert.ok(lines <= most, `${title}: ${panel} has ${lines} lines`);
  }
});

test('what both ends count is taken from one of them', () => {
  /** Their sum over the ends is right: each segment is sent by one of them; a mean is of the samples of both. */
  const added = [tcpSentSegments, tcpRtt, tcpRttVariation].map(({ name }) => name);
  const twice = agentMetrics.filter(({ name, help }) => help.includes(bothEnds) && !added.includes(name));
  const counted = twice.flatMap(({ name }) =>
    queries.flatMap(({ expr, panel, board }) =>
      [...expr.matchAll(new RegExp(`\\b${name}(?:_bucket|_sum|_count)?\\b(\\{[^}]*\\})?`, 'g'))].map(([, labels = '']) => {
        assert.match(labels, /observed="(client|server)"/, `${board.title}: ${panel.title ?? ''}`);
        return name;
      }),
    ),
  );
  assert.ok(counted.includes(l7Requests.name) && counted.includes(udpSentDatagrams.name));
});

test('what always fires is not among the alerts', () => {
  const counted = queries.flatMap(({ expr }) => [...expr.matchAll(/ALERTS\{[^}]*\}/g)].map(String));
  assert.ok(counted.length > 0);
  for (const one of counted) assert.match(one, /severity!="none"/);
});

test('what fires is told apart by all that an alert can be about', () => {
  const told = boards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels)).find(({ title }) => title === 'Firing now')?.queries[0]?.expr.labels ?? [];
  const besides = /_(kind|namespace)$|^fstype$|^scope$/;
  for (const { name, value } of alertGroups.flatMap(({ alerts }) => alerts))
    assert.deepEqual(
      value.labels.filter((label) => !told.includes(label) && !besides.test(label)),
      [],
      name,
    );
});

test('a variable that a board has is asked for by one of its panels', () => {
  for (const { title, variables } of boards) {
    const all = queries.filter(({ board }) => board.title === `Sonde / ${title}`).map(({ expr }) => expr);
    for (const name of variables)
      assert.ok(
        all.some((expr) => expr.includes(`"$${name}"`)),
        `${title}: nothing asks for ${name}`,
      );
  }
});

test('every workload can be chosen on the board of workloads, and who asks for names on that of DNS', () => {
  const queryOf = (uid: string, name: string) => JSON.stringify(written.find((board) => board.uid === uid)?.templating?.list?.find((one) => one.name === name));
  for (const label of ['server', 'client', 'identity']) assert.match(queryOf('sonde-workload', 'workload'), new RegExp(`group by \\(${label}\\)`));
  for (const name of ['namespace', 'client', 'workload']) assert.match(queryOf('sonde-dns', name), /protocol=\\"dns\\"/);
});

test('there are a hundred queries and more, and at most a quarter of them need something that may be absent', () => {
  const unique = new Map<string, boolean>();
  for (const { expr, panel } of queries) {
    const needs = panel.description?.startsWith('Needs: ') === true;
    unique.set(expr, (unique.get(expr) ?? true) && needs);
  }
  const needing = [...unique.values()].filter(Boolean).length;
  assert.ok(unique.size >= 100, `${unique.size} queries`);
  assert.ok(needing <= unique.size / 4, `${needing} of ${unique.size} queries need something`);
});

test('a link to the console is made of labels that the series have', () => {
  for (const [{ title }, { lead, queries: asked, title: panel }] of everyPanel) {
    if (lead === undefined) continue;
    for (const { expr, legend } of asked)
      assert.deepEqual(
        labelsOf(lead).filter((label) => !expr.labels.includes(label)),
        [],
        `${title}: ${panel}, ${legend}`,
      );
  }
});

test('legends name labels that the series have', () => {
  for (const [{ title }, panel] of everyPanel) {
    if (panel.kind === 'heat') continue;
    for (const { legend, expr } of panel.queries) {
      for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) assert.ok(expr.labels.includes(label), `${title}: ${panel.title} has no ${label}`);
    }
  }
});

/** Of a table in the column of the name alone. */
function linksOf({ type, title, fieldConfig }: Panel): string[] {
  const everywhere = (fieldConfig?.defaults.links ?? []) as readonly { url?: string }[];
  const columns = (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'links').flatMap(({ value }) => value as typeof everywhere),
  );
  assert.equal((type === 'table' ? everywhere : columns).length, 0, title ?? '');
  return [...everywhere, ...columns].map(({ url = '' }) => url);
}

test('a panel says which of the chosen things it does not go by', () => {
  const described = new Map(queries.map(({ panel, board }) => [`${board.title}: ${panel.title}`, panel.description]));
  assert.match(described.get('Sonde / Edges (L4): Time to connect') ?? '', /Whatever is chosen as Client\./);
  assert.match(described.get('Sonde / Requests: Sampling') ?? '', /Whatever is chosen as Namespace and Workload\./);
  assert.doesNotMatch(described.get('Sonde / Edges (L4): Connects') ?? '', /Whatever/);
});

test('a link to the console names what is looked at and the time, as the console reads them', () => {
  const urls = new Set(written.flatMap((board) => panelsOf(board).flatMap(linksOf)));
  const pages = [/^\/nodes\/NODE\?TIME$/, /^\/workloads\/KIND:SPACE\/NAME\?TIME$/, /^\/logs\?query=kind%3DKIND%20app%3D%22NAME%22&TIME$/];
  const paths = [...urls].map((url) =>
    url
      .replace(/from=\$\{__from:date:iso\}&to=\$\{__to:date:iso\}/, 'TIME')
      .replace(/^\$\{console\}/, '')
      .replaceAll(/\$\{__(?:field\.labels\.|data\.fields\[")(\w+)(?:"\])?:percentencode\}/g, (_, label: string) =>
        label === 'node' ? 'NODE' : label === 'workload' ? 'SPACE/NAME' : label.endsWith('_kind') ? 'KIND' : 'NAME',
      ),
  );
  for (const path of paths)
    assert.ok(
      pages.some((page) => page.test(path)),
      path,
    );
  for (const page of pages)
    assert.ok(
      paths.some((path) => page.test(path)),
      `nothing leads to ${page}`,
    );
});
