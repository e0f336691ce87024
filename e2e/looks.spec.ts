import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import { edgeId } from '#contract/identity.ts';
import { looksWell } from './console/looks.ts';
import { eventRows, pages, workloadId } from './console/pages.ts';
import { arrivalMs, find, openMap, painted, panel, picture, row, rows, tableOf, unpaid } from './console/parts.ts';
import { expectNoShift, watchShifts } from './console/shifts.ts';
import { test } from './console/test.ts';
import { WrittenLog } from './console/written-log.ts';
import { Actor } from './traffic/actor.ts';

/** They are many, and none waits for another. */
test.describe.configure({ mode: 'parallel' });

/** Of a process that calls a port of this host. */
const edgeIdOf = ({ from, to, port }: typeof unpaid) =>
  edgeId({ client: { kind: 'process', name: from, namespace: '' }, server: { kind: 'host', name: to, namespace: '' }, port, transport: 'tcp' });
const newConnections = (page: Page) => panel(page).getByRole('heading', { name: /^New \d+$/ });

const ofTheMap = [
  { name: 'map', open: (page: Page) => openMap(page, { paused: true }), there: painted },
  { name: 'panel', open: openPanel, there: (page: Page) => panel(page).getByRole('heading', { name: 'Connections' }) },
  { name: 'difference', open: openDifference, there: newConnections },
  {
    name: 'pair',
    open: openPair,
    there: (page: Page) =>
      panel(page)
        .getByRole('table', { name: 'Ports' })
        .getByRole('link')
        .nth(portsOfPair - 1),
  },
  { name: 'palette', open: openPalette, there: (page: Page) => page.getByRole('menuitem').first() },
  { name: 'table', open: (page: Page) => openMap(page, { query: 'as=table', paused: true }), there: (page: Page) => rows(page).first() },
  {
    name: 'table-of-workloads',
    open: (page: Page) => page.goto('/map?as=table&of=nodes&sort=-errors&find=checkout'),
    there: (page: Page) => page.getByRole('table', { name: 'Workloads' }).getByRole('row').filter({ hasText: 'checkout.ts' }),
  },
  { name: 'logs-patterns', open: (page: Page) => page.goto('/logs?query=source%3D*shop.log&patterns=all'), there: ofPattern },
  { name: 'logs-line', open: openLine, there: aroundLine },
  { name: 'events-event', open: openEvent, there: (page: Page) => eventRows(page).getByText('error.type') },
  { name: 'overview-why', open: openWhy, there: (page: Page) => page.getByRole('table', { name: 'What Network is judged by' }) },
  { name: 'doctor-collector', open: openCollector, there: (page: Page) => page.getByRole('cell', { name: 'tp_btf/tcp_send_reset' }) },
];

function ofPattern(page: Page) {
  return page.getByRole('region', { name: 'Patterns' }).getByRole('button', { name: /was not paid/ });
}

function aroundLine(page: Page) {
  return page.getByRole('region', { name: 'Lines around this one' }).getByText(WrittenLog.line).first();
}

/** One that was opened, with those around it. */
async function openLine(page: Page): Promise<void> {
  await page.goto('/logs?query=source%3D*shop.log+level%3Derror');
  await page.getByRole('region', { name: 'Lines', exact: true }).getByRole('listitem').last().getByRole('button').first().click({ timeout: arrivalMs });
  await page.getByRole('button', { name: 'Lines around' }).click();
}

async function openEvent(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto(`/events?query=type=tcp.connect_failed%20app=checkout.ts&to=${new Date().toISOString()}`);
    await eventRows(page).first().getByRole('button').first().click({ timeout: 2000 });
  }).toPass({ timeout: arrivalMs });
}

async function openWhy(page: Page): Promise<void> {
  await page.goto('/overview');
  await page.getByRole('button', { name: /^Why Network is / }).click({ timeout: arrivalMs });
}

async function openCollector(page: Page): Promise<void> {
  await page.goto('/doctor');
  await page.getByRole('button', { name: /^tcp / }).click({ timeout: arrivalMs });
}

/** The connection that fails: its panel has every part. */
async function openPanel(page: Page): Promise<void> {
  await page.goto(tableOf(unpaid));
  await expect(row(page, unpaid).getByRole('cell', { name: 'critical' })).toBeVisible({ timeout: arrivalMs });
  await row(page, unpaid).getByRole('link').click();
  await find(page).fill('');
  await page.getByRole('radio', { name: 'Map', exact: true }).click();
  await expect(picture(page)).toBeVisible();
}

/** Somebody connects to what did not listen before: that is new. */
async function openDifference(page: Page): Promise<void> {
  test.slow();
  await openMap(page);
  const a = new Date().toISOString();
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await page.goto(`/map?a=${a}&panel=diff&show=changed&vs=1h`);
  await expect(async () => {
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    await expect(newConnections(page)).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 2 * arrivalMs });
  server.closeAllConnections();
  server.close();
}

/** More ports than are drawn as lines of their own. */
const portsOfPair = 4;

