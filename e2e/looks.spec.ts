import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { arrivalMs, find, openMap, panel, picture, row, rows, tableOf, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

const views = [
  { name: 'map', open: (page: Page) => openMap(page, { paused: true }), there: picture },
  { name: 'panel', open: openPanel, there: (page: Page) => panel(page).getByRole('heading', { name: 'Connections' }) },
  { name: 'difference', open: openDifference, there: (page: Page) => panel(page).getByRole('heading', { name: /^New \d+$/ }) },
  { name: 'palette', open: openPalette, there: (page: Page) => page.getByRole('menuitem').first() },
  { name: 'table', open: (page: Page) => openMap(page, { query: 'as=table', paused: true }), there: (page: Page) => rows(page).first() },
  { name: 'nodes', open: (page: Page) => page.goto('/nodes'), there: (page: Page) => page.getByRole('region', { name: 'Details of test-host' }) },
  { name: 'doctor', open: (page: Page) => page.goto('/doctor'), there: (page: Page) => page.getByRole('region', { name: 'Collectors on test-host' }) },
];

/** The connection that fails: its panel has every part. */
async function openPanel(page: Page): Promise<void> {
  await page.goto(tableOf(unpaid));
  await expect(row(page, unpaid).getByRole('cell', { name: 'critical' })).toBeVisible({ timeout: arrivalMs });
  await row(page, unpaid).getByRole('link').click();
  await find(page).fill('');
  await page.getByRole('radio', { name: 'Map', exact: true }).click();
  await expect(picture(page)).toBeVisible();
}

/** An hour ago there was no demo: all of it is new. */
async function openDifference(page: Page): Promise<void> {
  await openMap(page);
  await page.goto(`/map?a=${new Date(Date.now() - 3_600_000).toISOString()}&panel=diff&show=changed&vs=1h`);
}

async function openPalette(page: Page): Promise<void> {
  await openMap(page, { paused: true });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('s');
}

/** What can be pushed sideways: the page, or a part of it that scrolls. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    const wide = [...document.querySelectorAll('*')].filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth);
    return wide.map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? ''}: ${element.scrollWidth} in ${element.clientWidth} px`);
  });
}

for (const { name, open, there } of views) {
  test(`${name}: nothing serious for axe in either theme, no scrolling sideways at 1280`, async ({ page }, { project }) => {
    await open(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(there(page)).toBeVisible();
      await page.screenshot({ path: join(project.outputDir, `${name}-${colorScheme}.png`) });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        `axe, ${colorScheme}`,
      ).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await sideways(page)).toEqual([]);
  });
}
