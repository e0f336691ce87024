import { expect, type Page } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { loseLines, loseRequests, lostLines } from './console/lose.ts';
import { kindOf, open as openPage, pages, workloadId } from './console/pages.ts';
import { arrivalMs, demo, openMap, painted, panel, row, rows, tableOf } from './console/parts.ts';
import { testAlone as test } from './console/test-alone.ts';
import { familyOf, namedIn } from './whole/processes.ts';
import { nodeName } from './whole/sonde.ts';

const restarted = new RegExp(`At least: .*the agent of ${nodeName} was restarted`);
const [busy] = demo;
if (busy === undefined) throw new Error('the demo has no connection');

let pinned = '';

const openPanel = async (page: Page) => {
  await page.goto(tableOf(busy));
  await row(page, busy).getByRole('link').click();
  await page.getByRole('radio', { name: 'Map', exact: true }).click();
};

/** How each page says that its numbers are lower bounds, and which have none that could be. */
const lossy: readonly { readonly name: string; readonly open: (page: Page) => Promise<unknown>; readonly there: (page: Page) => Promise<void> }[] = [
  {
    name: 'map',
    open: (page) => page.goto('/map'),
    there: async (page) => {
      await expect(painted(page)).toBeVisible();
      await expect(page.getByRole('region', { name: 'Legend' }).getByRole('link', { name: / of events lost$/ })).toBeVisible({ timeout: arrivalMs });
    },
  },
  { name: 'table', open: (page) => page.goto(tableOf(busy)), there: (page) => expect(rows(page).first()).toContainText('≥') },
  { name: 'panel', open: openPanel, there: (page) => expect(panel(page).getByText(restarted).first()).toBeVisible() },
  {
    name: 'difference',
    // Since a moment when all was well.
    open: (page) => page.goto(`/map?panel=diff&show=changed&a=${pinned}`),
    there: (page) => says(panel(page), /Later, .*of events were lost: what is gone may only not be seen/),
  },
  { name: 'overview', open: (page) => page.goto('/overview'), there: (page) => says(page.getByRole('region', { name: 'Pipeline' }), /events were lost/) },
  { name: 'workloads', open: (page) => page.goto('/workloads?find=checkout'), there: (page) => says(page.getByRole('main'), restarted) },
  { name: 'workload', open: (page) => page.goto(`/workloads/${workloadId}`), there: (page) => says(page.getByRole('main'), restarted) },
  {
    name: 'node',
    open: (page) => page.goto(`/nodes/${nodeName}`),
    there: (page) => says(page.getByRole('region', { name: /^Details of/ }), /\d+ by l7 since its start/),
  },
  { name: 'events', open: (page) => page.goto('/events'), there: (page) => says(page.getByRole('main'), new RegExp(`lost on ${nodeName}`)) },
  {
    name: 'logs',
    open: (page) => page.goto('/logs?query=source%3D*full.log'),
    there: async (page) => {
      await says(page.getByRole('main'), `${lostLines} more are lost on full-host`);
      await says(page.getByRole('region', { name: 'Lines', exact: true }), `${lostLines} lines lost on full-host`);
      await says(page.getByRole('region', { name: 'Lines', exact: true }), 'its spool was full');
    },
  },
  { name: 'doctor', open: (page) => page.goto('/doctor'), there: (page) => says(page.getByRole('region', { name: 'Losses' }), /could not be parsed any more/) },
  // How busy a host is comes of no event; what fires follows from numbers of which some are lost: that they are is an alert of its own, after minutes.
  ...['nodes', 'alerts', 'rules'].map((name) => ({ name, open: (page: Page) => openPage(page, name), there: kindOf(name).there })),
];

const says = (where: ReturnType<Page['locator']>, words: RegExp | string) => expect(where).toContainText(words);

test('requests and lines are lost and the agent starts again: each page of what they are counted in says so, and all look well', async ({ page, sonde }, {
  project,
}) => {
  test.setTimeout(240_000);
  await openMap(page);
  pinned = new Date().toISOString();
  process.kill(namedIn(familyOf(sonde.pid), 'sonde-agent').pid, 'SIGKILL');
  await expect(async () => {
    await page.goto('/workloads?find=checkout');
    await expect(page.getByText(restarted)).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: arrivalMs });
  await loseRequests();
  await loseLines(sonde);
  await expect(async () => {
    await page.goto('/doctor');
    await says(page.getByRole('region', { name: 'Losses' }), /unparsed/);
  }).toPass({ timeout: arrivalMs });
  for (const { name, open, there } of lossy) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page);
    await looksWell(page, { name: `${name}-lossy`, folder: project.outputDir, there });
  }
  expect(
    pages.filter(({ name }) => !lossy.some((one) => one.name === name)),
    'pages left out',
  ).toEqual([]);
});
