import { expect } from '@playwright/test';
import { boxAround, focusOf, pressUntil, sentence, stopAt, stopsBy, tabStops, tabTo, walkTo } from './console/keys.ts';
import { demo, find, openMap, panel, picture, quickFilter, row, rows, walker } from './console/parts.ts';
import { test } from './console/test.ts';

const stops = [
  /^link "Overview"/,
  /^link "Map"/,
  /^link "Workloads"/,
  /^link "Nodes"/,
  /^link "Logs"/,
  /^link "Events"/,
  /^link "Alerts/,
  /^link "Doctor/,
  /^button "Expand the navigation"/,
  /^'?button "Workload: all workloads"/,
  /^button "Search, go to, or do Ctrl K"/,
  /^'?button "Time range: /,
  /^switch "Paused while you read/,
  /^button "Compare"/,
  /^button "Times in /,
  /^'?button "Theme: /,
  /^radio "Dim the rest"/,
  /^combobox "Find"/,
  /^button "How to search"/,
  /^button "Unhealthy /,
  /^button "External /,
  /^button "No traffic /,
  /^button "Changed"/,
  /^button "Sonde’s own /,
  /^button "Layout: Flow"/,
  /^button "Tidy"/,
  /^radio "Map"/,
  /^button "Save the picture"/,
  /^button "[^"]+ in, \d+ out\."/,
  /^button "Zoom out"/,
  /^button "Zoom in"/,
  /^button "Open into processes"/,
  /^button "Show the whole map"/,
  /^button "Back /,
  /^button "Replay"/,
  /^button "Forward /,
  /^slider "Moment shown"/,
  /^button "Pin as A"/,
  /^button "Compare with an hour ago"/,
];

test.beforeEach(({ page }) => openMap(page, { paused: true }));

test('Tab goes from the rail over the bars to the map, and what has the focus is seen', async ({ page }) => {
  // A host that is busy loses events, and says so with a link.
  const seen = (await tabStops(page)).filter(({ name }) => !/^link ".* of events lost"/.test(name));
  expect(seen.map(({ name }) => name)).toEqual(stops.map((name) => expect.stringMatching(name)));
  expect(seen.filter(({ shown }) => !shown)).toEqual([]);
});

test('arrow keys walk along the connections, Enter opens the panel, Escape closes it and comes back', async ({ page }) => {
  await walkTo(page, 'shopper.ts');
  // On a busy host the shop may have become slow.
  expect(await sentence(page)).toMatch(/^shopper\.ts, Process, (fine|warning), .+\/s, .+B\/s\. 0 in, 1 out\.$/);
  const way = [
    /^shopper\.ts to nginx on port 8480, (fine|warning), .+\/s, 0\s% failed, .+B\/s\.$/,
    /^nginx, Process, (fine|warning)/,
    /^nginx to storefront\.ts on port 8481, (fine|warning)/,
    /^storefront\.ts, Process, (fine|warning)/,
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
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeFocused();
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
  await page.keyboard.type('redis-server');
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('does not match');
  await expect(page.getByRole('status').filter({ hasText: /^1 of \d+$/ })).toBeVisible();
  const after = await cards();
  expect(after.shopper.equals(before.shopper), 'shopper.ts looks as before').toBe(false);
  expect(after.redis.equals(before.redis), 'redis-server looks as before').toBe(true);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await expect(focusOf(page)).toHaveRole('radio');
  await page.keyboard.press('Space');
  await expect(picture(page)).toHaveAccessibleName(/^Map of 3 workloads and 2 /);
});

test('the panel is walked with Tab and seen doing so; its details scroll, and a name in it leads to the node', async ({ page }) => {
  await walkTo(page, 'shopper.ts');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Close', exact: true })).toBeFocused();
  await expect(panel(page).getByRole('heading', { name: 'Connections' })).toBeVisible();
  const back = await stopsBy(page, 'Shift+Tab', 3);
  const forth = await stopsBy(page, 'Tab', 4);
  const names = [...back, ...forth].map(({ name }) => name);
  const [copy, nginx, shopper, close, details] = [
    /^button "Copy a link to this view"/,
    /^link "[^"]*nginx"/,
    /^link "[^"]*shopper\.ts"/,
    /^button "Close"/,
    /^region "shopper\.ts to nginx, details"/,
  ];
  expect(names).toEqual([copy, nginx, shopper, nginx, copy, close, details].map((name) => expect.stringMatching(name)));
  expect([...back, ...forth].filter(({ shown }) => !shown)).toEqual([]);
  const top = () => focusOf(page).evaluate(({ scrollTop }) => scrollTop);
  expect(await top()).toBe(0);
  await page.keyboard.press('End');
  await expect.poll(top).toBeGreaterThan(0);
  await pressUntil(page, 'Shift+Tab', 'nginx', async () => nginx.test((await stopAt(page)).name));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'nginx', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
});

