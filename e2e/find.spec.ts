import { expect } from '@playwright/test';
import { pressUntil, sentence, tabTo } from './console/keys.ts';
import { arrivalMs, find, openMap, panel, row, rows, tableOf, unpaid, walker } from './console/parts.ts';
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

test('by keyboard alone, from the plain map: the rest is hidden, what is critical asked for, walked to, its panel opened and closed', async ({ page }) => {
  await page.goto(tableOf(unpaid));
  await expect(row(page, unpaid).getByRole('cell', { name: 'critical' })).toBeVisible({ timeout: arrivalMs });
  await openMap(page);
  await tabTo(page, 'Hide', page.getByRole('radio', { name: 'Dim the rest' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await tabTo(page, 'Find', find(page));
  // Others on this host may be critical as well.
  await page.keyboard.type('checkout health=cri');
  await expect(page.getByRole('listbox', { name: 'Find: what may follow' }).getByRole('option')).toHaveText([/^critical/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(find(page)).toHaveValue('checkout health=critical');
  await tabTo(page, 'the map', walker(page));
  await pressUntil(page, 'ArrowDown', unpaid.from, async () => (await sentence(page)).startsWith(`${unpaid.from}, `));
  await page.keyboard.press('ArrowRight');
  expect(await sentence(page)).toMatch(new RegExp(`^${unpaid.from} to ${unpaid.to} on port ${unpaid.port}, critical, .*% failed`));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: `${unpaid.from} to ${unpaid.to}` })).toContainText(/critical: .*refused/);
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(walker(page)).toBeFocused();
});

test('what is wrong says so beside the box, and the rest still filters', async ({ page }) => {
  await page.goto(tableOf(unpaid));
  await find(page).fill('colour=red checkout');
  await expect(find(page)).toHaveAccessibleDescription(/there is no field "colour"; there are name, ns, client/);
  await expect(row(page, unpaid)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(find(page)).toHaveValue('');
});
