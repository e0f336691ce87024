import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What can be pushed sideways: the page, or a part of it that scrolls. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    const wide = [...document.querySelectorAll('*')].filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth);
    return wide.map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? ''}: ${element.scrollWidth} in ${element.clientWidth} px`);
  });
}

interface Looked {
  readonly name: string;
  readonly folder: string;
  readonly there: (page: Page) => Promise<void>;
}

/** In either theme: a picture for people to look at, and nothing serious for axe. At 1280 nothing is pushed sideways. */
export async function looksWell(page: Page, { name, folder, there }: Looked): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await there(page);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      `axe, ${colorScheme}`,
    ).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await sideways(page)).toEqual([]);
}
