import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { pressUntil, stopAt, tabTo } from './console/keys.ts';
import { kindOf, open, workloadId } from './console/pages.ts';
import { arrivalMs } from './console/parts.ts';
import { test } from './console/test.ts';
import { nodeName } from './whole/sonde.ts';

/** Beside the plot of a chart, and a pixel. */
const rimPx = 17;

/** Of Prometheus. */
const Answered = Type.Object({ data: Type.Object({ result: Type.Array(Type.Unknown()) }) });

const filter = (page: Page): Locator => page.getByRole('searchbox', { name: 'Filter the workloads' });
const listed = (page: Page): Locator =>
  page
    .getByRole('table', { name: 'Workloads' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
const range = (page: Page): Locator => page.getByRole('button', { name: /^Time range: / });
const chart = (page: Page, name: RegExp): Locator => page.getByRole('img', { name });

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
  await expect(listed(page), 'its figures are there').toContainText('/s', { timeout: arrivalMs });
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
  // The rows follow their heading with the next picture.
  await expect(async () => {
    const names = await listed(page).getByRole('link').allTextContents();
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  }).toPass({ timeout: arrivalMs });
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
  await expect(page.getByRole('switch', { name: 'Chosen time' })).not.toBeChecked();
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

test('all charts of a workload and of a node stand on one time axis, with the crosshair at the same moment in each', async ({ page }) => {
  for (const [name, least] of [
    ['workload', 7],
    ['node', 6],
  ] as const) {
    await open(page, name, `?to=${new Date().toISOString()}`);
    const sheet = page.getByRole('region', { name: 'Over time' });
    // Of uPlot itself: the plot within its rims, and its crosshair.
    const across = (part: string) =>
      sheet.locator(part).evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect()).map(({ left, width }) => [left, width]));
    const plots = await across('.u-over');
    expect(plots.length, name).toBeGreaterThanOrEqual(least);
    expect(new Set(plots.map(String)).size, `${name}: ${plots.join('; ')}`).toBe(1);
    const [left = 0, width = 0] = plots[0] ?? [];
    const box = await sheet.getByRole('img', { name: /^CPU over time/ }).boundingBox();
    await page.mouse.move(left + width * 0.5, (box?.y ?? 0) + (box?.height ?? 0) / 3);
    await page.mouse.move(left + width * 0.8, (box?.y ?? 0) + (box?.height ?? 0) / 3);
    await expect(async () => {
      const hairs = (await across('.u-cursor-x')).map(([at = 0]) => at);
      expect(hairs.length).toBe(plots.length);
      expect(Math.min(...hairs), 'it is where the pointer is').toBeGreaterThan(left + width * 0.7);
      expect(Math.max(...hairs) - Math.min(...hairs), hairs.join(', ')).toBeLessThan(1.5);
    }).toPass();
  }
});

test('the name of a line leaves it alone, Ctrl adds another, and the same name brings all of them back: by mouse and by keyboard', async ({ page }) => {
  await open(page, 'workload', `?to=${new Date().toISOString()}`);
  const figure = page.getByRole('figure').filter({ has: chart(page, /^Memory over time/) });
  const line = (name: string) => figure.getByRole('button', { name: new RegExp(`^${name} `) });
  const looks = async () => (await chart(page, /^Memory over time/).screenshot()).toString('base64');
  const whole = await looks();
  await line('page cache').click();
  await expect(line('page cache')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(looks).not.toBe(whole);
  await expect(page).toHaveURL(/lines=Memory:page\+cache$/);
  await page.reload();
  await expect(line('page cache')).toHaveAttribute('aria-pressed', 'true');
  const alone = await looks();
  await line('anonymous').click({ modifiers: ['Control'] });
  await expect.poll(looks).not.toBe(alone);
  await line('anonymous').press('Control+Enter');
  await expect.poll(looks).toBe(alone);
  await line('page cache').press('Enter');
  await expect(line('page cache')).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(looks).not.toBe(alone);
});

const unitBytes: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

test('the names of lines are sorted by value where that is asked for, and the address keeps it', async ({ page }) => {
  await open(page, 'workload', `?to=${new Date().toISOString()}`);
  const figure = page.getByRole('figure').filter({ has: chart(page, /^Memory over time/) });
  const names = () => figure.locator('.chart-legend button').allTextContents();
  const bytes = (text: string) => {
    const [, value = '', unit = ''] = /([\d.]+)\s*(\w+)$/.exec(text) ?? [];
    return Number(value) * (unitBytes[unit] ?? Number.NaN);
  };
  const drawn = await names();
  const sort = figure.getByRole('button', { name: 'Sort the names of Memory by value' });
  await sort.click();
  await expect(sort).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/legend=value/);
  const sorted = drawn.toSorted((one, other) => bytes(other) - bytes(one));
  expect(sorted.length).toBeGreaterThan(2);
  await expect.poll(names).toEqual(sorted);
  await page.reload();
  await expect.poll(names).toEqual(sorted);
  await sort.click();
  await expect.poll(names).toEqual(drawn);
});

