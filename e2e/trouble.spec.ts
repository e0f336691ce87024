import { expect, type Page, type Route } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { arrivalMs, find, openMap, panel, picture, row, rows, showAnotherTime, tableOf, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

const alarm = (page: Page) => page.getByRole('alert');

test.describe('the API is out of reach', () => {
  test.use({ provokes: [/^Failed to load resource: net::ERR_/] });

  test('while a map is shown it stays, with its age, what failed and a retry that works', async ({ page, sonde }) => {
    await openMap(page);
    await page.route(`${sonde.url}/api/**`, (route) => route.abort('connectionrefused'));
    await expect(alarm(page)).toContainText(/The map could not be loaded\. The server does not answer\. What you see is from \d+\ss ago\./);
    await expect(picture(page)).toBeVisible();
    await page.unroute(`${sonde.url}/api/**`);
    await alarm(page).getByRole('button', { name: 'Retry' }).click();
    await expect(alarm(page)).toHaveCount(0);
    await expect(picture(page)).toBeVisible();
  });

  test('while nothing is shown yet, each page says what failed and offers the retry', async ({ page, sonde }) => {
    await page.route(`${sonde.url}/api/**`, (route) => route.abort('connectionrefused'));
    for (const [path, what] of [
      ['/overview', 'The overview'],
      ['/map', 'The map'],
      ['/workloads', 'The list of workloads'],
      ['/workloads/process:checkout.ts', 'This workload'],
      ['/nodes/test-host', 'This node'],
      ['/nodes', 'The list of nodes'],
      ['/logs', 'The lines'],
      ['/events', 'The events'],
      ['/alerts', 'The alerts'],
      ['/alerts?tab=rules', 'The rules'],
      ['/alerts?tab=silences', 'The silences'],
      ['/alerts?tab=deliveries', 'The deliveries'],
      ['/alerts?tab=receivers', 'The receivers'],
      ['/doctor', 'The report'],
    ] as const) {
      await page.goto(path);
      const failed = alarm(page).filter({ hasText: `${what} could not be loaded. The server does not answer.` });
      await expect(failed).toBeVisible();
      await expect(failed.getByRole('button', { name: 'Retry' })).toBeVisible();
    }
    await page.unroute(`${sonde.url}/api/**`);
    await alarm(page).getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByRole('heading', { name: 'Doctor' })).toBeVisible();
  });

  test('a browser that has lost its network says so', async ({ page, context }) => {
    await openMap(page);
    await context.setOffline(true);
    await expect(alarm(page)).toContainText('What you see is from');
    await expect(picture(page)).toBeVisible();
    await context.setOffline(false);
    await expect(alarm(page)).toHaveCount(0);
  });
});

const unavailable = JSON.stringify({ type: 'about:blank', title: 'Unavailable', status: 503, detail: 'Prometheus did not answer.' });
const isApi = (url: URL) => url.pathname.startsWith('/api/');
const refuse = (route: Route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: unavailable });

/** What failed is said until the retry has its answer. */
async function mends(page: Page, path: string): Promise<void> {
  const answered = Promise.withResolvers<void>();
  await page.unroute(isApi);
  const isOf = (url: string) => new URL(url).pathname.startsWith(path);
  await page.route(
    (url) => isOf(url.href),
    async (route) => {
      await answered.promise;
      await route.continue();
    },
  );
  const asked = page.waitForRequest((request) => isOf(request.url()));
  await alarm(page).getByRole('button', { name: 'Retry' }).click();
  await asked;
  await expect(alarm(page)).toContainText('What you see is from');
  const shown = page.waitForResponse((response) => isOf(response.url()) && response.ok());
  answered.resolve();
  await shown;
  await expect(alarm(page)).toHaveCount(0);
}

test.describe('another time cannot be loaded', () => {
  test.use({ provokes: [/status of 503/] });
  const moment = (page: Page) => page.getByRole('slider', { name: 'Moment shown' });
  for (const [form, query, there, change] of [
    ['map', '', picture, (page: Page) => moment(page).press('ArrowLeft')],
    ['table', 'as=table', (page: Page) => rows(page).first(), showAnotherTime],
  ] as const) {
    test(`the ${form} stays, with its tools and the moments to choose from, until a retry brings it`, async ({ page }, { project }) => {
      await openMap(page, { query });
      await expect(there(page)).toBeVisible();
      await page.route(isApi, refuse);
      await change(page);
      const failed = async () => {
        await expect(alarm(page)).toContainText(/^The map could not be loaded\. Prometheus did not answer\. What you see is from \d+\s(s|min) ago\./);
        for (const part of [there(page), find(page), moment(page)]) await expect(part).toBeVisible();
      };
      await failed();
      await looksWell(page, { name: `${form}-failed`, folder: project.outputDir, there: failed });
      await mends(page, '/api/topology');
      await expect(there(page)).toBeVisible();
    });
  }

  test('what was in the panel of a connection stays beside the table', async ({ page }) => {
    await page.goto(tableOf(unpaid));
    await row(page, unpaid).getByRole('link').click({ timeout: arrivalMs });
    const connections = panel(page).getByRole('heading', { name: 'Connections' });
    await expect(connections).toBeVisible();
    await page.route(isApi, refuse);
    await showAnotherTime(page);
    const failed = panel(page).getByRole('alert').filter({ hasText: 'This connection could not be loaded.' });
    await expect(failed).toContainText('Prometheus did not answer. What you see is from');
    await expect(connections).toBeVisible();
  });

  for (const [path, what] of [
    ['/overview', 'The overview'],
    ['/workloads', 'The list of workloads'],
  ] as const) {
    test(`what was on ${path} stays, until a retry brings the other time`, async ({ page }, { project }) => {
      await page.goto(path);
      const there = page.getByRole('main').getByRole('heading', { level: 1 });
      await expect(there).toBeVisible();
      await page.route(isApi, refuse);
      await showAnotherTime(page);
      const failed = async () => {
        await expect(alarm(page)).toContainText(`${what} could not be loaded. Prometheus did not answer. What you see is from`);
        await expect(there).toBeVisible();
      };
      await failed();
      await looksWell(page, { name: `${path.slice(1)}-failed`, folder: project.outputDir, there: failed });
      await mends(page, `/api${path}`);
      await expect(there).toBeVisible();
    });
  }
});

test('a time without data says so in words, not with an empty map', async ({ page }) => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
  await page.goto(`/map?from=${day(2)}&to=${day(1)}`);
  await expect(page.getByText('Nothing was seen in this time: Sonde did not watch test-host then.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByRole('switch', { name: 'Live' })).toBeChecked();
  await expect(rows(page).or(picture(page)).first()).toBeVisible();
});

test.describe(() => {
  test.use({ provokes: [/status of 40[04]/] });

  test('a time before anything is kept is refused with what is allowed', async ({ page }) => {
    await page.goto('/map?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z');
    await expect(alarm(page)).toContainText(/days/);
  });

  test('a connection that was not seen in the window says so in its panel', async ({ page }) => {
    await page.goto(tableOf(unpaid));
    await row(page, unpaid).getByRole('link').click({ timeout: arrivalMs });
    await expect(panel(page)).toBeVisible();
    const link = new URL(page.url());
    link.searchParams.set('from', new Date(Date.now() - 2 * 86_400_000).toISOString());
    link.searchParams.set('to', new Date(Date.now() - 86_400_000).toISOString());
    await page.goto(link.href);
    await expect(panel(page).getByRole('heading', { name: 'Not seen in this time' })).toBeVisible();
    await expect(rows(page)).toHaveCount(0);
  });
});