test('the filters are pressed and released with Space, and Escape empties the search', async ({ page }) => {
  const whole = (await picture(page).getAttribute('aria-label')) ?? '';
  const unhealthy = quickFilter(page, /^Unhealthy/);
  await tabTo(page, 'Find', page.getByRole('radio', { name: 'Dim the rest' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await tabTo(page, 'Unhealthy', unhealthy);
  await page.keyboard.press('Space');
  await expect(unhealthy).toHaveAttribute('aria-pressed', 'true');
  await expect(picture(page)).not.toHaveAccessibleName(whole);
  await page.keyboard.press('Space');
  await expect(unhealthy).toHaveAttribute('aria-pressed', 'false');
  await expect(picture(page)).toHaveAccessibleName(whole);
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'How to search' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(find(page)).toBeFocused();
  await page.keyboard.type('redis');
  await expect(picture(page)).not.toHaveAccessibleName(whole);
  await page.keyboard.press('Escape');
  await expect(find(page)).toHaveValue('');
  await expect(find(page)).toBeFocused();
  await expect(picture(page)).toHaveAccessibleName(whole);
});

test('the time is chosen from the keyboard; Escape leaves it as it is', async ({ page }) => {
  const range = page.getByRole('button', { name: /^Time range: / });
  const dialog = page.getByRole('dialog', { name: 'Time range' });
  await tabTo(page, 'the time', range);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(range).toBeFocused();
  await page.keyboard.press('Enter');
  const choice = dialog.getByRole('button', { name: 'Last 1 h' });
  const clip = await boxAround(choice);
  const before = await page.screenshot({ clip });
  await tabTo(page, 'Last 1 h', choice);
  expect((await page.screenshot({ clip })).equals(before), 'it looks as before').toBe(false);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(range).toContainText('Last 1 h');
  await expect(range).toBeFocused();
});

test('map and table change places from the keyboard', async ({ page }) => {
  await tabTo(page, 'Map', page.getByRole('radio', { name: 'Map', exact: true }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Space');
  await expect(picture(page)).toBeVisible();
});

const [, toShop] = demo;
if (toShop === undefined) throw new Error('the demo has no connection to its shop');

test('the table holds the same: Tab reaches headings and rows and is seen, arrows go from row to row, Enter opens, Escape closes', async ({ page }) => {
  await openMap(page, { query: `as=table&find=${toShop.to}`, paused: true });
  await expect(rows(page)).toHaveCount(3);
  const heading = page.getByRole('columnheader', { name: 'RTT p99' });
  await tabTo(page, 'RTT p99', heading.getByRole('button'));
  expect(await stopAt(page)).toEqual({ name: expect.stringMatching(/^button "RTT p99"/), shown: true });
  await page.keyboard.press('Enter');
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  const links = [0, 1, 2].map((at) => rows(page).nth(at).getByRole('link'));
  const [first] = links;
  if (first === undefined) throw new Error('there is no row');
  await tabTo(page, 'the first row', first);
  expect((await stopAt(page)).shown).toBe(true);
  for (const link of links.slice(1)) {
    await page.keyboard.press('ArrowDown');
    await expect(link).toBeFocused();
  }
  const wanted = row(page, toShop).getByRole('link');
  await pressUntil(page, 'ArrowUp', `${toShop.from} to ${toShop.to}`, () => wanted.evaluate((link) => link === document.activeElement));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: `${toShop.from} to ${toShop.to}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(wanted, 'the focus is where it was').toBeFocused();
});
