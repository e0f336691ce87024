import { expect, type Page } from '@playwright/test';
import { demo, find, openMap, panel, picture, quickFilter, row, table } from './console/parts.ts';
import { openSynthetic } from './console/synthetic.ts';
import { test } from './console/test.ts';
import { testLarge } from './console/test-large.ts';

const [shop] = demo.filter(({ to }) => to === 'storefront.ts');
if (shop === undefined) throw new Error('the demo has no storefront');
const panelName = `${shop.from} to ${shop.to}`;

const range = (page: Page) => page.getByRole('button', { name: /^Time range: / });

/** Everything that a person has chosen, as it is on the screen. */
async function chosen(page: Page) {
  await expect(panel(page).getByRole('heading', { name: 'Connections' })).toBeVisible();
  return {
    range: /^Time range: (Last \d+ \w+)/.exec((await range(page).textContent()) ?? '')?.[1],
    find: await find(page).inputValue(),
    rest: await page.getByRole('radio', { name: 'Hide the rest' }).isChecked(),
    unhealthy: await quickFilter(page, /^Unhealthy/).getAttribute('aria-pressed'),
    own: await quickFilter(page, /^Sonde’s own/).getAttribute('aria-pressed'),
    headings: await table(page).getByRole('columnheader').and(page.locator('[aria-sort]')).allTextContents(),
    panel: await panel(page).getAttribute('aria-label'),
  };
}

test('a link shows a colleague the same view', async ({ page, browser, sonde }) => {
  await openMap(page);
  await range(page).click();
  await page.getByRole('dialog', { name: 'Time range' }).getByRole('button', { name: 'Last 30 min' }).click();
  await find(page).fill('storefront');
  await page.getByRole('radio', { name: 'Hide the rest' }).click();
  await quickFilter(page, /^Sonde’s own/).click();
  await page.getByRole('radio', { name: 'Table' }).click();
  await table(page).getByRole('button', { name: 'RTT p99' }).click();
  await row(page, shop).getByRole('link').click();
  const view = await chosen(page);
  expect(view).toEqual({ range: 'Last 30 min', find: 'storefront', rest: true, unhealthy: 'false', own: 'true', headings: ['RTT p99'], panel: panelName });
  await page.reload();
  expect(await chosen(page), 'after a reload').toEqual(view);
  const context = await browser.newContext({ baseURL: sonde.url });
  await context.request.get(sonde.signInUrl);
  const colleague = await context.newPage();
  await colleague.goto(page.url());
  expect(await chosen(colleague), 'in another browser').toEqual(view);
  await context.close();
});

test('back undoes one step at a time, forward does it again', async ({ page }) => {
  await openMap(page, { query: 'find=storefront' });
  const steps = [
    { does: () => page.getByRole('radio', { name: 'Table' }).click(), done: () => expect(row(page, shop)).toBeVisible() },
    { does: () => quickFilter(page, /^Sonde’s own/).click(), done: () => expect(quickFilter(page, /^Sonde’s own/)).toHaveAttribute('aria-pressed', 'true') },
    { does: () => row(page, shop).getByRole('link').click(), done: () => expect(page.getByRole('complementary', { name: panelName })).toBeVisible() },
    { does: () => page.getByRole('link', { name: 'Nodes' }).click(), done: () => expect(page.getByRole('heading', { name: 'Nodes' })).toBeVisible() },
  ];
  const urls = [page.url()];
  for (const { does, done } of steps) {
    await does();
    await done();
    urls.push(page.url());
  }
  expect(new Set(urls).size).toBe(urls.length);
  for (const [at, { done }] of [...steps.entries()].reverse()) {
    await done();
    await page.goBack();
    await expect(page).toHaveURL(urls[at] ?? '');
  }
  await expect(picture(page)).toBeVisible();
  for (const { done } of steps) {
    await page.goForward();
    await done();
  }
});

test('typing is one step as well: back clears the search and stays on the page', async ({ page }) => {
  await openMap(page);
  await page.getByRole('radio', { name: 'Table' }).click();
  await find(page).pressSequentially('redis');
  await page.goBack();
  await expect(find(page)).toHaveValue('');
  await expect(table(page)).toBeVisible();
});

