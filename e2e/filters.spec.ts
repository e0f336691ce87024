import { expect } from '@playwright/test';
import { arrivalMs, demo, openMap, picture, quickFilter, row, rows, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

test('Sonde’s own connections are hidden until they are asked for', async ({ page }) => {
  await openMap(page, { query: 'as=table&find=sonde' });
  const own = rows(page).filter({ has: page.getByRole('link', { name: /^(sonde-\w+|prometheus)$/ }) });
  await expect(own).toHaveCount(0);
  const filter = quickFilter(page, /^Sonde’s own \d+$/);
  expect(Number(/\d+$/.exec((await filter.textContent()) ?? '')?.[0])).toBeGreaterThanOrEqual(3);
  await filter.click();
  await expect(own.filter({ has: page.getByRole('cell', { name: 'sonde-agent' }) })).not.toHaveCount(0);
  await filter.click();
  await expect(own).toHaveCount(0);
});

test('Unhealthy leaves what is not well, and says how many workloads that is', async ({ page }) => {
  await openMap(page, { query: 'as=table' });
  await quickFilter(page, /^Unhealthy/).click();
  await expect(row(page, unpaid).getByRole('cell', { name: 'critical' })).toBeVisible({ timeout: arrivalMs });
  for (const connection of demo) await expect(row(page, connection)).toHaveCount(0);
  // Fine by itself, with a failure now and then, one may be of a pair that does not do well.
  const fine = rows(page).filter({ has: page.getByRole('cell', { name: 'fine' }) });
  await expect(fine.filter({ hasNotText: /(?:[1-9]|0\.0*[1-9])[\d.]*\s%/ })).toHaveCount(0);
  const [, counted] = /(\d+)$/.exec((await quickFilter(page, /^Unhealthy/).textContent()) ?? '') ?? [];
  await expect(page.getByRole('radio', { name: /^Workloads/ })).toHaveAccessibleName(`Workloads ${counted}`);
});

test('each quick filter alone can be pressed and released, and the picture follows', async ({ page }) => {
  await openMap(page, { query: 'rest=hide', paused: true });
  const whole = await picture(page).getAttribute('aria-label');
  for (const name of [/^Unhealthy/, /^External/, /^No traffic/]) {
    await quickFilter(page, name).click();
    await expect(picture(page)).not.toHaveAccessibleName(whole ?? '');
    await quickFilter(page, name).click();
    await expect(picture(page)).toHaveAccessibleName(whole ?? '');
  }
});

test('a scope that leaves nothing says so, and how one comes back to all', async ({ page }) => {
  await openMap(page, { query: 'workload=process:gone' });
  await expect(page.getByRole('heading', { name: 'Nothing here is in the scope' })).toBeVisible();
  await expect(page.getByText('Waiting for the first connection')).toHaveCount(0);
  await page.getByRole('link', { name: 'Show all' }).click();
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]/);
});
