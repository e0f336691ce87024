import { expect } from '@playwright/test';
import { boxAround, focusOf, pressUntil, sentence, tabStops, walkTo } from './console/keys.ts';
import { demo, find, openMap, panel, picture, row, rows, walker } from './console/parts.ts';
import { test } from './console/test.ts';

const stops = [
  /^link "Map"/,
  /^link "Nodes"/,
  /^link "Doctor/,
  /^button "Expand the navigation"/,
  /^'?button "Time range: /,
  /^switch "Paused at /,
  /^button "Times in /,
  /^'?button "Theme: /,
  /^radio "Dim the rest"/,
  /^searchbox "Find"/,
  /^button "Unhealthy /,
  /^button "External /,
  /^button "No traffic /,
  /^button "Sonde’s own /,
  /^radio "Map"/,
  /^button "[^"]+ in, \d+ out\."/,
  /^button "Zoom out"/,
  /^button "Zoom in"/,
  /^button "Show the whole map"/,
];

test.beforeEach(({ page }) => openMap(page, { paused: true }));

test('Tab goes from the rail over the bars to the map, and what has the focus is seen', async ({ page }) => {
  const seen = await tabStops(page);
  expect(seen.map(({ name }) => name)).toEqual(stops.map((name) => expect.stringMatching(name)));
  expect(seen.filter(({ shown }) => !shown)).toEqual([]);
});

test('arrow keys walk along the connections, Enter opens the panel, Escape closes it and comes back', async ({ page }) => {
  await walkTo(page, 'shopper.ts');
  expect(await sentence(page)).toMatch(/^shopper\.ts, Process, fine, .+\/s, .+B\/s\. 0 in, 1 out\.$/);
  const way = [
    /^shopper\.ts to nginx on port 8480, fine, .+\/s, 0\s% failed, .+B\/s\.$/,
    /^nginx, Process, fine/,
    /^nginx to storefront\.ts on port 8481, fine/,
    /^storefront\.ts, Process, fine/,
  ];
  for (const place of way) {
    await page.keyboard.press('ArrowRight');
    expect(await sentence(page)).toMatch(place);
  }
  await page.keyboard.press('ArrowRight');
  const branches = [await sentence(page)];
  await page.keyboard.press('ArrowDown');
  branches.push(await sentence(page));
  expect(branches.map((text) => text.split(',', 1)[0]).sort()).toEqual([
    'storefront.ts to checkout.ts on port 8482',
    'storefront.ts to redis-server on port 6380',
  ]);
  const [, name = ''] = /^(storefront\.ts to \S+) on/.exec(branches[1] ?? '') ?? [];
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(walker(page)).toBeFocused();
  expect(await sentence(page)).toBe(branches[1]);
  await page.keyboard.press('ArrowLeft');
  expect(await sentence(page)).toMatch(/^storefront\.ts, /);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'storefront.ts', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
});

test('typing a name dims the rest of the map; Hide leaves it out', async ({ page }) => {
  await walkTo(page, 'shopper.ts');
  const shopper = await boxAround(walker(page), 0);
  await pressUntil(page, 'ArrowRight', 'redis-server', async () => {
    if (/^storefront\.ts to checkout/.test(await sentence(page))) await page.keyboard.press('ArrowDown');
    return (await sentence(page)).startsWith('redis-server, ');
  });
  const redis = await boxAround(walker(page), 0);
  await find(page).focus();
  const cards = async () => ({ shopper: await page.screenshot({ clip: shopper }), redis: await page.screenshot({ clip: redis }) });
  const before = await cards();
  await page.keyboard.type('redis');
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('does not match');
  await expect(page.getByRole('status').filter({ hasText: /^1 of \d+$/ })).toBeVisible();
  const after = await cards();
  expect(after.shopper.equals(before.shopper), 'shopper.ts looks as before').toBe(false);
  expect(after.redis.equals(before.redis), 'redis-server looks as before').toBe(true);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await expect(focusOf(page)).toHaveRole('radio');
  await page.keyboard.press('Space');
  await expect(picture(page)).toHaveAccessibleName(/^Map of 3 nodes and 2 /);
});

test('the table holds the same: arrows go from row to row, Enter opens, Escape closes', async ({ page }) => {
  await openMap(page, { query: 'as=table', paused: true });
  await expect(rows(page).first()).toBeVisible();
  await pressUntil(page, 'Tab', 'the first row', () =>
    rows(page)
      .first()
      .getByRole('link')
      .evaluate((link) => link === document.activeElement),
  );
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1).getByRole('link')).toBeFocused();
  const [to] = demo;
  if (to === undefined) throw new Error('the demo has no connection');
  const wanted = row(page, to).getByRole('link');
  await page.keyboard.press('ArrowUp');
  await pressUntil(page, 'ArrowDown', 'nginx', () => wanted.evaluate((link) => link === document.activeElement));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: `${to.from} to ${to.to}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(wanted, 'the focus is where it was').toBeFocused();
});
