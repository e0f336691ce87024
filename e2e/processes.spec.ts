import { expect, type Page, test } from '@playwright/test';
import { Value } from 'typebox/value';
import { routes } from '#contract/routes.ts';
import { sentence, tabTo } from './console/keys.ts';
import { looksWell } from './console/looks.ts';
import { painted, panel, picture, walker } from './console/parts.ts';
import { openSynthetic, type SyntheticConsole, syntheticServer } from './console/synthetic.ts';
import { wholeMap } from './console/whole-map.ts';

const edges = 80;
/** What the page asks about at once. */
const mostInTwin = 30;
let console: SyntheticConsole;
test.beforeAll(async () => {
  console = await syntheticServer({ nodes: 60, edges, namespaces: 6, past: edges });
});
test.afterAll(() => console[Symbol.asyncDispose]());

/** Workloads that run on a watched node, and how many processes the server tells of each. */
async function counted(page: Page): Promise<{ readonly id: string; readonly name: string; readonly told: number; readonly more: number }[]> {
  const local = (await wholeMap(page, console, edges)).nodes.filter(({ kind, hosts }) => kind === 'container' && hosts.length > 0);
  return await Promise.all(
    local.map(async ({ id, name }) => {
      const reply = await page.request.get(`${console.origin}/api/workloads/${encodeURIComponent(id)}/processes`);
      const { processes, more } = Value.Parse(routes['GET /api/workloads/:id/processes'].reply, await reply.json());
      return { id, name, told: processes.length, more };
    }),
  );
}

/** Of which workloads the page asks for processes from now on, by their ids. */
function askedBy(page: Page): Set<string> {
  const asked = new Set<string>();
  page.on('request', (request) => {
    const [, id] = /\/api\/workloads\/([^/]+)\/processes$/.exec(request.url()) ?? [];
    if (id !== undefined) asked.add(decodeURIComponent(id));
  });
  return asked;
}

const level = (page: Page) => page.getByRole('button', { name: /^(Namespaces|Workloads|Processes)$/ }).and(page.locator('[aria-current="step"]'));
const table = (page: Page) => page.getByRole('table', { name: 'Processes' });
const workloadPath = (id: string) => `${console.origin}/workloads/${encodeURIComponent(id)}`;

test('the page of a workload lists its processes, sorts them, and says how requests are counted', async ({ page }, { project }) => {
  const few = (await counted(page)).find(({ told, more }) => told > 3 && more === 0);
  if (few === undefined) throw new Error('no workload has a few processes');
  await page.goto(workloadPath(few.id));
  const section = page.getByRole('region', { name: 'Processes' }).first();
  const there = async () => {
    await expect(table(page)).toHaveAttribute('aria-rowcount', String(few.told + 1));
    await expect(section).toContainText('Requests are counted for the workload, not for each process.');
  };
  await there();
  await page.getByRole('columnheader', { name: 'Memory' }).getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: 'Memory' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/processes=/);
  await table(page).scrollIntoViewIfNeeded();
  await looksWell(page, { name: 'workload-processes', folder: project.outputDir, there, isInLink: true });
});

test('of very many some are listed and the others counted; of the past it is said that none are known', async ({ page }) => {
  const many = (await counted(page)).find(({ more }) => more > 0);
  if (many === undefined) throw new Error('no workload has very many processes');
  await page.goto(workloadPath(many.id));
  await expect(page.getByText(`These are ${many.told} of ${many.told + many.more} processes: the others used less CPU time.`)).toBeVisible();
  const to = new Date(Date.now() - 3_600_000).toISOString();
  await page.goto(`${workloadPath(many.id)}?to=${to}`);
  await expect(page.getByRole('region', { name: 'Processes' })).toContainText('You look at the past, of which processes are not kept.');
  const answer = await page.request.get(`${console.origin}/api/workloads/${encodeURIComponent(many.id)}/processes?to=${to}`);
  expect([answer.status(), await answer.json()]).toEqual([404, expect.objectContaining({ detail: expect.stringContaining('only as they are now') })]);
  await page.getByRole('link', { name: 'Show those of now' }).click();
  await expect(table(page)).toBeVisible();
});

test('the map opens into processes: only what is in sight is asked for, and the link holds it', async ({ page }) => {
  const all = await counted(page);
  const asked = askedBy(page);
  await openSynthetic(page, console);
  await expect(painted(page)).toBeVisible();
  expect(asked.size, 'from further away nobody is asked').toBe(0);
  await page.getByRole('button', { name: 'Open into processes' }).click();
  await expect(level(page)).toHaveText('Processes');
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('process, % of a core, memory');
  await expect.poll(() => asked.size).toBeGreaterThan(0);
  expect(asked.size, 'not all of the map').toBeLessThan(all.length);
  await expect(page).toHaveURL(/at=[^&]+%2C2\.8$/);
  await page.reload();
  await expect(level(page)).toHaveText('Processes');

  await page.getByRole('button', { name: 'Workloads', exact: true }).click();
  await expect(level(page)).toHaveText('Workloads');
});

test('the card that is selected opens, its panel lists the same processes, and the keyboard hears how many', async ({ page }, { project }) => {
  const few = (await counted(page)).find(({ told, more }) => told > 3 && more === 0);
  if (few === undefined) throw new Error('no workload has a few processes');
  await openSynthetic(page, console, `sel=${encodeURIComponent(`node:${few.id}`)}`);
  await expect(panel(page).getByRole('table', { name: 'Processes' }).getByRole('row')).toHaveCount(few.told + 1);
  await page.getByRole('button', { name: /^(Open into processes|Processes)$/ }).click();
  await expect(level(page)).toHaveText('Processes');
  await tabTo(page, 'the map', walker(page));
  await expect.poll(() => sentence(page)).toMatch(new RegExp(`^${few.name}, .* ${few.told} processes\\.$`));
  const there = async () => {
    await expect(picture(page)).toBeVisible();
    await expect(level(page)).toHaveText('Processes');
    await expect(panel(page).getByRole('table', { name: 'Processes' }).getByRole('row')).toHaveCount(few.told + 1);
  };
  await looksWell(page, { name: 'map-processes', folder: project.outputDir, there, isInLink: true });
});

test('the table twin has the processes of all workloads that it asks about', async ({ page }, { project }) => {
  const all = await counted(page);
  const shown = Math.min(all.length, mostInTwin);
  const asked = askedBy(page);
  await openSynthetic(page, console, 'as=table');
  await page.getByRole('radio', { name: 'Processes' }).click();
  const there = async () => {
    await expect(page.getByText(new RegExp(`^\\d+ processes of ${shown} workloads`))).toBeVisible();
    await expect(table(page).getByRole('link').first()).toBeVisible();
  };
  await there();
  // Those that are not well stand first: which they are may change meanwhile.
  await expect(async () => {
    asked.clear();
    await page.reload();
    await there();
    await expect.poll(() => asked.size, { timeout: 3000 }).toBe(shown);
    const listed = all.reduce((sum, { id, told }) => sum + (asked.has(id) ? told : 0), 0);
    await expect(table(page)).toHaveAttribute('aria-rowcount', String(listed + 1), { timeout: 3000 });
  }).toPass();
  await looksWell(page, { name: 'twin-processes', folder: project.outputDir, there, isInLink: true });
});
