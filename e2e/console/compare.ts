import { expect, type Locator, type Page } from '@playwright/test';

/** What is said beside the map of what is different between two moments. */
export const differences = (page: Page): Locator => page.getByRole('complementary', { name: 'Difference of two moments' });

/** One of its lists, by its heading without the count. */
export const part = (page: Page, title: string): Locator =>
  differences(page)
    .locator('section section')
    .filter({ has: page.getByRole('heading', { name: new RegExp(`^${title} \\d+$`) }) });

/** What to type into the palette to do it. */
export async function ask(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await expect(page.getByRole('dialog').getByRole('menuitem').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
