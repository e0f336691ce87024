import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What can be pushed sideways: the page, or a part of it that scrolls. */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    const wide = [...document.querySelectorAll('*')].filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth);
    return wide.map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? ''}: ${element.scrollWidth} in ${element.clientWidth} px`);
  });
}

/** What a person has chosen: time and scope, what is typed, pressed, sorted and open. Counts and clocks go on meanwhile. */
function chosen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const named = (element: Element, value: string) => `${element.getAttribute('aria-label') ?? element.textContent ?? ''}: ${value}`.replaceAll(/\d+/g, '#');
    const each = (selector: string, value: (element: Element) => string) =>
      [...document.querySelectorAll(selector)].map((element) => named(element, value(element)));
    return [
      ...each('header.top button', () => ''),
      ...each('input:not([type=range])', (input) => (input instanceof HTMLInputElement ? `${input.value} ${input.checked}` : '')),
      ...each('[aria-sort]', (element) => element.getAttribute('aria-sort') ?? ''),
      // What is neither pressed nor open is a list that goes on, such as that of log lines.
      ...each('[aria-pressed=true], [aria-expanded=true]', () => 'true'),
      ...each('aside', () => 'open'),
    ];
  });
}

interface Looked {
  readonly name: string;
  readonly folder: string;
  readonly there: (page: Page) => Promise<void>;
  /** Whether a reload is to show the same: all but what is passing, such as an open menu. */
  readonly isInLink?: boolean;
}

/** All rules, in a quarter of the time: there are no frames to go into, and what passed is not told. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });

/** In either theme: a picture for people to look at, and nothing serious for axe. Its link shows it again. At 1280 nothing is pushed sideways. */
export async function looksWell(page: Page, { name, folder, there, isInLink = false }: Looked): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await there(page);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    const { violations } = await axe(page).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      `axe, ${colorScheme}`,
    ).toEqual([]);
  }
  if (isInLink) {
    const before = await chosen(page);
    await page.reload();
    await there(page);
    await expect.poll(() => chosen(page), 'what its link shows').toEqual(before);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await sideways(page)).toEqual([]);
}
