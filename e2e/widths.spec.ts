import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { covered, pushed } from './console/looks.ts';
import { eventRows } from './console/pages.ts';
import { painted, picture, rows } from './console/parts.ts';
import { type SyntheticConsole, syntheticServer } from './console/synthetic.ts';

let console: SyntheticConsole;
test.beforeAll(async () => {
  console = await syntheticServer({ nodes: 60, edges: 80, namespaces: 6, hosts: 3, lines: 2000, events: 300 });
});
test.afterAll(() => console[Symbol.asyncDispose]());

const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name })).toBeVisible();
const region = (name: RegExp) => (page: Page) => expect(page.getByRole('region', { name }).first()).toBeVisible();
const chart = (name: RegExp) => (page: Page) => expect(page.getByRole('img', { name }).first()).toBeVisible();
const linked = (table: string) => (page: Page) => expect(page.getByRole('table', { name: table }).getByRole('link').first()).toBeVisible();

/** With its workloads; the hosts are there before them. */
async function isPainted(page: Page): Promise<void> {
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]\d/);
  await expect(painted(page)).toBeVisible();
}

const pages: readonly { readonly path: string; readonly there: (page: Page) => Promise<void> }[] = [
  { path: '/overview', there: region(/^Network$/) },
  { path: '/map', there: isPainted },
  { path: '/map?as=table', there: (page) => expect(rows(page).first()).toBeVisible() },
  {
    path: '/map?sel=group:namespace:shop',
    there: async (page) => {
      await isPainted(page);
      await expect(page.getByRole('complementary').getByRole('table').first()).toBeVisible();
    },
  },
  { path: '/workloads', there: linked('Workloads') },
  { path: '/map?as=table&of=nodes', there: linked('Workloads') },
  { path: '/nodes', there: linked('Nodes') },
  { path: '/nodes/node-2', there: chart(/^CPU over time/) },
  { path: '/logs?patterns=all', there: (page) => expect(page.getByRole('region', { name: 'Lines', exact: true }).getByRole('listitem').last()).toBeVisible() },
  { path: '/events', there: (page) => expect(eventRows(page).first()).toBeVisible() },
  { path: '/alerts', there: heading('Nothing fires') },
  { path: '/alerts?tab=rules', there: heading('There are no rules') },
  { path: '/alerts?tab=silences&new=window', there: (page) => expect(page.getByRole('form')).toBeVisible() },
  { path: '/alerts?tab=receivers&new=receiver', there: (page) => expect(page.getByRole('form')).toBeVisible() },
  { path: '/doctor', there: region(/^Collectors on/) },
];

for (const width of [800, 2560]) {
  test(`at ${width} px no page is pushed sideways, and nothing lies over what can be pressed`, async ({ page }, { project }) => {
    await page.setViewportSize({ width, height: 1000 });
    await page.goto(console.signInUrl);
    await expect(async () => {
      await page.goto(`${console.origin}/map`);
      await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]\d/, { timeout: 3000 });
    }).toPass({ timeout: 60_000 });
    for (const { path, there } of pages) {
      await page.goto(`${console.origin}${path}`);
      await there(page);
      await page.screenshot({ path: join(project.outputDir, `width-${width}${path.replaceAll(/[^a-z0-9]+/g, '-')}.png`) });
      expect.soft(await pushed(page), path).toBe(false);
      expect.soft(await covered(page), path).toEqual([]);
    }
  });
}
