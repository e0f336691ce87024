import { expect, type Locator, type Page } from '@playwright/test';
import { pressUntil, stopAt, tabTo } from './console/keys.ts';
import { looksWell } from './console/looks.ts';
import { kindOf, pages, workloadId } from './console/pages.ts';
import { arrivalMs } from './console/parts.ts';
import { test } from './console/test.ts';
import { familyOf, namedIn } from './whole/processes.ts';
import { nodeName } from './whole/sonde.ts';

/** The server gives Prometheus 15 s; twice that, and one refresh. */
const noticedMs = 40_000;

/** Beside the plot of a chart, and a pixel. */
const rimPx = 17;

const filter = (page: Page): Locator => page.getByRole('searchbox', { name: 'Filter the workloads' });
const listed = (page: Page): Locator =>
  page
    .getByRole('table', { name: 'Workloads' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
const range = (page: Page): Locator => page.getByRole('button', { name: /^Time range: / });
const chart = (page: Page, name: RegExp): Locator => page.getByRole('img', { name });

async function open(page: Page, name: string, query = ''): Promise<void> {
  const { path, there } = kindOf(name);
  await expect(async () => {
    await page.goto(`${path}${query}`);
    await there(page);
  }).toPass({ timeout: arrivalMs });
}

test('typing narrows the workloads, in the address too; back clears it in one step', async ({ page }) => {
  await open(page, 'workloads');
  const all = await listed(page).count();
  await filter(page).pressSequentially('checkout');
  await expect(listed(page)).toHaveCount(1);
  expect(all).toBeGreaterThan(1);
  await page.reload();
  await expect(filter(page)).toHaveValue('checkout');
  await expect(listed(page)).toHaveCount(1);
  await page.goBack();
  await expect(filter(page)).toHaveValue('');
  await filter(page).fill('no such workload');
  await expect(page.getByText(/^None of the \d+ workloads matches\./)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(listed(page)).not.toHaveCount(0);
});

test('columns are chosen and remembered, and what is shown is copied as CSV', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'workloads', '?find=checkout');
  await page.getByRole('button', { name: 'Columns' }).click();
  const columns = page.getByRole('dialog', { name: 'Columns' });
  await columns.getByRole('checkbox', { name: 'Listens on' }).check();
  await columns.getByRole('checkbox', { name: 'Errors' }).uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Listens on' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Errors' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const [head, row] = (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n');
  expect(head).toBe('Workload,Health,Runs on,Requests,p99,"CPU, cores",Memory,Listens on');
  expect(row).toMatch(/^checkout\.ts,\d,test-host,[\d.]+,/);
});

test('the table is walked with the keyboard, sorted by its headings, and Enter opens a workload', async ({ page }) => {
  await open(page, 'workloads');
  const heading = page.getByRole('columnheader', { name: 'Workload' });
  await tabTo(page, 'the heading', heading.getByRole('button'));
  await page.keyboard.press('Enter');
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  const names = await listed(page).getByRole('link').allTextContents();
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  await tabTo(page, 'the first workload', listed(page).first().getByRole('link'));
  expect((await stopAt(page)).shown).toBe(true);
  const wanted = page.getByRole('link', { name: 'checkout.ts', exact: true });
  await pressUntil(page, 'ArrowDown', 'checkout.ts', () => wanted.evaluate((link) => link === document.activeElement));
  await page.keyboard.press('Enter');
  await kindOf('workload').there(page);
  await expect(page).toHaveURL(new RegExp(`/workloads/${workloadId}$`));
});

test('a workload’s charts share their crosshair; dragging over one sets the range of the page, and back undoes it', async ({ page }) => {
  await open(page, 'workload');
  const requests = chart(page, /^Requests over time/);
  const box = await requests.boundingBox();
  if (box === null) throw new Error('the chart is not on the screen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.8, y);
  await expect(page.getByText(/^\d\d:\d\d:\d\d/).first()).toBeVisible();
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  // To the end, because there are no older data where Sonde has just begun.
  await page.mouse.move(box.x + box.width - rimPx, y, { steps: 4 });
  await page.mouse.up();
  await expect(range(page)).toContainText('From–to');
  const link = new URL(page.url());
  const seconds = (Date.parse(link.searchParams.get('to') ?? '') - Date.parse(link.searchParams.get('from') ?? '')) / 1000;
  expect(seconds).toBeGreaterThan(300);
  expect(seconds).toBeLessThan(600);
  await page.reload();
  await kindOf('workload').there(page);
  await expect(range(page)).toContainText('From–to');
  await page.goBack();
  await expect(range(page)).toContainText('Last 15 min');
});

test('a chart shows the query that it is made of, and that query answers', async ({ page }) => {
  await open(page, 'workload');
  await page.getByRole('button', { name: 'View the query of CPU' }).click();
  const query = await page.getByRole('dialog', { name: 'The query of CPU' }).locator('pre').textContent();
  const reply = await page.request.get('/api/query', { params: { query: query ?? '' } });
  const { data } = (await reply.json()) as { data: { result: unknown[] } };
  expect(data.result.length).toBe(2);
});

test('from a workload to its node and to its place on the map, and the time is kept', async ({ page }) => {
  await open(page, 'workload', '?range=1h');
  await page.getByRole('link', { name: nodeName, exact: true }).first().click();
  await kindOf('node').there(page);
  await expect(range(page)).toContainText('Last 1 h');
  await page.goBack();
  await page.getByRole('link', { name: 'On the map' }).click();
  await expect(page.getByRole('complementary', { name: 'checkout.ts' })).toBeVisible();
  await expect(range(page)).toContainText('Last 1 h');
});

test('from the doctor to a node with the keyboard alone', async ({ page }) => {
  await open(page, 'doctor');
  const agent = page.getByRole('listitem').filter({ hasText: `Agent on ${nodeName}` });
  await tabTo(page, 'the node', agent.getByRole('link', { name: nodeName }));
  expect((await stopAt(page)).shown).toBe(true);
  await page.keyboard.press('Enter');
  await kindOf('node').there(page);
});

test('a collector opens its programs, and a link shows them to a colleague', async ({ page }) => {
  await open(page, 'doctor');
  await page.getByRole('button', { name: /^tcp / }).click();
  await expect(page.getByRole('cell', { name: 'tp_btf/tcp_send_reset' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('cell', { name: 'tp_btf/tcp_send_reset' })).toBeVisible();
});

test('the overview leads from what fails to its connection', async ({ page }) => {
  await open(page, 'overview');
  const network = page.getByRole('region', { name: 'Network' });
  await expect(network).toContainText('Critical', { timeout: arrivalMs });
  await network.getByRole('link', { name: `checkout.ts → ${nodeName}` }).click({ timeout: arrivalMs });
  await expect(page.getByRole('complementary', { name: `checkout.ts to ${nodeName}` })).toBeVisible();
});

test('with Prometheus away every page says so, keeps what it had, and looks well', async ({ page, sonde }, { project }) => {
  test.setTimeout(240_000);
  for (const { name } of pages) await open(page, name);
  const { pid } = namedIn(familyOf(sonde.pid), 'prometheus');
  const away = {
    overview: page.getByRole('region', { name: 'Pipeline' }).getByRole('link', { name: 'Prometheus', exact: true }),
    workloads: page.getByText(/Prometheus .* did(n’t| not) answer/),
    workload: page.getByText(/Prometheus .* did(n’t| not) answer/),
    nodes: page.getByText('What the hosts are used to is not known'),
    node: page.getByText(/Prometheus .* did(n’t| not) answer/),
    doctor: page.getByRole('listitem').filter({ hasText: /Prometheus .* did(n’t| not) answer/ }),
  } as const;
  process.kill(pid, 'SIGSTOP');
  try {
    for (const { name, path } of pages) {
      const said = away[name as keyof typeof away].first();
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(path);
      await expect(said, name).toBeVisible({ timeout: noticedMs });
      await looksWell(page, { name: `${name}-away`, folder: project.outputDir, there: () => expect(said).toBeVisible({ timeout: noticedMs }) });
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expect(async () => {
    await page.goto('/nodes');
    await kindOf('nodes').there(page);
  }).toPass({ timeout: noticedMs });
});
