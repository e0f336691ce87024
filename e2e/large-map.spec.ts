import { expect, type Page, test } from '@playwright/test';
import { Value } from 'typebox/value';
import { routes, type Topology } from '#contract/routes.ts';
import { longTasks, watchTasks } from './console/idle.ts';
import { boxAround, sentence, tabTo } from './console/keys.ts';
import { panel, picture, rows, walker } from './console/parts.ts';
import { openSynthetic as open, type SyntheticConsole, syntheticConsole } from './console/synthetic.ts';

const legend = (page: Page) => page.getByRole('region', { name: 'Legend' });
/** Something is selected, and one looks elsewhere. */
const openSelected = (page: Page, console: SyntheticConsole, sel: string, at: readonly number[]) =>
  open(page, console, `${new URLSearchParams({ sel, at: at.join(',') })}`);
const level = (page: Page) => page.getByRole('button', { name: /^(Namespaces|Workloads)$/ }).and(page.locator('[aria-current="step"]'));

test.describe('10,000 nodes', () => {
  let console: SyntheticConsole;
  test.beforeAll(async () => {
    console = await syntheticConsole(10_000, 30_000, 200);
  });
  test.afterAll(() => console[Symbol.asyncDispose]());

  test('from far away namespaces stand for what is in them; Enter goes in, the level goes back out', async ({ page }) => {
    await open(page, console);
    await expect(picture(page)).toHaveAccessibleName(/^Map of 10000 workloads and \d+ lines/);
    await expect(level(page)).toHaveText('Namespaces');
    await expect(legend(page)).toContainText('share that is not well');
    await tabTo(page, 'the map', walker(page));
    expect(await sentence(page)).toMatch(/^\S+, namespace, \d+ workloads: .*\d+ fine.*\. Closed\.$/);
    await page.keyboard.press('ArrowDown');
    await expect(walker(page)).toHaveAccessibleName(/, namespace, /);
    await page.keyboard.press('Enter');
    await expect(level(page)).toHaveText('Workloads');
    await expect(walker(page)).toHaveAccessibleName(/, namespace, .* Open\.$/);
    await page.keyboard.press('ArrowDown');
    await expect(walker(page)).toHaveAccessibleName(/, Container, /);
    await page.getByRole('button', { name: 'Namespaces', exact: true }).click();
    await expect(level(page)).toHaveText('Namespaces');
  });

  test('the table holds all of it and the page stays free', async ({ page }) => {
    await watchTasks(page);
    await open(page, console, 'as=table');
    await expect(page.getByRole('radio', { name: /^Connections 30.000$/ })).toBeVisible();
    await expect(rows(page).first()).toBeVisible();
    await page.getByRole('region', { name: 'Connections' }).evaluate((region) => region.scrollTo({ top: region.scrollHeight }));
    await expect(page.locator('tr[aria-rowindex="30001"]')).toBeVisible();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: 'Requests' }).uncheck();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('columnheader', { name: 'Requests' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    const [head, ...lines] = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\r\n');
    expect([head, lines.length]).toEqual([expect.stringMatching(/^From,To,Port,Health,Why,Errors,/), 30_000]);
    await page.getByRole('radio', { name: 'Map', exact: true }).click();
    await expect(level(page)).toHaveText('Namespaces');
    // A busy machine makes a task long now and then; one of ours would be long each time the map is loaded anew.
    await expect(async () => expect(await longTasks(page), 'tasks of more than 50 ms while idle').toEqual([])).toPass();
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
    expect(await sentence(page)).toMatch(/^platform, namespace, \d+ workloads: /);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL((url) => !url.searchParams.has('closed'));
    await expect(legend(page)).not.toContainText('closed');
  });

  test('a namespace tells who is in it, who calls it and whom it calls; each leads on', async ({ page }) => {
    await open(page, console, 'sel=group:namespace:shop');
    const members = panel(page).getByRole('table', { name: 'Workloads' });
    await expect(panel(page)).toContainText(/: \d+ workloads: .*\d+ fine\. From outside: .* of them fail\./);
    await panel(page).getByRole('table', { name: 'Called by' }).getByRole('link').first().click();
    await expect(panel(page).getByRole('heading', { name: /^\S+ to shop$/ })).toBeAttached();
    await page.goBack();
    await members.getByRole('link').first().click();
    await panel(page).getByRole('link', { name: 'shop', exact: true }).click();
    await expect(page).toHaveURL((url) => url.searchParams.get('sel') === 'group:namespace:shop');
    await expect(members).toBeVisible();
  });

  test('a namespace that is selected while it is out of sight comes into sight as a whole, beside the panel', async ({ page }) => {
    await page.goto(console.signInUrl);
    const { groups, nodes }: Topology = Value.Parse(routes['GET /api/topology'].reply, await (await page.request.get(`${console.origin}/api/topology`)).json());
    const shop = groups.find(({ id }) => id === 'namespace:shop');
    const member = nodes.find(({ group }) => group === 'namespace:shop');
    if (shop === undefined || member === undefined) throw new Error('there is no shop');
    const scale = 0.55;
    const beyond = [shop.x, shop.y - 2 * shop.height, scale];
    await openSelected(page, console, `node:${member.id}`, beyond);
    await expect(legend(page)).toContainText('fine');
    await panel(page).getByRole('link', { name: 'shop', exact: true }).click();
    await expect(panel(page).getByRole('table', { name: 'Workloads' })).toBeVisible();
    await expect(async () => {
      const [x = 0, y = 0] = (new URL(page.url()).searchParams.get('at') ?? '').split(',').map(Number);
      const { width, height } = await boxAround(picture(page), 0);
      const panelWidth = (await boxAround(panel(page), 0)).width;
      const [right, down] = [(width - panelWidth) / 2 / scale, height / 2 / scale];
      const within = [shop.x - (x - right), shop.y - (y - down), x + right - shop.x - shop.width, y + down - shop.y - shop.height];
      expect(Math.min(...within), `what is left on each side: ${within.join(', ')}`).toBeGreaterThan(0);
    }).toPass();
  });
});
