import { expect } from '@playwright/test';
import { firstPaintMs, firstPaintWithinMs, idles, tabsAtOnce, watchTasks } from './console/idle.ts';
import { pages } from './console/pages.ts';
import { arrivalMs, openMap } from './console/parts.ts';
import { test } from './console/test.ts';

/** What goes on as well, beside the pages as they open. */
const more = ['/map', '/map?as=table', '/logs?patterns=all', '/alerts?tab=silences', '/alerts?tab=deliveries', '/alerts?tab=receivers'];

test('over a host that goes on each page shows something within a second, and while nobody does anything no task of it is long', async ({ page, another }) => {
  test.setTimeout(480_000);
  await openMap(page);
  await page.close();
  const all = [
    ...pages,
    ...more.map((path) => ({ path, there: async (shown: typeof page) => await expect(shown.getByRole('main').getByRole('heading').first()).toBeAttached() })),
  ];
  for (let from = 0; from < all.length; from += tabsAtOnce) {
    const opened = await Promise.all(
      all.slice(from, from + tabsAtOnce).map(async ({ path, there }) => {
        const tab = await another();
        await watchTasks(tab);
        await expect(async () => {
          await tab.goto(path);
          await there(tab);
          expect(await firstPaintMs(tab), path).toBeLessThan(firstPaintWithinMs);
        }).toPass({ timeout: arrivalMs });
        return { path, tab };
      }),
    );
    await Promise.all(opened.map(({ path, tab }) => idles(tab, path)));
    for (const { tab } of opened) await tab.close();
  }
});
