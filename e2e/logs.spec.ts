import { expect, type Locator, type Page } from '@playwright/test';
import { tabTo } from './console/keys.ts';
import { open } from './console/pages.ts';
import { arrivalMs, panel, row, tableOf } from './console/parts.ts';
import { test } from './console/test.ts';
import { WrittenLog } from './console/written-log.ts';

/** Both of its ends write lines. */
const between = { from: 'storefront.ts', to: 'checkout.ts', port: 8482 };
const ofTheShop = '?query=source%3D*shop.log';
const search = (page: Page): Locator => page.getByRole('combobox', { name: 'Search the lines' });
const list = (page: Page): Locator => page.getByRole('region', { name: 'Lines', exact: true });
const lines = (page: Page): Locator => list(page).getByRole('listitem');
const part = (page: Page, facet: string, name: RegExp): Locator => page.getByRole('region', { name: facet, exact: true }).getByRole('button', { name });

async function openErrors(page: Page): Promise<void> {
  await open(page, 'logs', ofTheShop);
  await page.goto(`/logs${ofTheShop}+level%3Derror`);
  await expect(lines(page)).toHaveCount(WrittenLog.errors);
}

test('a click on a share narrows the lines, in the address too; another takes that back, and minus leaves a value out', async ({ page }) => {
  await open(page, 'logs', ofTheShop);
  await part(page, 'Level', /^error/).click();
  await expect(search(page)).toHaveValue('source=*shop.log level=error');
  await expect(lines(page)).toHaveCount(WrittenLog.errors);
  await page.reload();
  await expect(lines(page)).toHaveCount(WrittenLog.errors);
  await expect(part(page, 'Level', /^error/)).toHaveAttribute('aria-pressed', 'true');
  await part(page, 'Level', /^error/).click();
  await expect(search(page)).toHaveValue('source=*shop.log');
  await part(page, 'Level', /^info/).hover();
  await page.getByRole('button', { name: 'No lines with level info' }).click();
  await expect(search(page)).toHaveValue('source=*shop.log -level=info');
  await expect(lines(page).filter({ hasText: 'INFO' })).toHaveCount(0);
  await page.goBack();
  await expect(search(page)).toHaveValue('source=*shop.log');
});

test('lines are shown as they come; scrolling back keeps what is read and counts what is newer, and End goes on', async ({ page }) => {
  await open(page, 'logs', ofTheShop);
  const last = async () => (await lines(page).last().textContent()) ?? '';
  const first = await last();
  await expect.poll(last, { timeout: arrivalMs }).not.toBe(first);
  await list(page).hover();
  await page.mouse.wheel(0, -600);
  await expect(page.getByText('Paused while you read')).toBeVisible();
  const read = await last();
  await expect(page.getByText(/^[1-9]\d* newer lines?/)).toBeVisible({ timeout: arrivalMs });
  expect(await last()).toBe(read);
  await page.keyboard.press('End');
  await expect(page.getByText('Paused while you read')).toBeHidden();
  await expect.poll(last, { timeout: arrivalMs }).not.toBe(read);
});

test('a line is opened with the keyboard: its fields lead to others like it, what stands around it is there, and so in its link', async ({ page }) => {
  await openErrors(page);
  await tabTo(page, 'the last line', lines(page).last().getByRole('button'));
  await page.keyboard.press('ArrowUp');
  const second = lines(page).nth(1).getByRole('button').first();
  await expect(second).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(second).toHaveAttribute('aria-expanded', 'true');
  await tabTo(page, 'what shows the lines around', page.getByRole('button', { name: 'Lines around' }));
  await page.keyboard.press('Enter');
  const around = page.getByRole('region', { name: 'Lines around this one' });
  await expect(around.getByText(WrittenLog.line).first()).toBeVisible();
  await page.reload();
  await expect(around.locator('[aria-current]')).toContainText('order 17 was not paid');
  await page.getByRole('button', { name: 'No lines with level error' }).last().click();
  await expect(search(page)).toHaveValue('source=*shop.log -level=error');
  await expect(lines(page).filter({ hasText: WrittenLog.line }).last()).toBeVisible();
});

test('what is found is saved as a file', async ({ page }) => {
  await openErrors(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: 'Text' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^logs-.*\.log$/);
  const chunks = await (await file.createReadStream()).toArray();
  expect(Buffer.concat(chunks).toString()).toContain('order 18 was not paid');
});

