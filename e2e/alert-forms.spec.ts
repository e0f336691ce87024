import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect, type Page, test } from '@playwright/test';
import { Value } from 'typebox/value';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { looksWell } from './console/looks.ts';
import { isComplaint, type SyntheticConsole, syntheticServer } from './console/synthetic.ts';

/** What is written in one is looked at in the next. */
test.describe.configure({ mode: 'serial', timeout: 240_000 });

const arrivalMs = 30_000;
/** A look is at 1280 at the end. */
const usual = { width: 1440, height: 900 };
let console: SyntheticConsole;
let hook: Server;
const told: string[] = [];
const notifications = () => told.map((body) => Value.Parse(AlertmanagerWebhook, JSON.parse(body)));
/** So many times it is not ready. */
let refusals = 0;
test.beforeAll(async () => {
  console = await syntheticServer({ nodes: 20, edges: 40, namespaces: 2, hosts: 2, alerts: 0 });
  hook = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(503).end('not now');
      return;
    }
    told.push(body);
    response.end('thanks');
  }).listen(0, '127.0.0.1');
  await once(hook, 'listening');
});
test.afterAll(async () => {
  hook.close();
  await console[Symbol.asyncDispose]();
});

/** What is refused on purpose the browser tells as well. */
const isRefusal = (text: string) => /status of 400/.test(text);

test.beforeEach(async ({ page }) => {
  page.on('console', (message) => expect(!isComplaint(message) || isRefusal(message.text()), message.text()).toBe(true));
  page.on('pageerror', (error) => expect(error.stack).toBe(''));
  await page.goto(console.signInUrl);
});

const open = (page: Page, tab: string) => page.goto(`${console.origin}/alerts?tab=${tab}`);
/** Opened anew, a page forgets what React Aria announces for some seconds by a button that is gone, and so without a name. */
const forget = (page: Page) => page.reload();
const messages = (page: Page) => page.getByRole('status', { name: 'Messages' });

test('a rule of one’s own: a mistake is pointed at, the preview draws, the back-test counts, and it is saved', async ({ page }, { project }) => {
  await open(page, 'rules');
  await page.getByRole('link', { name: 'New rule' }).click();
  const form = page.getByRole('form', { name: 'New rule' });
  const preview = form.getByRole('region', { name: 'Preview' });
  const backTest = form.getByRole('region', { name: 'Back-test' });
  await form.getByLabel('Expression').fill('sonde_agent_start_time_seconds > (');
  await expect(preview).toContainText(/parse error|unexpected|unclosed/i);
  await form.getByLabel('Expression').fill('sonde_agent_start_time_seconds > 0');
  await expect(preview.getByRole('img')).toBeVisible({ timeout: arrivalMs });
  await form.getByLabel('For at least').fill('0s');
  await backTest.getByRole('button', { name: 'Test it' }).click();
  await expect(backTest.getByRole('status')).toContainText(/It would have fired (once|2 times|\d+ times)/, { timeout: arrivalMs });
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form).toContainText('Not saved: see above.');
  await form.getByLabel('Name', { exact: true }).fill('AnyAgent');
  await form.getByLabel('Summary').fill('There is an agent.');
  await looksWell(page, { name: 'rule-editor', folder: project.outputDir, there: () => expect(preview.getByRole('img')).toBeVisible() });
  await page.setViewportSize(usual);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(messages(page)).toContainText('AnyAgent is saved, and watched from now on.');
  await open(page, 'rules');
  await expect(page.getByRole('row').filter({ hasText: 'AnyAgent' })).toBeVisible();
  await page.getByRole('row').filter({ hasText: 'AnyAgent' }).getByRole('link').first().click();
  const there = (shown: Page) =>
    expect(shown.getByRole('complementary', { name: 'AnyAgent', exact: true }).getByText('sonde_agent_start_time_seconds > 0')).toBeVisible();
  await there(page);
  await looksWell(page, { name: 'rule-panel', folder: project.outputDir, there, isInLink: true });
});

