import { expect, type Locator, type Page } from '@playwright/test';
import { pressUntil, stopAt, tabTo } from './console/keys.ts';
import { eventRows, open, workloadId } from './console/pages.ts';
import { arrivalMs, openMap, panel, row, tableOf, unpaid } from './console/parts.ts';
import { test } from './console/test.ts';

const search = (page: Page): Locator => page.getByRole('combobox', { name: 'Search the events' });
const range = (page: Page): Locator => page.getByRole('button', { name: /^Time range: / });
const failed = (page: Page): Locator => eventRows(page).filter({ hasText: 'Connect failed' }).filter({ hasText: 'checkout.ts' });

/** With the connects of the demo that fail. */
async function openWithFailures(page: Page, query = () => ''): Promise<void> {
  await expect(async () => {
    await open(page, 'events', query());
    await expect(failed(page).first()).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: arrivalMs });
}

test('what is typed narrows the events, in the address too; fields and their values are offered, and back clears it in one step', async ({ page }) => {
  await openWithFailures(page);
  await search(page).pressSequentially('sev');
  await page.getByRole('option', { name: /^severity>=/ }).click();
  await expect(search(page)).toHaveValue('severity>=');
  await search(page).fill('severity=');
  await page.getByRole('option', { name: /^info/ }).click();
  await expect(failed(page)).toHaveCount(0);
  await expect(eventRows(page).first()).toBeVisible();
  await page.reload();
  await expect(search(page)).toHaveValue('severity=info');
  await expect(eventRows(page).first()).toBeVisible();
  await page.goBack();
  await expect(search(page)).toHaveValue('');
  await search(page).fill('no such event');
  await expect(page.getByText('No event of this time matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search', exact: true }).last().click();
  await expect(eventRows(page).first()).toBeVisible();
});

test('an event is opened with the keyboard, its attributes are there, and a link shows it to a colleague', async ({ page }) => {
  await open(page, 'workload');
  // A new one would take the place of the first.
  await openWithFailures(page, () => `?query=type=tcp.connect_failed%20app=checkout.ts&to=${new Date().toISOString()}`);
  const first = eventRows(page).first().getByRole('button').first();
  await tabTo(page, 'the first event', first);
  expect((await stopAt(page)).shown).toBe(true);
  await page.keyboard.press('Enter');
  await expect(first).toHaveAttribute('aria-expanded', 'true');
  const fact = eventRows(page).getByText('error.type');
  await expect(fact).toBeVisible();
  await page.reload();
  await expect(fact).toBeVisible();
  await page.getByRole('button', { name: 'Events around' }).click();
  await expect(page.getByRole('region', { name: 'Events around this one' }).locator('[aria-current]')).toContainText('could not connect');
  await eventRows(page).first().getByRole('link', { name: 'checkout.ts' }).first().click();
  await expect(page.getByRole('heading', { name: 'checkout.ts', level: 1 })).toBeVisible();
});

test('dragging over the bars sets the range of the page, and back undoes it', async ({ page }) => {
  await openWithFailures(page);
  const box = await page.getByRole('img', { name: /^Events over time/ }).boundingBox();
  if (box === null) throw new Error('the bars are not on the screen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.6, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, y, { steps: 4 });
  await page.mouse.up();
  await expect(range(page)).toContainText('From–to');
  await page.goBack();
  await expect(range(page)).toContainText('Last 15 min');
});

test('a new event is there without a reload', async ({ page }) => {
  await openWithFailures(page);
  const before = await page
    .getByRole('status')
    .filter({ hasText: /events?$/ })
    .textContent();
  await expect(page.getByRole('status').filter({ hasText: /events?$/ })).not.toHaveText(before ?? '', { timeout: arrivalMs });
});

test('marks on the charts of a workload, a node and a connection lead to the event', async ({ page }) => {
  const marks = (chart: RegExp) =>
    page
      .getByRole('figure')
      .filter({ has: page.getByRole('img', { name: chart }) })
      .locator('a[href^="/events"]');
  for (const [name, path, chart] of [
    ['workload', `/workloads/${workloadId}`, /^CPU over time/],
    ['node', '/nodes/test-host', /^CPU over time/],
  ] as const) {
    await expect(async () => {
      await page.goto(path);
      await expect(marks(chart).first()).toBeVisible({ timeout: 3000 });
    }, name).toPass({ timeout: arrivalMs });
  }
  await openMap(page);
  await page.goto(tableOf(unpaid));
  await row(page, unpaid).getByRole('link').click();
  const connects = panel(page)
    .getByRole('figure')
    .filter({ has: page.getByRole('img', { name: /^Connects over time/ }) });
  await connects.locator('a[href^="/events"] svg').last().click();
  await expect(page).toHaveURL(/\/events\?.*event=/);
  await expect(page.locator('[aria-expanded="true"]')).toHaveAccessibleName(/^Connect failed: checkout\.ts could not connect/);
});

test('arrow keys walk from event to event', async ({ page }) => {
  await openWithFailures(page, () => `?to=${new Date().toISOString()}`);
  const buttons = eventRows(page).getByRole('button');
  await tabTo(page, 'the first event', buttons.first());
  await pressUntil(page, 'ArrowDown', 'the third', () => buttons.nth(2).evaluate((button) => button === document.activeElement));
});

test('a click on a share narrows the events, the scope does too, and what is found is saved as a file', async ({ page }) => {
  await openWithFailures(page);
  await page
    .getByRole('region', { name: 'Type', exact: true })
    .getByRole('button', { name: /^Connect failed/ })
    .click();
  await expect(search(page)).toHaveValue('type=tcp.connect_failed');
  await expect(eventRows(page).filter({ hasText: 'Agent started' })).toHaveCount(0);
  await page.goto('/events?workload=process%3Anobody-like-it');
  await expect(page.getByText('Nothing happened in the scope in this time')).toBeVisible();
  await page.getByRole('link', { name: 'Look through all' }).click();
  await expect(failed(page).first()).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const chunks = await (await (await saved).createReadStream()).toArray();
  expect(Buffer.concat(chunks).toString()).toMatch(/^time,lastTime,node,type,.*\r\n.*tcp\.connect_failed/s);
});