test('going to another page and back keeps the time', async ({ page }) => {
  await openMap(page, { query: 'range=1h' });
  for (const title of ['Nodes', 'Doctor', 'Map']) {
    await page.getByRole('navigation').getByRole('link', { name: title }).click();
    await expect(page).toHaveTitle(`${title} · Sonde`);
  }
  await expect(range(page)).toContainText('Last 1 h');
});

test('the theme follows the system until one is chosen, and the choice is remembered', async ({ page }) => {
  await openMap(page);
  const lightness = () => page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.documentElement).backgroundColor)?.[0]));
  expect(await lightness()).toBeGreaterThan(200);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(lightness).toBeLessThan(60);
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  await expect.poll(lightness).toBeGreaterThan(200);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: light' })).toBeVisible();
  expect(await lightness()).toBeGreaterThan(200);
});

const at = (page: Page) => new URL(page.url()).searchParams.get('at');
/** Beside a panel there may be no room for the level of detail. */
const isFar = (page: Page) => expect(page.getByRole('region', { name: 'Legend' })).toContainText('share that is not well');
const isNear = async (page: Page) => {
  const legend = page.getByRole('region', { name: 'Legend' });
  await expect(legend).toContainText(/1k\/s/);
  await expect(legend).not.toContainText('share that is not well');
};
const zoomIn = (page: Page) => page.getByRole('button', { name: 'Zoom in' });

/** What the canvas shows, where no tool lies over it. */
async function canvas(page: Page): Promise<Buffer> {
  const box = await picture(page).boundingBox();
  if (box === null) throw new Error('there is no map');
  await page.mouse.move(box.x + 2, box.y + 2);
  return await page.screenshot({ clip: { x: box.x + 20, y: box.y + 20, width: box.width / 2, height: box.height - 80 } });
}

/** Once all ways between the groups are found. */
async function still(page: Page): Promise<Buffer> {
  let seen = await canvas(page);
  await expect(async () => {
    const before = seen;
    seen = await canvas(page);
    expect(seen.equals(before)).toBe(true);
  }).toPass({ intervals: [500] });
  return seen;
}

async function drag(page: Page, dx: number, dy: number): Promise<void> {
  const box = await picture(page).boundingBox();
  if (box === null) throw new Error('there is no map');
  const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx, y + dy, { steps: 4 });
  await page.mouse.up();
}

/** Once the map rests: it is written a while after each move. */
async function rested(page: Page, before: string | null): Promise<string | null> {
  await expect(async () => {
    const seen = at(page);
    expect(seen).not.toBe(before);
    await page.waitForTimeout(400);
    expect(at(page)).toBe(seen);
  }).toPass();
  return at(page);
}

testLarge(
  'where a person has moved the map stands in the link, and a colleague sees the same; the whole map takes it out',
  async ({ page, browser, large }) => {
    await openSynthetic(page, large, `to=${new Date().toISOString()}`);
    await isFar(page);
    expect(at(page), 'nobody has moved it').toBeNull();
    for (let step = 0; step < 6; step += 1) await zoomIn(page).click();
    await drag(page, 180, -90);
    await isNear(page);
    expect(await rested(page, null)).toMatch(/^-?\d+,-?\d+,0\.\d+$/);
    const url = page.url();
    await page.reload();
    await isNear(page);
    const seen = await still(page);
    const context = await browser.newContext({ viewport: page.viewportSize(), reducedMotion: 'reduce', timezoneId: 'UTC' });
    const colleague = await context.newPage();
    await colleague.goto(large.signInUrl);
    await colleague.goto(url);
    await isNear(colleague);
    expect((await still(colleague)).equals(seen), 'the same in another browser').toBe(true);
    expect([page.url(), colleague.url()]).toEqual([url, url]);
    await colleague.setViewportSize({ width: 1600, height: 1000 });
    await still(colleague);
    expect(colleague.url(), 'a larger window shows the same in its middle').toBe(url);
    await context.close();
    await page.getByRole('button', { name: 'Show the whole map' }).click();
    await expect.poll(() => at(page)).toBeNull();
    await isFar(page);
  },
);