test('a workload leads to its lines', async ({ page }) => {
  await open(page, 'workload');
  const recent = page.getByRole('region', { name: 'Logs', exact: true });
  await recent.getByRole('button', { name: 'Warnings and errors' }).click();
  await expect(recent.getByText(/payment refused/).first()).toBeVisible();
  await page.reload();
  await expect(recent.getByRole('button', { name: 'Warnings and errors' }), 'the link leaves the others out').toHaveAttribute('aria-pressed', 'true');
  await expect(recent.getByText(/payment refused/).first()).toBeVisible();
  await recent.getByRole('link', { name: 'All lines' }).click();
  await expect(search(page)).toHaveValue('level>=warn kind=process app=checkout.ts');
});

test('a connection shows the lines of both its ends, and leads to all of them', async ({ page }) => {
  await page.goto(tableOf(between));
  await row(page, between).getByRole('link').click({ timeout: arrivalMs });
  const recent = panel(page).getByRole('region', { name: 'Logs', exact: true });
  await expect(recent).toContainText('of both ends');
  for (const name of [between.from, between.to]) await expect(recent.getByText(name, { exact: true }).first()).toBeVisible({ timeout: arrivalMs });
  await recent.getByRole('link', { name: 'All lines' }).click();
  await expect(search(page)).toHaveValue(new RegExp(`app=${between.from}.* or .*app=${between.to}`));
  await expect(lines(page).last()).toBeVisible();
});

test('a field opens to its values, and a click asks for one; a pattern is asked for as well, and left out', async ({ page }) => {
  await open(page, 'logs', ofTheShop);
  const fields = page.getByRole('region', { name: 'Fields', exact: true });
  await fields.getByRole('button', { name: /^till/ }).click();
  await expect(fields.getByRole('button', { name: /^south/ })).toBeVisible();
  await page.reload();
  await expect(fields.getByRole('button', { name: /^till/ }), 'what is open stands in the link').toHaveAttribute('aria-expanded', 'true');
  await fields.getByRole('button', { name: /^south/ }).click();
  await expect(search(page)).toHaveValue('source=*shop.log till=south');
  await expect(lines(page).filter({ hasText: 'till=north' })).toHaveCount(0);
  await page.goto(`/logs${ofTheShop}&patterns=all`);
  const patterns = page.getByRole('region', { name: 'Patterns' });
  await patterns.getByRole('button', { name: /was not paid/ }).click();
  await expect(search(page)).toHaveValue(/^source=\*shop\.log pattern=/);
  await expect(lines(page)).toHaveCount(2);
  const unpaid = patterns.getByRole('listitem').filter({ hasText: 'was not paid' });
  await unpaid.getByRole('button', { name: 'No lines with pattern this pattern' }).click();
  await expect(search(page)).toHaveValue(/ -pattern=/);
  await expect(lines(page).last()).toContainText(WrittenLog.line);
  await expect(lines(page).filter({ hasText: 'was not paid' })).toHaveCount(0);
});

test('scrolled back, older lines come by themselves; the ruler leads to a moment, from which the list goes on in both directions', async ({ page }) => {
  await open(page, 'logs', ofTheShop);
  await list(page).hover();
  await expect(async () => {
    await page.mouse.wheel(0, -3000);
    await expect(lines(page).filter({ hasText: 'payments:443 refused' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: arrivalMs });
  await page.getByTitle(/^All lines of this time/).click({ position: { x: 6, y: 3 } });
  await expect(page).toHaveURL(/at=/);
  await expect(lines(page).first()).toBeVisible();
  await page.keyboard.press('End');
  await expect(page).not.toHaveURL(/at=/);
  await expect(page.getByText('Paused while you read')).toBeHidden();
});

test('the language is told in the page, and what cannot be read is underlined with its reason, while the last that could be is shown', async ({ page }) => {
  await open(page, 'logs', ofTheShop);
  for (const [query, count] of [
    ['source=*shop.log /order 1[78] was not/', 2],
    ['source=*shop.log refused or "was not"', WrittenLog.errors],
    ['source=*shop.log exists(trace_id)', 0],
  ] as const) {
    await search(page).fill(query);
    await expect(lines(page)).toHaveCount(count);
  }
  await search(page).fill('level=error /(/');
  await expect(page.getByText('the pattern cannot be read')).toBeVisible();
  await expect(search(page)).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: 'How to search' }).click();
  await page.getByRole('button', { name: 'level>=warn -debug' }).click();
  await expect(search(page)).toHaveValue('level>=warn -debug');
});
