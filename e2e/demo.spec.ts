import { expect } from '@playwright/test';
import { demo, find, picture, row, tableOf, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

const onTheMapMs = 60_000;

test('the demo’s connections are on the map within a minute of the ready line', async ({ page, sonde }) => {
  const left = () => sonde.readyAtMs + onTheMapMs - Date.now();
  expect(left(), 'this file has to be the first').toBeGreaterThan(0);
  await page.goto('/map?as=table');
  for (const connection of demo) {
    await find(page).fill(connection.from);
    await expect(row(page, connection), JSON.stringify(connection)).toHaveCount(1, { timeout: left() });
  }
  await page.goto('/map');
  await expect(picture(page)).toBeVisible();
});

test('its fault is told as one: critical, in the table and in the panel’s first sentence', async ({ page }) => {
  await page.goto(tableOf(unpaid));
  await expect(row(page, unpaid).getByRole('cell', { name: 'critical' })).toBeVisible({ timeout: 60_000 });
  await row(page, unpaid).getByRole('link').click();
  await expect(page.getByRole('complementary', { name: 'checkout.ts to test-host' })).toContainText(/critical: .*failed.*refused/);
});
