import { expect, type Page, test } from '@playwright/test';
import { Value } from 'typebox/value';
import { routes, type TopologyEdge } from '#contract/routes.ts';
import { firstPaintMs, firstPaintWithinMs, idles, tabsAtOnce, watchTasks } from './console/idle.ts';
import { looksWell, sideways } from './console/looks.ts';
import { eventRows } from './console/pages.ts';
import { panel, picture } from './console/parts.ts';
import { expectNoShift, watchShifts } from './console/shifts.ts';
import { isComplaint, type SyntheticConsole, syntheticServer } from './console/synthetic.ts';

/** Generous: what is promised is a second on a machine that does nothing else, and here Prometheus and all agents share two cores with it. */
const openMs = 30_000;
/** How many of the connections there were an hour ago. */
const edgesThen = 30;
/** So many were written, and so many happened, in the minutes before; more go on to. */
const [linesBefore, eventsBefore] = [40_000, 4000];
const patiently = expect.configure({ timeout: openMs });
const rows = (page: Page, name: string) =>
  page
    .getByRole('table', { name })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
const critical = (page: Page) => page.getByRole('row').filter({ hasText: /critical|failed/ });

const charts = (page: Page, name: RegExp) => patiently(page.getByRole('img', { name }).first()).toBeVisible();

interface Opened {
  readonly name: string;
  readonly path: string;
  readonly there: (page: Page) => Promise<void>;
}

/** Each page, with what is on it once it is there; of connections one that fails, whose panel has every part. */
const pagesWith = ({ id, server }: TopologyEdge): Opened[] => [
  { name: 'overview', path: '/overview', there: (page) => patiently(page.getByRole('region', { name: 'Network' })).toContainText('Critical') },
  { name: 'map', path: '/map', there: (page) => patiently(picture(page)).toBeVisible() },
  { name: 'table', path: '/map?as=table', there: (page) => patiently(critical(page).first()).toBeVisible() },
  { name: 'table-of-workloads', path: '/map?as=table&of=nodes', there: (page) => patiently(critical(page).first()).toBeVisible() },
  {
    name: 'panel',
    path: `/map?sel=edge:${id}`,
    there: async (page) => {
      await patiently(picture(page)).toBeVisible();
      await patiently(panel(page).getByRole('heading', { name: 'Connections' })).toBeVisible();
      await patiently(panel(page)).toContainText('critical: ');
    },
  },
  {
    name: 'difference',
    path: '/map?panel=diff&show=changed&vs=1h',
    there: async (page) => {
      await patiently(picture(page)).toBeVisible();
      await patiently(panel(page).getByRole('heading', { name: `Changed ${edgesThen}` })).toBeVisible();
      await patiently(
        panel(page)
          .getByRole('link', { name: /^[\d\s]+ more, in the table$/ })
          .first(),
      ).toBeVisible();
    },
  },
  { name: 'workloads', path: '/workloads', there: (page) => patiently(rows(page, 'Workloads').first()).toBeVisible() },
  { name: 'workload', path: `/workloads/${encodeURIComponent(server)}`, there: (page) => charts(page, /^Requests over time/) },
  { name: 'nodes', path: '/nodes', there: (page) => patiently(rows(page, 'Nodes').nth(9)).toBeVisible() },
  { name: 'node', path: '/nodes/node-2', there: (page) => charts(page, /^CPU over time/) },
  {
    name: 'logs',
    path: '/logs?patterns=all',
    there: async (page) => {
      await patiently(page.getByRole('img', { name: /^Lines over time: \d/ })).toBeVisible();
      await patiently(page.getByRole('region', { name: 'Patterns' }).getByRole('button', { name: /was paid with a card/ })).toBeVisible();
      await patiently(page.getByRole('region', { name: 'Lines', exact: true }).getByRole('listitem').last()).toBeVisible();
    },
  },
  {
    name: 'events',
    path: '/events?query=severity>=warning',
    there: async (page) => {
      await patiently(page.getByRole('img', { name: /^Events over time: [1-9]/ })).toBeVisible();
      await patiently(eventRows(page).first()).toBeVisible();
    },
  },
  { name: 'alerts', path: '/alerts', there: (page) => patiently(page.getByRole('heading', { name: 'Nothing fires' })).toBeVisible() },
  { name: 'doctor', path: '/doctor', there: (page) => patiently(page.getByRole('heading', { name: 'Doctor', level: 1 })).toBeVisible() },
];

