import { expect } from '@playwright/test';
import { find, openMap, row, rows, tableOf, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

test('what may follow is offered, and taken with the keyboard: an unhealthy connection is found without a mouse', async ({ page }) => {
  await openMap(page, { query: 'as=table&rest=hide' });
  await find(page).focus();
  await page.keyboard.type('hea');
  const offers = page.getByRole('listbox', { name: 'Find: what may follow' });
  await expect(offers.getByRole('option')).toHaveText([/^health=/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(find(page)).toHaveValue('health=');
  await expect(offers.getByRole('option')).toHaveText([/^ok/, /^warning/, /^critical/, /^unknown/]);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(find(page)).toHaveValue('health=critical');
  await expect(offers).toBeHidden();
  await expect(row(page, unpaid)).toBeVisible();
  for (const line of await rows(page).all()) await expect(line).toContainText('critical');
  await expect(page).toHaveURL(/find=health%3Dcritical|find=health=critical/);
});

test('what is wrong says so beside the box, and the rest still filters', async ({ page }) => {
  await page.goto(tableOf(unpaid));
  await find(page).fill('colour=red checkout');
  await expect(find(page)).toHaveAccessibleDescription(/there is no field "colour"; there are name, ns, client/);
  await expect(row(page, unpaid)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(find(page)).toHaveValue('');
});
