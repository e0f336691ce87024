import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Locator, type Page } from '@playwright/test';
import { ask, differences, part } from './console/compare.ts';
import { tabTo, walkTo } from './console/keys.ts';
import { arrivalMs, openMap, panel, picture, quickFilter } from './console/parts.ts';
import { test } from './console/test.ts';

/** Requests at a time: of all that is new while other tests run, the busiest is listed first. */
const busy = 300;
const lookBack = (page: Page): Locator => page.getByRole('region', { name: 'Look back' });
const moment = (page: Page): Locator => lookBack(page).getByRole('slider', { name: 'Moment shown' });
const live = (page: Page): Locator => page.getByRole('switch');
const pin = (page: Page): Locator => lookBack(page).getByRole('button', { name: 'Pin as A' });
const diff = (page: Page): Locator => lookBack(page).getByRole('button', { name: 'Diff with A' });
/** In the bar above each page. */
const compared = (page: Page): Locator => page.getByRole('banner').getByRole('button', { name: /^Compare/ });
const shownTo = (page: Page): string | null => new URL(page.url()).searchParams.get('to');

test.describe('a new connection', () => {
  let server: Server;
  test.beforeAll(async () => {
    server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  test.afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  test('between a pinned moment and now it is listed as new, leads to its panel, and stays lit with its ends', async ({ page }) => {
    test.slow();
    const { port } = server.address() as AddressInfo;
    await openMap(page);
    await pin(page).click();
    await expect(diff(page)).toBeVisible();
    await expect(async () => {
      for (let request = 0; request < busy; request += 1) expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      await expect(lookBack(page).getByRole('status')).toContainText(/^[1-9]\d* new, \d+ gone, (\d+ failing, )?\d+ slower$/, { timeout: 3000 });
    }).toPass({ timeout: 2 * arrivalMs });
    await diff(page).click();
    const row = part(page, 'New').getByRole('link', { name: new RegExp(`:${port}`) });
    await expect(row).toBeVisible({ timeout: arrivalMs });
    await expect(quickFilter(page, /^Changed [1-9]/)).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('region', { name: 'Legend' })).toContainText('does not match');
    const list = page.url();
    await row.click();
    await expect(panel(page).getByRole('heading', { name: 'Connections' })).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(list);
    await expect(row).toBeVisible();
    await lookBack(page)
      .getByRole('button', { name: /^Take the pin at/ })
      .click();
    await expect(differences(page)).toHaveCount(0);
    await expect(quickFilter(page, /^Changed/)).toHaveAttribute('aria-pressed', 'false');
  });
});

test.describe('with an hour ago, when this Sonde did not watch yet', () => {
  // What was not seen then is a 404.
  test.use({ provokes: [/status of 404/] });

  test('where nothing is pinned, one press compares with an hour ago, and one more ends it', async ({ page }) => {
    await openMap(page);
    const against = lookBack(page).getByRole('button', { name: 'Compare with an hour ago' });
    await against.click();
    await expect(differences(page)).toBeVisible();
    await expect(against).toHaveAttribute('aria-pressed', 'true');
    await against.click();
    await expect(differences(page)).toHaveCount(0);
    await pin(page).click();
    await expect(against).toHaveCount(0);
  });

  test('opening and closing the list, and a pin that is taken away, leave the other quick filters as they were', async ({ page }) => {
    await openMap(page, { query: 'show=external' });
    const pressed = async (changed: boolean) => {
      await expect(quickFilter(page, /^Changed/)).toHaveAttribute('aria-pressed', String(changed));
      await expect(quickFilter(page, /^External/)).toHaveAttribute('aria-pressed', 'true');
    };
    const against = lookBack(page).getByRole('button', { name: 'Compare with an hour ago' });
    await against.click();
    await pressed(true);
    await against.click();
    await pressed(false);
    await pin(page).click();
    await diff(page).click();
    await pressed(true);
    await lookBack(page)
      .getByRole('button', { name: /^Take the pin at/ })
      .click();
    await pressed(false);
  });

  test('by keyboard alone: compare now with an hour ago, be told that nothing was watched then, open a connection, and come back', async ({ page }) => {
    await openMap(page, { paused: true });
    await ask(page, 'compare hour');
    await expect(compared(page)).toContainText('1 h ago');
    await ask(page, 'what changed');
    await expect(differences(page)).toContainText('Nothing was watched then: what is new since cannot be told.');
    await expect(part(page, 'New'), 'what runs for long is not called new').toHaveCount(0);
    await expect(quickFilter(page, /^Changed$/)).toHaveAttribute('aria-pressed', 'true');
    await walkTo(page, 'shopper.ts');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary', { name: 'shopper.ts to nginx' })).toBeVisible();
    await expect(panel(page)).toContainText('Not seen an hour ago.');
    await page.keyboard.press('Escape');
    await expect(differences(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(panel(page)).toHaveCount(0);
    await page.getByRole('navigation').getByRole('link', { name: 'Events' }).click();
    await expect(page.getByRole('heading', { name: 'Events', level: 1 })).toBeVisible();
    await expect(compared(page), 'where nothing is compared').toHaveCount(0);
    await page.getByRole('navigation').getByRole('link', { name: 'Map' }).click();
    await expect(compared(page), 'kept from page to page').toContainText('1 h ago');
  });
});

test('arrows step back from the present, which is held and counted; End follows it again', async ({ page }) => {
  await openMap(page);
  await expect(live(page)).toHaveAccessibleName('Live');
  await tabTo(page, 'the moment', moment(page));
  const begunMs = Date.now();
  await page.keyboard.press('ArrowLeft');
  await expect(live(page)).toHaveAccessibleName(/^Paused while you read/);
  const first = Date.parse(shownTo(page) ?? '');
  expect(Math.abs(begunMs - 60_000 - first), 'a minute back').toBeLessThan(15_000);
  await page.keyboard.press('ArrowLeft');
  expect(Date.parse(shownTo(page) ?? '')).toBe(first - 60_000);
  await expect(moment(page)).toHaveAttribute('aria-valuetext', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*ago/);
  await expect(live(page)).toHaveAccessibleName(/^Paused while you read, [1-9]\d* newer$/);
  await page.keyboard.press('End');
  await expect(live(page)).toBeChecked();
  expect(shownTo(page)).toBeNull();
  await page.keyboard.press('Home');
  await expect(page.getByText(/Nothing was seen in this time|No connection was seen/)).toBeVisible();
  await page.keyboard.press('End');
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]/);
});

test('a drag is one step of the back button; the replay goes on to the present', async ({ page }) => {
  await openMap(page);
  const before = page.url();
  const box = await moment(page).boundingBox();
  if (box === null) throw new Error('the strip has no place');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 2, y);
  await page.mouse.down();
  for (const back of [10, 20, 30, 26]) await page.mouse.move(box.x + box.width - back, y, { steps: 4 });
  await page.mouse.up();
  await expect(live(page)).toHaveAccessibleName(/^Paused while you read/);
  await page.goBack();
  await expect(page).toHaveURL(before);
  await expect(live(page)).toBeChecked();
  await page.goForward();
  await lookBack(page).getByRole('button', { name: 'Replay' }).click();
  await expect(live(page), 'it has come to the present').toBeChecked({ timeout: arrivalMs });
  await expect(lookBack(page).getByRole('button', { name: 'Replay' })).toBeVisible();
});

test('a link holds the moment, the pin, the list and what is compared with', async ({ page }) => {
  await openMap(page);
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const link = `/map?range=5m&to=${at(5000)}&a=${at(3_600_000)}&panel=diff&show=changed&vs=1d`;
  await page.goto(link);
  for (const visit of ['first', 'after a reload']) {
    await expect(differences(page), visit).toBeVisible();
    await expect(diff(page)).toHaveAttribute('aria-pressed', 'true');
    await expect(lookBack(page).getByRole('status')).toHaveText('Nothing was watched then');
    await expect(live(page)).toHaveAccessibleName(/^Paused while you read/);
    await expect(compared(page)).toContainText('1 d ago');
    await page.reload();
  }
});
