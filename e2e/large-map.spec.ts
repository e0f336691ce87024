import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { sentence, tabTo } from './console/keys.ts';
import { picture, rows, walker } from './console/parts.ts';
import { type SyntheticConsole, syntheticConsole } from './console/synthetic.ts';

const legend = (page: Page) => page.getByRole('region', { name: 'Legend' });
/** What shows the map, without the minimap. */
const clip = { x: 60, y: 100, width: 1000, height: 700 };
const likeUsual = { viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce', timezoneId: 'UTC' } as const;
/** A few seconds. */
const idleFrames = 240;

const level = (page: Page) => page.getByRole('button', { name: /^(Namespaces|Workloads)$/ }).and(page.locator('[aria-current="step"]'));

/** Opens a page of that console, and has nothing to complain about while it is open. */
async function open(page: Page, { signInUrl, origin }: SyntheticConsole, query = ''): Promise<void> {
  page.on('console', (message) => expect(message.type(), message.text()).not.toBe('error'));
  page.on('pageerror', (error) => expect(error.stack).toBe(''));
  await page.goto(signInUrl);
  await page.goto(`${origin}/map?${query}`);
}

test.describe('10,000 nodes', () => {
  let console: SyntheticConsole;
  test.beforeAll(async () => {
    console = await syntheticConsole(10_000, 30_000, 200);
  });
  test.afterAll(() => console[Symbol.asyncDispose]());

  test('from far away namespaces stand for what is in them; Enter goes in, the level goes back out', async ({ page }) => {
    await open(page, console);
    await expect(picture(page)).toHaveAccessibleName(/^Map of 10000 nodes and \d+ lines/);
    await expect(level(page)).toHaveText('Namespaces');
    await expect(legend(page)).toContainText('share that is not well');
    await tabTo(page, 'the map', walker(page));
    expect(await sentence(page)).toMatch(/^\S+, namespace, \d+ nodes: .*\d+ fine.*\. Closed\.$/);
    await page.keyboard.press('ArrowRight');
    await expect(walker(page)).toHaveAccessibleName(/, namespace, /);
    await page.keyboard.press('Enter');
    await expect(level(page)).toHaveText('Workloads');
    await expect(walker(page)).toHaveAccessibleName(/, Container, /);
    await page.getByRole('button', { name: 'Namespaces', exact: true }).click();
    await expect(level(page)).toHaveText('Namespaces');
  });

  test('the table holds all of it and the page stays free', async ({ page }) => {
    await page.addInitScript(() => {
      const long: number[] = [];
      Object.assign(globalThis, { long });
      new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
    });
    await open(page, console, 'as=table');
    await expect(page.getByRole('radio', { name: 'Connections 30000' })).toBeVisible();
    await expect(rows(page).first()).toBeVisible();
    await page.getByRole('region', { name: 'Connections' }).evaluate((region) => region.scrollTo({ top: region.scrollHeight }));
    await expect(page.locator('tr[aria-rowindex="30001"]')).toBeVisible();
    await page.getByRole('radio', { name: 'Map', exact: true }).click();
    await expect(level(page)).toHaveText('Namespaces');
    const tasks = await page.evaluate(async (frames) => {
      const { long } = globalThis as unknown as { readonly long: number[] };
      const before = long.length;
      for (let frame = 0; frame < frames; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      return long.slice(before);
    }, idleFrames);
    expect(tasks, 'tasks of more than 50 ms while idle').toEqual([]);
  });
});

test.describe('60 nodes', () => {
  let console: SyntheticConsole;
  test.beforeAll(async () => {
    console = await syntheticConsole(60, 80, 6);
  });
  test.afterAll(() => console[Symbol.asyncDispose]());

  test('a namespace that the link closes is one card, and opens with Enter', async ({ page }) => {
    await open(page, console, 'closed=namespace:platform');
    await expect(legend(page)).toContainText('closed, opens on click');
    await tabTo(page, 'the map', walker(page));
    for (let step = 0; step < 40 && !(await sentence(page)).startsWith('platform, '); step += 1)
      await page.keyboard.press(step % 2 === 0 ? 'ArrowDown' : 'ArrowLeft');
    expect(await sentence(page)).toMatch(/^platform, namespace, \d+ nodes: /);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL((url) => !url.searchParams.has('closed'));
    await expect(legend(page)).not.toContainText('closed');
  });

  test('where a browser lets no worker paint, the page paints the same', async ({ page, browser }) => {
    await open(page, console);
    await expect(legend(page)).toContainText('1k/s');
    const apart = await page.screenshot({ clip });
    const plain = await browser.newPage(likeUsual);
    await plain.addInitScript(() => Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen'));
    await open(plain, console);
    await expect(legend(plain)).toContainText('1k/s');
    await expect(async () => expect((await plain.screenshot({ clip })).equals(apart)).toBe(true)).toPass();
    await plain.close();
  });

  test('without the font there is a map all the same, and when the font comes the map is written in it', async ({ page, browser }) => {
    await open(page, console);
    await expect(legend(page)).toContainText('1k/s');
    const usual = await page.screenshot({ clip });
    const slow = await browser.newPage(likeUsual);
    let bringFonts: () => void = () => undefined;
    const brought = new Promise<void>((resolve) => {
      bringFonts = resolve;
    });
    await slow.goto(console.signInUrl);
    await slow.route('**/*.woff2', (route) => brought.then(() => route.continue()));
    // The page itself has loaded only once its fonts have.
    await slow.goto(`${console.origin}/map`, { waitUntil: 'commit' });
    // It speaks of a picture that has been painted.
    await expect(legend(slow)).toContainText('1k/s');
    bringFonts();
    await expect(async () => expect((await slow.screenshot({ clip })).equals(usual)).toBe(true)).toPass();
    await slow.close();
  });

  for (const [form, start] of [
    ['SVG', '<svg xmlns='],
    ['PNG', '\u{fffd}PNG'],
  ] as const) {
    test(`the picture is saved as ${form}`, async ({ page }) => {
      await open(page, console);
      await expect(legend(page)).toContainText('fine');
      await page.getByRole('button', { name: 'Save the picture' }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: form }).click();
      const file = await readFile(await (await saved).path(), 'utf8');
      expect(file.startsWith(start), file.slice(0, 40)).toBe(true);
      if (form === 'SVG') expect(file).toContain('>platform</text>');
    });
  }
});
