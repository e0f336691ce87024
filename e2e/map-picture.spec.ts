import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { openSynthetic as open, type SyntheticConsole, syntheticConsole } from './console/synthetic.ts';

const legend = (page: Page) => page.getByRole('region', { name: 'Legend' });
/** What shows the map, without the minimap. */
const clip = { x: 60, y: 100, width: 1000, height: 700 };
const likeUsual = { viewport: { width: 1440, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce', timezoneId: 'UTC' } as const;

let console: SyntheticConsole;
test.beforeAll(async () => {
  console = await syntheticConsole(60, 80, 6);
});
test.afterAll(() => console[Symbol.asyncDispose]());

test('another layout is a choice that the link holds; back at the flow all stands as it stood', async ({ page }) => {
  await open(page, console);
  await expect(legend(page)).toContainText('1k/s');
  const shown = () => page.screenshot({ clip });
  const flow = await shown();
  for (const layout of ['Grid', 'Force']) {
    await page.getByRole('button', { name: /^Layout: / }).click();
    await page.getByRole('menuitemradio', { name: layout }).click();
    await expect(page).toHaveURL((url) => url.searchParams.get('layout') === layout.toLowerCase());
    await expect(async () => expect((await shown()).equals(flow)).toBe(false)).toPass();
    await page.reload();
    await expect(page.getByRole('button', { name: `Layout: ${layout}` })).toBeVisible();
    await expect(legend(page)).toContainText('1k/s');
    await expect(async () => expect((await shown()).equals(flow)).toBe(false)).toPass();
  }
  await page.getByRole('button', { name: /^Layout: / }).click();
  await page.getByRole('menuitemradio', { name: 'Flow' }).click();
  await expect(page).toHaveURL((url) => !url.searchParams.has('layout'));
  await expect(async () => expect((await shown()).equals(flow)).toBe(true)).toPass();
});

/** Some names are written in letters that come in files of their own. */
async function renameSome(page: Page): Promise<void> {
  await page.route('**/api/topology*', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll('checkout', 'заказы').replaceAll('catalog', 'κατάλογος');
    await route.fulfill({ response, body });
  });
}

test('where a browser lets no worker paint, the page paints the same, names in other letters as well', async ({ page, browser }) => {
  await renameSome(page);
  await open(page, console);
  await expect(legend(page)).toContainText('1k/s');
  const plain = await browser.newPage(likeUsual);
  await plain.addInitScript(() => Reflect.deleteProperty(HTMLCanvasElement.prototype, 'transferControlToOffscreen'));
  await renameSome(plain);
  await open(plain, console);
  await expect(legend(plain)).toContainText('1k/s');
  await expect(async () => expect((await plain.screenshot({ clip })).equals(await page.screenshot({ clip }))).toBe(true)).toPass();
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

/** How many colours a picture has, as the browser decodes it. */
async function coloursIn(page: Page, png: Buffer): Promise<number> {
  return await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const through = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (through === null) throw new Error('there is no canvas');
    through.drawImage(bitmap, 0, 0);
    return new Set(new Uint32Array(through.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
  }, png.toString('base64'));
}

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
    const path = await (await saved).path();
    const file = await readFile(path, 'utf8');
    expect(file.startsWith(start), file.slice(0, 40)).toBe(true);
    if (form === 'SVG') expect(file).toContain('>platform</text>');
    else expect(await coloursIn(page, await readFile(path)), 'it is not blank').toBeGreaterThan(20);
  });
}