/** All pages, once the server has heard of all workloads. */
async function pagesOf(page: Page, console: SyntheticConsole): Promise<Opened[]> {
  await page.goto(console.signInUrl);
  await expect.poll(() => counted(page, console), { timeout: 60_000 }).toBeGreaterThan(9_000);
  const reply = await page.request.get(`${console.origin}/api/topology`);
  const { edges } = Value.Parse(routes['GET /api/topology'].reply, await reply.json());
  const failing = edges.find(({ server, health, l7 }) => server.startsWith('container:') && health.state === 'critical' && l7.seen);
  if (failing === undefined) throw new Error('no connection fails');
  return pagesWith(failing);
}

/** How many workloads the server has heard of by now. */
async function counted(page: Page, { origin }: SyntheticConsole): Promise<number> {
  const reply = await page.request.get(`${origin}/api/workloads`);
  return reply.ok() ? Value.Parse(routes['GET /api/workloads'].reply, await reply.json()).workloads.length : 0;
}

/** Whether the hosts were watched for a whole step of a chart. */
async function isDrawn(page: Page, { origin }: SyntheticConsole): Promise<boolean> {
  const reply = await page.request.get(`${origin}/api/nodes/node-2`);
  if (!reply.ok()) return false;
  const { history } = Value.Parse(routes['GET /api/nodes/:node'].reply, await reply.json());
  return history.charts.some(({ id, series }) => id === 'cpu' && series.some(({ values }) => values.some((value) => value !== null)));
}

test.describe('10,000 nodes on 40 hosts', () => {
  // The first map of a cold start is waited for, too.
  test.setTimeout(180_000);
  let console: SyntheticConsole;
  test.beforeAll(async () => {
    console = await syntheticServer({ nodes: 10_000, edges: 12_000, namespaces: 200, hosts: 40, past: edgesThen, lines: linesBefore, events: eventsBefore });
  });
  test.afterAll(() => console[Symbol.asyncDispose]());

  test('each page opens in time, without a complaint, nothing moves or is pushed sideways, its link shows again what is chosen, and it looks well in either theme', async ({
    page,
  }, { project }) => {
    // axe looks at every row that is there, twice.
    test.slow();
    const errors: string[] = [];
    page.on('console', (message) => isComplaint(message) && errors.push(message.text()));
    page.on('pageerror', ({ message }) => errors.push(message));
    const pages = await pagesOf(page, console);
    await expect.poll(() => isDrawn(page, console), { timeout: 60_000 }).toBe(true);
    await watchShifts(page);
    for (const { name, path, there } of pages) {
      await page.setViewportSize({ width: 1280, height: 800 });
      const begunMs = performance.now();
      await page.goto(`${console.origin}${path}`);
      await there(page);
      expect(performance.now() - begunMs, path).toBeLessThan(openMs);
      expect(await sideways(page), path).toEqual([]);
      await expectNoShift(page);
      await page.setViewportSize({ width: 1440, height: 900 });
      await looksWell(page, { name: `large-${name}`, folder: project.outputDir, there, isInLink: path.includes('?') });
    }
    await page.goto(`${console.origin}/workloads`);
    await rows(page, 'Workloads').getByRole('link').first().click();
    await expect(page.getByRole('img', { name: /^Requests over time/ })).toBeVisible({ timeout: openMs });
    expect(errors).toEqual([]);
  });

  test('each page shows something within a second, and while nobody does anything no task of it is long', async ({ page, context }) => {
    const pages = await pagesOf(page, console);
    await page.close();
    const opens = async ({ path, there }: Opened) => {
      const opened = await context.newPage();
      await watchTasks(opened);
      await expect(async () => {
        await opened.goto(`${console.origin}${path}`);
        await there(opened);
        expect(await firstPaintMs(opened), path).toBeLessThan(firstPaintWithinMs);
      }).toPass({ timeout: 45_000 });
      return async () => {
        await idles(opened, path);
        await opened.close();
      };
    };
    for (let from = 0; from < pages.length; from += tabsAtOnce) {
      const waits = [];
      for (const kind of pages.slice(from, from + tabsAtOnce)) waits.push(await opens(kind));
      await Promise.all(waits.map((wait) => wait()));
    }
  });
});
