import { expect, type Page } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { openMap, picture, rows, showAnotherTime, table } from './console/parts.ts';
import { test } from './console/test.ts';

const workloads = (url: URL): boolean => url.pathname === '/api/workloads';
const bar = (page: Page) => page.getByRole('status').filter({ hasText: /^(No answer yet|From)/ });

/** By the page's own clock, which the test moves on. */
test('a page whose answer takes long says for what it waits, later how old what it shows is, and nothing once all is there', async ({ page }) => {
  const asked = () => page.waitForRequest((request) => workloads(new URL(request.url())));
  await page.clock.install();
  let answered = Promise.withResolvers<void>();
  await page.route(workloads, async (route) => {
    await answered.promise;
    await route.continue();
  });
  await Promise.all([asked(), page.goto('/workloads')]);
  await expect(bar(page)).toHaveCount(0);
  await page.clock.fastForward('00:03');
  await expect(bar(page)).toContainText(/No answer yet\. Asked \d s ago\. Prometheus gets 15 s to answer/);
  await page.clock.fastForward('00:15');
  await expect(bar(page)).toContainText('Prometheus is slow to answer, or more is asked of it');
  answered.resolve();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expect(bar(page)).toHaveCount(0);

  answered = Promise.withResolvers();
  const again = asked();
  await page.clock.fastForward('00:20');
  await again;
  await page.clock.fastForward('00:03');
  await expect(bar(page)).toContainText(/From 2\d\ss ago\. Asked \d s ago/);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  answered.resolve();
  await expect(bar(page)).toHaveCount(0);
});

test('a page that is shown another time says how old what stays meanwhile is, however young', async ({ page }) => {
  await page.clock.install();
  await page.goto('/workloads');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  const answered = Promise.withResolvers<void>();
  await page.route(workloads, async (route) => {
    await answered.promise;
    await route.continue();
  });
  const asked = page.waitForRequest((request) => workloads(new URL(request.url())) && request.url().includes('from='));
  await showAnotherTime(page);
  await asked;
  await page.clock.fastForward('00:03');
  await expect(bar(page)).toContainText(/^From \d+\ss ago\. Asked \d s ago/);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  answered.resolve();
  await expect(bar(page)).toHaveCount(0);
});

/** No map is answered until what this returns is called. */
async function holdMap(page: Page): Promise<() => void> {
  const answered = Promise.withResolvers<void>();
  await page.route(
    ({ pathname }) => pathname.startsWith('/api/topology'),
    async (route) => {
      await answered.promise;
      await route.continue();
    },
  );
  return answered.resolve;
}

const steps = (page: Page) => page.getByRole('slider', { name: 'Moment shown' }).press('ArrowLeft');

test('the map that waits for another moment stays where it is, and says for what it waits', async ({ page }, { project }) => {
  await page.clock.install();
  await openMap(page);
  const before = await picture(page).boundingBox();
  const answer = await holdMap(page);
  await steps(page);
  await page.clock.fastForward('00:03');
  const said = () => expect(bar(page)).toContainText(/^From \d+\s(s|min) ago\. Asked \d+ s ago/);
  await said();
  expect(await picture(page).boundingBox()).toEqual(before);
  await looksWell(page, { name: 'map-late', folder: project.outputDir, there: said });
  answer();
  await expect(bar(page)).toHaveCount(0);
});

test('the map’s table that waits for another moment is dimmed, and says for what it waits', async ({ page }, { project }) => {
  await page.clock.install();
  await openMap(page, { query: 'as=table' });
  await expect(rows(page).first()).toBeVisible();
  const colour = () =>
    table(page)
      .getByRole('cell')
      .first()
      .evaluate((cell) => getComputedStyle(cell).color);
  const before = await colour();
  const answer = await holdMap(page);
  await steps(page);
  await expect.poll(colour).not.toBe(before);
  await page.clock.fastForward('00:03');
  const said = () => expect(bar(page)).toContainText(/^From \d+\s(s|min) ago\. Asked \d+ s ago/);
  await said();
  await looksWell(page, { name: 'table-late', folder: project.outputDir, there: said });
  answer();
  await expect(bar(page)).toHaveCount(0);
});