/** Two processes that talk over so many ports: one line, and a panel of its ports. */
async function openPair(page: Page): Promise<void> {
  test.slow();
  await using server = new Actor('pair-server.py');
  await using client = new Actor('pair-client.py');
  for (let count = 0; count < portsOfPair; count += 1) {
    const port = await server.serve('127.0.0.1', 'http');
    await client.fetch({ host: '127.0.0.1', port, times: 4 });
  }
  await page.goto(`/map?sel=pair:process:${client.name}→process:${server.name}`);
  await expect(panel(page).getByRole('table', { name: 'Ports' }).getByRole('link')).toHaveCount(portsOfPair, { timeout: 2 * arrivalMs });
  expect(await panel(page).textContent(), 'what has just come is not said to be quiet').not.toContain('no connect was tried');
}

async function openPalette(page: Page): Promise<void> {
  await openMap(page, { paused: true });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('s');
}

const promise = 'nothing serious for axe in either theme, no scrolling sideways at 1280';
const promiseOfPage = `nothing moves while it loads, ${promise}`;

for (const { name, open, there } of ofTheMap) {
  test(`${name}: ${promise}`, async ({ page }, { project }) => {
    await open(page);
    await looksWell(page, { name, folder: project.outputDir, there: (shown) => expect(there(shown)).toBeVisible(), isInLink: name !== 'palette' });
  });
}

for (const { name, path, there } of pages) {
  test(`${name}: ${promiseOfPage}`, async ({ page }, { project }) => {
    await watchShifts(page);
    await expect(async () => {
      await page.goto(path);
      await there(page);
    }).toPass({ timeout: arrivalMs });
    await expectNoShift(page);
    await looksWell(page, { name, folder: project.outputDir, there, isInLink: true });
  });
}

/** Where a scope leaves a handful, or a search; this host is the only one, so that the other pages are of few as they are. */
const few = [
  { name: 'map', path: '/map', there: (page: Page) => expect(picture(page)).toHaveAccessibleName(/^Map of [2-5] workloads/) },
  { name: 'table', path: '/map?as=table', there: (page: Page) => expect(rows(page)).toHaveCount(4) },
  { name: 'workloads', path: '/workloads', there: (page: Page) => expect(page.getByRole('row').filter({ hasText: 'checkout.ts' })).toBeVisible() },
  { name: 'events', path: '/events?query=type=tcp.connect_failed', there: (page: Page) => expect(eventRows(page).first()).toBeVisible() },
  {
    name: 'logs',
    path: '/logs?query=level%3Derror+source%3D*shop.log',
    there: (page: Page) => expect(page.getByRole('region', { name: 'Lines' }).getByRole('listitem')).toHaveCount(WrittenLog.errors),
  },
  {
    name: 'rules',
    path: '/alerts?tab=rules&find=connect',
    there: (page: Page) => expect(page.getByRole('row').filter({ hasText: 'EdgeConnectFailures' })).toBeVisible(),
  },
  { name: 'workload', path: `/workloads/process:shopper.ts`, there: (page: Page) => expect(page.getByRole('heading', { name: 'shopper.ts' })).toBeVisible() },
];

for (const { name, path, there } of few) {
  test(`${name} of a few: ${promiseOfPage}`, async ({ page }, { project }) => {
    await watchShifts(page);
    // No workload wrote the log of the shop.
    const scope = name === 'logs' ? '' : `workload=${workloadId}&`;
    await page.goto(`${path}${path.includes('?') ? '&' : '?'}${scope}range=1h`);
    await there(page);
    await expectNoShift(page);
    await looksWell(page, { name: `${name}-few`, folder: project.outputDir, there, isInLink: true });
  });
}

/** A time in which nothing was watched: each page says so in words. */
const before = [
  { name: 'overview', path: '/overview', says: 'Nothing was measured in this time.' },
  { name: 'map', path: '/map', says: 'Nothing was seen in this time' },
  { name: 'table', path: '/map?as=table', says: 'Nothing was seen in this time' },
  { name: 'table-of-workloads', path: '/map?as=table&of=nodes', says: 'Nothing was seen in this time' },
  { name: 'panel', path: `/map?sel=edge:${edgeIdOf(unpaid)}`, says: 'Not seen in this time' },
  { name: 'difference', path: '/map?panel=diff&show=changed', says: 'Nothing was watched then' },
  { name: 'workloads', path: '/workloads', says: 'No workload was seen in this time' },
  { name: 'workload', path: '/workloads/process:checkout.ts', says: 'Not seen in this time' },
  { name: 'events', path: '/events', says: 'Nothing happened in this time' },
  { name: 'logs', path: '/logs', says: 'No line was read in this time' },
  { name: 'node', path: '/nodes/test-host', says: 'none was scraped in this time' },
];

test.describe('without data', () => {
  test.use({ provokes: [/status of 404/] });
  for (const { name, path, says } of before) {
    test(`${name}: ${promise}`, async ({ page }, { project }) => {
      const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
      await page.goto(`${path}${path.includes('?') ? '&' : '?'}from=${day(2)}&to=${day(1)}`);
      const there = (shown: Page) => expect(shown.getByText(says).first()).toBeVisible();
      await looksWell(page, { name: `${name}-empty`, folder: project.outputDir, there, isInLink: true });
    });
  }
});
