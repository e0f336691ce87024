import { expect, type Locator, type Page, test } from '@playwright/test';
import { idles, watchTasks } from './console/idle.ts';
import { focusOf, tabTo } from './console/keys.ts';
import { looksWell, sideways } from './console/looks.ts';
import { type SyntheticConsole, syntheticServer } from './console/synthetic.ts';

/** They fire one after the other in one world. */
test.describe.configure({ mode: 'serial' });

/** The server looks at Alertmanager each 5 s, and the page at the server. */
const arrivalMs = 30_000;
let console: SyntheticConsole;
test.beforeAll(async () => {
  console = await syntheticServer({ nodes: 60, edges: 120, namespaces: 4, hosts: 3, alerts: 0 });
});
test.afterAll(() => console[Symbol.asyncDispose]());

test.beforeEach(async ({ page }) => {
  page.on('console', (message) => expect(message.type(), message.text()).not.toBe('error'));
  page.on('pageerror', (error) => expect(error.stack).toBe(''));
  await page.goto(console.signInUrl);
});

const list = (page: Page): Locator => page.getByRole('region', { name: 'List of alerts' });
const alerts = (page: Page, name: RegExp | string): Locator => list(page).getByRole('link', { name, exact: true });
const panel = (page: Page, name: string): Locator => page.getByRole('complementary', { name });
const badge = (page: Page): Locator => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Alerts/ });
const kinds = (page: Page): Locator => page.getByRole('navigation', { name: 'Which alerts' });

async function open(page: Page, path = '/alerts'): Promise<void> {
  await page.goto(`${console.origin}${path}`);
}

test('that nothing fires is said, and why that could not be believed here: no rule is evaluated', async ({ page }, { project }) => {
  const there = async (shown: Page) => {
    await expect(shown.getByRole('heading', { name: 'Nothing fires' })).toBeVisible();
    await expect(shown.getByText(/no rule is evaluated now/)).toBeVisible();
  };
  await open(page);
  await there(page);
  await expect(badge(page)).toHaveAccessibleName('Alerts');
  await looksWell(page, { name: 'alerts-0', folder: project.outputDir, there });
});

test('each part of the page says what is missing where there is nothing, and looks well', async ({ page }, { project }) => {
  const says = [
    ['rules', 'There are no rules'],
    ['silences', 'Nothing is silenced, and nothing was of late.'],
    ['deliveries', 'Nothing was sent yet'],
    ['receivers', 'Nobody is told'],
  ] as const;
  for (const [tab, words] of says) {
    await open(page, `/alerts?tab=${tab}`);
    const there = (shown: Page) => expect(shown.getByText(words)).toBeVisible();
    await there(page);
    await looksWell(page, { name: `${tab}-empty`, folder: project.outputDir, there });
    await page.setViewportSize({ width: 1440, height: 900 });
  }
});

test('three alerts are two causes: the consequence is folded, the rail counts, the map is marked', async ({ page }, { project }) => {
  await console.say('alerts 3');
  await open(page);
  await expect(alerts(page, 'EdgeConnectFailures')).toBeVisible({ timeout: arrivalMs });
  await expect(alerts(page, 'NodeMemoryHigh')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '2 causes' })).toContainText('of 3 alerts');
  await expect(alerts(page, 'EdgeRequestErrors')).toHaveCount(0);
  await list(page)
    .getByRole('button', { name: /^1 consequence/ })
    .click();
  await expect(alerts(page, 'EdgeRequestErrors')).toBeVisible();
  await expect(badge(page)).toHaveAccessibleName(/^Alerts .*[23] firing$/);
  const there = (shown: Page) => expect(alerts(shown, 'NodeMemoryHigh')).toBeVisible();
  await looksWell(page, { name: 'alerts-3', folder: project.outputDir, there, isInLink: true });
  await open(page, '/map');
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('alert firing');
});

test('with the keyboard: to an alert, through its evidence, and it is silenced with who and why', async ({ page }, { project }) => {
  await open(page);
  const link = alerts(page, 'NodeMemoryHigh');
  await expect(link).toBeVisible({ timeout: arrivalMs });
  await tabTo(page, 'the first alert', alerts(page, 'EdgeConnectFailures'));
  await page.keyboard.press('ArrowDown');
  await expect(focusOf(page)).toContainText('1 consequence');
  await page.keyboard.press('ArrowDown');
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  const evidence = panel(page, 'NodeMemoryHigh');
  await expect(evidence.getByRole('button', { name: 'Close', exact: true })).toBeFocused();
  await expect(evidence.getByRole('img', { name: /^Measured over time\. Latest: .*limit/ })).toBeVisible({ timeout: arrivalMs });
  for (const part of ['Log patterns', 'What became of it']) await expect(evidence.getByRole('region', { name: part })).toBeVisible();
  await expect(page).toHaveURL(/alert=[0-9a-f]{16}$/);
  const there = (shown: Page) => expect(panel(shown, 'NodeMemoryHigh').getByRole('img', { name: /^Measured over time/ })).toBeVisible();
  await looksWell(page, { name: 'alert-evidence', folder: project.outputDir, there, isInLink: true });

  await tabTo(page, 'Silence', evidence.getByRole('button', { name: 'Silence' }));
  await page.keyboard.press('Enter');
  const form = evidence.getByRole('form', { name: 'Silence' });
  await tabTo(page, 'why', form.getByLabel('Why'));
  await page.keyboard.type('a test of its memory');
  await page.keyboard.press('Tab');
  await expect(form.getByLabel('Who')).toBeFocused();
  await page.keyboard.type('mira');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText('NodeMemoryHigh is silenced');
  await expect(evidence.getByText(/^by mira: a test of its memory/)).toBeVisible({ timeout: arrivalMs });
  await page.keyboard.press('Escape');
  await expect(evidence).toHaveCount(0);
  await expect(link).toHaveCount(0, { timeout: arrivalMs });
  await kinds(page)
    .getByRole('link', { name: /^Silenced 1/ })
    .click();
  await expect(link).toBeVisible();
  await open(page, '/alerts?tab=silences');
  const row = page.getByRole('row').filter({ hasText: 'a test of its memory' });
  await expect(row).toContainText('mira');
  await row.getByRole('button', { name: 'End it' }).click();
  await expect(row).toContainText('over', { timeout: arrivalMs });
});

