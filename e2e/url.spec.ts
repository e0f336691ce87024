import { expect, type Page } from '@playwright/test';
import { demo, find, openMap, panel, picture, quickFilter, row, table } from './console/parts.ts';
import { test } from './console/test.ts';

const [shop] = demo.filter(({ to }) => to === 'storefront.ts');
if (shop === undefined) throw new Error('the demo has no storefront');
const panelName = `${shop.from} to ${shop.to}`;

const range = (page: Page) => page.getByRole('button', { name: /^Time range: / });

/** Everything that a person has chosen, as it is on the screen. */
async function chosen(page: Page) {
  await expect(panel(page).getByRole('heading', { name: 'Connections' })).toBeVisible();
  return {
    range: /^Time range: (Last \d+ \w+)/.exec((await range(page).textContent()) ?? '')?.[1],
    find: await find(page).inputValue(),
    rest: await page.getByRole('radio', { name: 'Hide the rest' }).isChecked(),
    unhealthy: await quickFilter(page, /^Unhealthy/).getAttribute('aria-pressed'),
    own: await quickFilter(page, /^Sonde’s own/).getAttribute('aria-pressed'),
    headings: await table(page).getByRole('columnheader').and(page.locator('[aria-sort]')).allTextContents(),
    panel: await panel(page).getAttribute('aria-label'),
  };
}

test('a link shows a colleague the same view', async ({ page, browser, sonde }) => {
  await openMap(page);
  await range(page).click();
  await page.getByRole('dialog', { name: 'Time range' }).getByRole('button', { name: 'Last 30 min' }).click();
  await find(page).fill('storefront');
  await page.getByRole('radio', { name: 'Hide the rest' }).click();
  await quickFilter(page, /^Sonde’s own/).click();
  await page.getByRole('radio', { name: 'Table' }).click();
  await table(page).getByRole('button', { name: 'RTT p99' }).click();
  await row(page, shop).getByRole('link').click();
  const view = await chosen(page);
  expect(view).toEqual({ range: 'Last 30 min', find: 'storefront', rest: true, unhealthy: 'false', own: 'true', headings: ['RTT p99'], panel: panelName });
  await page.reload();
  expect(await chosen(page), 'after a reload').toEqual(view);
  const context = await browser.newContext({ baseURL: sonde.url });
  await context.request.get(sonde.signInUrl);
  const colleague = await context.newPage();
  await colleague.goto(page.url());
  expect(await chosen(colleague), 'in another browser').toEqual(view);
  await context.close();
});

test('back undoes one step at a time, forward does it again', async ({ page }) => {
  await openMap(page, { query: 'find=storefront' });
  const steps = [
    { does: () => page.getByRole('radio', { name: 'Table' }).click(), done: () => expect(row(page, shop)).toBeVisible() },
    { does: () => quickFilter(page, /^Sonde’s own/).click(), done: () => expect(quickFilter(page, /^Sonde’s own/)).toHaveAttribute('aria-pressed', 'true') },
    { does: () => row(page, shop).getByRole('link').click(), done: () => expect(page.getByRole('complementary', { name: panelName })).toBeVisible() },
    { does: () => page.getByRole('link', { name: 'Nodes' }).click(), done: () => expect(page.getByRole('heading', { name: 'Nodes' })).toBeVisible() },
  ];
  const urls = [page.url()];
  for (const { does, done } of steps) {
    await does();
    await done();
    urls.push(page.url());
  }
  expect(new Set(urls).size).toBe(urls.length);
  for (const [at, { done }] of [...steps.entries()].reverse()) {
    await done();
    await page.goBack();
    await expect(page).toHaveURL(urls[at] ?? '');
  }
  await expect(picture(page)).toBeVisible();
  for (const { done } of steps) {
    await page.goForward();
    await done();
  }
});

test('typing is one step as well: back clears the search and stays on the page', async ({ page }) => {
  await openMap(page);
  await page.getByRole('radio', { name: 'Table' }).click();
  await find(page).pressSequentially('redis');
  await page.goBack();
  await expect(find(page)).toHaveValue('');
  await expect(table(page)).toBeVisible();
});

test('going to another page and back keeps the time', async ({ page }) => {
  await openMap(page, { query: 'range=1h' });
  for (const title of ['Nodes', 'Doctor', 'Map']) {
    await page.getByRole('navigation').getByRole('link', { name: title }).click();
    await expect(page).toHaveTitle(`${title} · Sonde`);
  }
  await expect(range(page)).toContainText('Last 1 h');
});

test('the theme follows the system until one is chosen, and the choice is remembered', async ({ page }) => {
  await openMap(page);
  const lightness = () => page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.documentElement).backgroundColor)?.[0]));
  expect(await lightness()).toBeGreaterThan(200);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(lightness).toBeLessThan(60);
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  await expect.poll(lightness).toBeGreaterThan(200);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  expect(await lightness()).toBeGreaterThan(200);
});