testLarge('what is chosen and the time looked at leave the map where it is; back and forward bring back where it was', async ({ page, large }) => {
  await openSynthetic(page, large, 'sel=group:namespace:eu1-shop');
  await expect(panel(page)).toBeVisible();
  for (let step = 0; step < 4; step += 1) await zoomIn(page).click();
  await isNear(page);
  const first = await rested(page, null);
  await panel(page).getByRole('table', { name: 'Workloads' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/sel=node/);
  await drag(page, -120, 60);
  const second = await rested(page, first);
  await page.getByRole('button', { name: /^Back / }).click();
  await expect(page).toHaveURL(/[?&]to=/);
  expect(at(page), 'another time').toBe(second);
  await quickFilter(page, /^External/).click();
  expect(at(page), 'a filter').toBe(second);
  for (let step = 0; step < 3; step += 1) await page.goBack();
  await expect(page).toHaveURL(/sel=group/);
  expect(await rested(page, second)).toBe(first);
  await page.goForward();
  expect(await rested(page, first)).toBe(second);
});

testLarge(
  'what is selected in a link is drawn, however far away the map begins, and whatever is closed; not where the link says from where',
  async ({ page, large }) => {
    await openSynthetic(page, large, 'sel=group:namespace:eu1-shop');
    const member = panel(page).getByRole('table', { name: 'Workloads' }).getByRole('link').first();
    const sel = new URL((await member.getAttribute('href')) ?? '', large.origin).searchParams.get('sel') ?? '';
    await page.goto(`${large.origin}/map?${new URLSearchParams({ sel, closed: 'namespace:eu1-shop,namespace:eu1-data' })}`);
    await isNear(page);
    await expect(page).toHaveURL((url) => url.searchParams.get('closed') === 'namespace:eu1-data');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(panel(page)).toHaveCount(0);
    await isNear(page);
    expect(at(page), 'nobody has moved it').toBeNull();
    await page.goto(`${large.origin}/map?${new URLSearchParams({ sel, closed: 'namespace:eu1-shop', at: '2000,2000,0.05' })}`);
    await expect(panel(page)).toBeVisible();
    await isFar(page);
    await expect(page).toHaveURL((url) => url.searchParams.get('closed') === 'namespace:eu1-shop');
  },
);

/** The middle of the view in the map, and how near it is. */
const placeOf = (text: string | null): number[] => (text ?? '').split(',').map(Number);

testLarge('a click in the small picture of the whole map goes there, as far on the map as it is there', async ({ page, large }) => {
  await openSynthetic(page, large);
  await isFar(page);
  for (let step = 0; step < 4; step += 1) await zoomIn(page).click();
  await isNear(page);
  const small = page.getByRole('img', { name: 'The whole map, small' });
  let last = await rested(page, null);
  const goTo = async (x: number, y: number) => {
    await small.click({ position: { x, y } });
    last = await rested(page, last);
    return placeOf(last);
  };
  const before = await canvas(page);
  const [x1 = 0, y1 = 0, near] = await goTo(44, 30);
  expect((await still(page)).equals(before), 'the same is shown').toBe(false);
  const [x2 = 0, y2 = 0, ...same] = await goTo(88, 60);
  expect([x2 - x1, y2 - y1].every((way) => way > 0)).toBe(true);
  expect(same).toEqual([near]);
  const [x3 = 0, y3 = 0] = await goTo(66, 45);
  expect(
    [Math.abs((x1 + x2) / 2 - x3), Math.abs((y1 + y2) / 2 - y3)].every((way) => way <= 1),
    'half way',
  ).toBe(true);
});

testLarge('a mangled place is as good as none', async ({ page, large }) => {
  await openSynthetic(page, large, 'at=1,2');
  await isFar(page);
  await openSynthetic(page, large, 'at=9000000,9000000,1');
  await isFar(page);
  await expect.poll(() => at(page), 'there is nothing to see from there').toBeNull();
});
