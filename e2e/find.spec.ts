import { expect } from '@playwright/test';
import { pressUntil, tabTo } from './console/keys.ts';
import { arrivalMs, find, openMap, row, rows, tableOf, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

test('what may follow is offered, and taken with the keyboard: an unhealthy connection is found and its panel opened without a mouse', async ({ page }) => {
  await openMap(page, { query: 'as=table&rest=hide' });
  await find(page).focus();
  await page.keyboard.type('hea');
  const offers = page.getByRole('listbox', { name: 'Find: what may follow' });
  await expect(offers.getByRole('option')).toHaveText([/^health=/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(find(page)).toHaveValue('health=');
  await expect(offers.getByRole('option')).toHaveText([/^fine/, /^warning/, /^critical/, /^unknown/]);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(find(page)).toHaveValue('health=critical');
  await expect(offers).toBeHidden();
  await expect(row(page, unpaid)).toBeVisible({ timeout: arrivalMs });
  await expect.poll(async () => (await rows(page).allInnerTexts()).filter((text) => !text.includes('critical'))).toEqual([]);
  await expect(page).toHaveURL(/find=health%3Dcritical|find=health=critical/);
  const wanted = row(page, unpaid).getByRole('link');
  await tabTo(page, 'a connection that fails', rows(page).first().getByRole('link'));
  await pressUntil(page, 'ArrowDown', 'the one of the fault', () => wanted.evaluate((link) => link === document.activeElement));
  await page.keyboard.press('Enter');
  const opened = page.getByRole('complementary', { name: `${unpaid.from} to ${unpaid.to}` });
  await expect(opened).toContainText(/critical: .*refused/);
});

test('what is wrong says so beside the box, and the rest still filters', async ({ page }) => {
  await page.goto(tableOf(unpaid));
  await find(page).fill('colour=red checkout');
  await expect(find(page)).toHaveAccessibleDescription(/there is no field "colour"; there are name, ns, client/);
  await expect(row(page, unpaid)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(find(page)).toHaveValue('');
});