test('who is told: an address nobody may ask is refused; a test arrives', async ({ page }, { project }) => {
  await open(page, 'receivers');
  await page.getByRole('button', { name: 'New receiver' }).click();
  const form = page.getByRole('form');
  await looksWell(page, {
    name: 'receiver-form',
    folder: project.outputDir,
    there: (shown) => expect(shown.getByLabel('Address')).toBeVisible(),
    isInLink: true,
  });
  await page.setViewportSize(usual);
  await form.getByLabel('Name', { exact: true }).fill('chat');
  await form.getByLabel('Address').fill('http://169.254.169.254/latest');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText('169.254.169.254');
  const address = hook.address();
  if (address === null || typeof address === 'string') throw new Error('the webhook listens nowhere');
  await form.getByLabel('Address').fill(`http://127.0.0.1:${address.port}/told`);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  const card = page.getByRole('region', { name: 'chat' });
  await card.getByRole('button', { name: 'Send a test' }).click();
  await expect(card.getByRole('status')).toContainText('Taken');
  expect(notifications().map(({ version }) => version)).toEqual(['4']);
  await forget(page);
  await looksWell(page, { name: 'receivers', folder: project.outputDir, there: (shown) => expect(shown.getByRole('region', { name: 'chat' })).toBeVisible() });
});

test('what was sent stands in the list of deliveries, with each attempt and what came back', async ({ page }, { project }) => {
  refusals = 1;
  await console.say('alerts 1');
  await open(page, 'deliveries');
  const row = page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem').filter({ hasText: 'EdgeConnectFailures' });
  await expect(row).toContainText('2 attempts', { timeout: arrivalMs });
  await expect(row).toContainText('delivered');
  await row.getByRole('button').click();
  const attempts = row.getByRole('listitem');
  await expect(attempts).toHaveCount(2);
  await expect(attempts.filter({ hasText: '503' })).toContainText('not now');
  await expect(attempts.filter({ hasText: '200' })).toContainText('thanks');
  const there = (shown: Page) => expect(shown.getByText('thanks')).toBeVisible();
  await looksWell(page, { name: 'deliveries', folder: project.outputDir, there, isInLink: true });
  const [, notification] = notifications();
  expect(notification?.alerts.map(({ labels }) => labels.alertname)).toEqual(['EdgeConnectFailures']);
  await page.getByRole('link', { name: 'Given up' }).click();
  await expect(page.getByText('Nothing was given up.')).toBeVisible();
});

test('a window that comes again is written down, stands in the list, and is removed by who is sure', async ({ page }, { project }) => {
  await open(page, 'silences');
  await page.getByRole('button', { name: 'New window' }).click();
  const form = page.getByRole('form', { name: 'New window' });
  await looksWell(page, { name: 'window-form', folder: project.outputDir, there: () => expect(form).toBeVisible(), isInLink: true });
  await page.setViewportSize(usual);
  await form.getByLabel('Name', { exact: true }).fill('backup');
  await form.getByLabel('What', { exact: true }).fill('owner');
  await expect(form).toContainText('That is not a list of labels.');
  await form.getByLabel('What', { exact: true }).fill('alertname=~"Node.*"');
  await form.getByLabel('Who').fill('mira');
  await form.getByLabel('Why').fill('the disks are busy');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(messages(page)).toContainText('backup is saved.');
  const windows = page.getByRole('region', { name: 'Maintenance windows' });
  await expect(windows).toContainText('backup');
  await windows.getByRole('button', { name: 'Edit' }).click();
  const there = (shown: Page) => expect(shown.getByRole('form').getByLabel('Name', { exact: true })).toHaveValue('backup');
  await there(page);
  await forget(page);
  await looksWell(page, { name: 'silences', folder: project.outputDir, there, isInLink: true });
  await page.setViewportSize(usual);
  await windows.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(windows).toContainText('backup');
  await windows.getByRole('button', { name: 'Remove it for good' }).click();
  await expect(messages(page)).toContainText('backup is removed.');
  await expect(windows).toContainText('There are no windows: what fires is told at any hour.');
});