test('who looks after an alert is seen by all', async ({ page }) => {
  await open(page);
  await alerts(page, 'EdgeConnectFailures').click();
  const evidence = panel(page, 'EdgeConnectFailures');
  await evidence.getByRole('button', { name: 'Acknowledge' }).click();
  const form = evidence.getByRole('form', { name: 'Acknowledge' });
  await form.getByLabel('Who').fill('jonas');
  await form.getByLabel('Note, if any').fill('payments is being moved');
  await form.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(evidence.getByText('jonas: payments is being moved')).toBeVisible({ timeout: arrivalMs });
  await expect(evidence.getByRole('region', { name: 'What became of it' })).toContainText('Acknowledged');
  await evidence.getByRole('button', { name: 'Runbook' }).click();
  await expect(evidence.getByRole('article', { name: 'Runbook of EdgeConnectFailures' })).toContainText('What to do');
});

test('500 alerts are a handful of causes, of which only those in sight are in the document; what is typed narrows them', async ({ page }, { project }) => {
  await console.say('alerts 500');
  await open(page);
  await expect(kinds(page).getByRole('link', { name: /^Firing (49\d|500)/ })).toBeVisible({ timeout: arrivalMs });
  await expect(badge(page)).toHaveAccessibleName(/firing$/);
  await expect(badge(page)).toContainText('99+');
  expect(await list(page).getByRole('listitem').count()).toBeLessThan(80);
  const there = (shown: Page) => expect(alerts(shown, 'EdgeConnectFailures').first()).toBeVisible();
  await looksWell(page, { name: 'alerts-500', folder: project.outputDir, there });
  await page.getByRole('searchbox', { name: 'Filter the alerts' }).fill('NodeMemoryHigh node-2');
  await expect(page.getByRole('status').filter({ hasText: '1 cause' })).toBeVisible();
  expect(await sideways(page)).toEqual([]);
});

test('10,000 alerts at once are counted to the last, and what is typed finds one of them; neither here nor on the Overview is a page held up', async ({
  page,
  context,
}) => {
  await watchTasks(page);
  await console.say('alerts 10000');
  await open(page);
  await expect(kinds(page).getByRole('link', { name: /^Firing 10\s000$/ })).toBeVisible({ timeout: arrivalMs });
  await expect(page.getByRole('status').filter({ hasText: /^\d+ causes/ })).toContainText(/of 10\s000 alerts/);
  // A third follows from another third.
  await expect(badge(page)).toHaveAccessibleName(/^Alerts .*6667 firing$/, { timeout: arrivalMs });
  const rows = list(page).getByRole('listitem');
  // What is seen for the first time is measured, and may make the list longer.
  await expect(async () => {
    await list(page).evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await expect(rows.last()).toBeInViewport({ timeout: 1000 });
  }).toPass({ timeout: arrivalMs });
  expect(await rows.count()).toBeLessThan(80);

  const search = page.getByRole('searchbox', { name: 'Filter the alerts' });
  await search.pressSequentially('NodeMemoryHigh 9998');
  await expect(page.getByRole('status').filter({ hasText: '1 cause' })).toBeVisible();
  await expect(rows).toHaveCount(1);
  await alerts(page, 'NodeMemoryHigh').click();
  await expect(panel(page, 'NodeMemoryHigh')).toContainText('9998');
  await page.keyboard.press('Escape');
  await search.fill('NodeMemoryHigh 10000');
  await expect(page.getByText('None of these alerts matches.')).toBeVisible();
  await search.fill('');
  await expect(rows.first()).toBeVisible();

  const overview = await context.newPage();
  await watchTasks(overview);
  await open(overview, '/overview');
  await expect(overview.getByRole('region', { name: 'Memory' })).toContainText(/3\D?333 alerts fire/, { timeout: arrivalMs });
  await expect(overview.getByRole('region', { name: 'Network' })).toContainText(/3\D?334 alerts fire/);
  await expect(badge(overview)).toContainText('99+');
  await Promise.all([page, overview].map((opened) => idles(opened, opened.url())));
});
