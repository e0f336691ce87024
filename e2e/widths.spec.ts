import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { covered, pushed } from './console/looks.ts';
import { painted, picture, rows } from './console/parts.ts';
import { type SyntheticConsole, syntheticServer } from './console/synthetic.ts';

let console: SyntheticConsole;
test.beforeAll(async () => {
  console = await syntheticServer({ nodes: 60, edges: 80, namespaces: 6, hosts: 3, lines: 2000, events: 300 });
});
test.afterAll(() => console[Symbol.asyncDispose]());

const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();

/** With its workloads; the hosts are there before them. */
async function isPainted(page: Page): Promise<void> {
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]\d/);
  await expect(painted(page)).toBeVisible();
}

const pages: readonly { readonly path: string; readonly there: (page: Page) => Promise<void> }[] = [
  { path: '/overview', there: heading('Overview') },
  { path: '/map', there: isPainted },
  { path: '/map?as=table', there: (page) => expect(rows(page).first()).toBeVisible() },
  {
    path: '/map?sel=group:namespace:shop',
    there: async (page) => {
      await isPainted(page);
      await expect(page.getByRole('complementary').getByRole('table').first()).toBeVisible();
    },
  },
  { path: '/workloads', there: (page) => expect(page.getByRole('table', { name: 'Workloads' })).toBeVisible() },
  { path: '/map?as=table&of=nodes', there: (page) => expect(page.getByRole('table', { name: 'Workloads' }).getByRole('link').first()).toBeVisible() },
  { path: '/nodes', there: (page) => expect(page.getByRole('table', { name: 'Nodes' })).toBeVisible() },
  { path: '/nodes/node-2', there: heading('node-2') },
  { path: '/logs', there: heading('Logs') },
  { path: '/events', there: heading('Events') },
  { path: '/alerts', there: heading('Alerts') },
  { path: '/alerts?tab=rules', there: heading('Alerts') },
  { path: '/alerts?tab=silences&new=window', there: (page) => expect(page.getByRole('form')).toBeVisible() },
  { path: '/alerts?tab=receivers&new=receiver', there: (page) => expect(page.getByRole('form')).toBeVisible() },
  { path: '/doctor', there: heading('Doctor') },
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