test('a chart is saved as a picture with its name and legend', async ({ page }, { project }) => {
  await open(page, 'workload');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save CPU as PNG' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^sonde-cpu-\d{4}-\d\d-\d\dT\d\d-\d\d\.png$/);
  const path = join(project.outputDir, 'saved-chart.png');
  await file.saveAs(path);
  const png = readFileSync(path);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const plot = await chart(page, /^CPU over time/).boundingBox();
  expect(png.readUInt32BE(16), 'as wide as the chart, and a rim').toBeGreaterThan(plot?.width ?? 0);
  expect(png.readUInt32BE(20), 'room for name and legend').toBeGreaterThan((plot?.height ?? 0) + 40);
});

test('what is pointed at, or reached with the keyboard, says who it is: name, kind, rate, errors and p99', async ({ page }) => {
  await open(page, 'workload');
  const caller = page.getByRole('table', { name: 'Called by' }).getByRole('link', { name: /^storefront\.ts/ });
  const card = page.getByRole('tooltip');
  // The first move of a mouse is not taken for one yet.
  await page.mouse.move(0, 0);
  await caller.hover();
  await expect(card).toContainText(/storefront\.ts.*Process/);
  for (const figure of [/^Requests[\d.≥]+.*\/s$/, /^Errors[\d.]+.*%$/, /^p99[\d.]+.*s$/])
    await expect(card.locator('dl > div').filter({ hasText: figure })).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(card).toHaveCount(0);
  await tabTo(page, 'the caller', caller);
  await expect(card).toContainText('storefront.ts');
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
});

test('the p99 of a workload is that of its chart; where it is that of the worst minute, its column says so', async ({ page }) => {
  await open(page, 'workload');
  const latency = chart(page, /^How long requests took over time/);
  const head = page.locator('dl > div').filter({ has: page.getByRole('term').filter({ hasText: /^p99$/ }) });
  await expect(async () => {
    const charted = /, p99 (.+?), [\d]+ timed/.exec((await latency.getAttribute('aria-label')) ?? '')?.[1];
    expect(charted).toBeDefined();
    expect((await head.first().getByRole('definition').textContent())?.replaceAll(/\s/g, ' ')).toBe(charted?.replaceAll(/\s/g, ' '));
  }).toPass();
  await open(page, 'workloads');
  const heading = page.getByRole('columnheader', { name: 'p99' }).getByRole('button');
  await expect(heading).toHaveAccessibleDescription('p99, worst minute of the slowest connection');
});

test('with a comparison chosen, the numbers of nodes and workloads say what they were', async ({ page }) => {
  // The window ends in an hour; what is compared with it ends now.
  const at = (inMs: number) => new Date(Date.now() + inMs).toISOString();
  const query = `?from=${at(-60_000)}&to=${at(3_600_000)}&vs=1h`;
  const was = (title: RegExp) => page.locator('dl > div').filter({ has: page.getByRole('term').filter({ hasText: title }) });
  await open(page, 'node', query);
  await expect(was(/^CPU used$/)).toContainText(/was >?[\d.]+.*%/);
  await open(page, 'workload', query);
  await expect(was(/^Requests$/)).toContainText(/was [\d.]+.*req\/s/);
});

test.describe('an hour ago, when there was no demo', () => {
  // What was not seen then is a 404.
  test.use({ provokes: [/status of 404/] });

  test('numbers of workloads and nodes say that there is nothing to compare them with', async ({ page }) => {
    await open(page, 'node', '?vs=1h');
    await expect(page.getByRole('term').filter({ hasText: /^CPU used$/ })).toBeVisible();
    await expect(page.getByText('Nothing was measured then.')).toBeVisible();
    await open(page, 'workload', '?vs=1h');
    await expect(page.getByRole('term').filter({ hasText: /^Requests$/ })).toBeVisible();
    await expect(page.getByText('Not seen an hour ago.')).toBeVisible();
  });
});

test('a chart shows the query that it is made of, and that query answers', async ({ page }) => {
  await open(page, 'workload');
  await page.getByRole('button', { name: 'View the query of CPU' }).click();
  const query = await page.getByRole('dialog', { name: 'The query of CPU' }).locator('pre').textContent();
  const reply = await page.request.get('/api/query', { params: { query: query ?? '' } });
  const { data } = Value.Parse(Answered, await reply.json());
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

test('where a Grafana is configured, a workload is opened on its board there, at the same time', async ({ page }) => {
  await open(page, 'workload', '?range=1h');
  const link = page.getByRole('link', { name: 'Open in Grafana' });
  await expect(link).toHaveAttribute('href', 'http://127.0.0.1:3000/d/sonde-workload?from=now-1h&to=now&var-workload=checkout.ts');
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
