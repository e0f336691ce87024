import { expect, type Page } from '@playwright/test';
import { arrivalMs, openMap, panel, picture, row, rows, tableOf, unpaid } from './console/parts.ts';
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
