import { expect, type Locator, type Page } from '@playwright/test';
import { openMap, panel, picture } from './console/parts.ts';
import { test } from './console/test.ts';
import { nodeName } from './whole/sonde.ts';

const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Search, go to, or do' });
const found = (page: Page): Locator => palette(page).getByRole('menuitem');
const scope = (page: Page): Locator => page.getByRole('group', { name: 'Scope' }).getByRole('button', { name: /^Workload: / });

async function type(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
  await page.keyboard.type(words);
}

test('a few letters find a node, Enter opens it, and the next time it is there before a key', async ({ page }) => {
  await openMap(page, { paused: true });
  await type(page, 'chkout');
  await expect(found(page).first()).toContainText('checkout.ts');
  await page.keyboard.press('Enter');
  await expect(palette(page)).toHaveCount(0);
  await expect(page.getByRole('complementary', { name: 'checkout.ts', exact: true })).toBeVisible();
  await type(page, '');
  await expect(palette(page).getByRole('group', { name: 'Recent' }).getByRole('menuitem')).toContainText(['checkout.ts']);
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
  await expect(panel(page), 'Escape closes one thing at a time').toHaveCount(1);
});

test('a workload is offered on the map and with its page, a host with its page', async ({ page }) => {
  await openMap(page, { paused: true });
  await type(page, 'checkout.ts');
  await expect(found(page)).toContainText(['on the map', 'its page']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'checkout.ts', level: 1 })).toBeVisible();
  await type(page, nodeName);
  await found(page).filter({ hasText: 'Node, its page' }).click();
  await expect(page.getByRole('heading', { name: nodeName, level: 1 })).toBeVisible();
});

test('it goes to a page with the time kept, and does what is asked for', async ({ page }) => {
  await openMap(page, { query: 'range=1h' });
  await type(page, 'doctor');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle('Doctor · Sonde');
  await type(page, 'theme dark');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  await type(page, 'nginx');
  await expect(found(page).first()).toContainText('nginx');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'nginx', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Time range: / })).toContainText('Last 1 h');
  await type(page, 'pause');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('switch', { name: /^Paused while you read/ })).toBeVisible();
});

test('what has no such name says so; the box in the bar opens it as well', async ({ page }) => {
  await openMap(page, { paused: true });
  await page.getByRole('button', { name: 'Search, go to, or do' }).click();
  await page.keyboard.type('zzzz');
  await expect(palette(page)).toContainText('Nothing has this name.');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Search, go to, or do' })).toBeFocused();
});

test('Tidy says how many workloads stand elsewhere', async ({ page }) => {
  await openMap(page);
  await page.getByRole('button', { name: 'Tidy' }).click();
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText(/Tidied: |nothing moved/);
  await expect(picture(page)).toBeVisible();
});

test('the scope narrows the map to a workload and what it talks to, is kept from page to page, and back undoes it', async ({ page }) => {
  await openMap(page, { paused: true });
  const whole = (await picture(page).getAttribute('aria-label')) ?? '';
  await scope(page).click();
  await page.getByRole('dialog', { name: 'Workload' }).getByRole('option', { name: 'shopper.ts' }).click();
  await expect(scope(page)).toContainText('shopper.ts');
  await expect(picture(page)).toHaveAccessibleName(/^Map of 2 workloads and 1 /);
  for (const title of ['Nodes', 'Map']) await page.getByRole('navigation').getByRole('link', { name: title }).click();
  await expect(picture(page)).toHaveAccessibleName(/^Map of 2 workloads and 1 /);
  for (let step = 0; step < 3; step += 1) await page.goBack();
  await expect(scope(page)).toContainText('all workloads');
  await expect(picture(page)).toHaveAccessibleName(whole);
});
