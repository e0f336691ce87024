import { expect, type Locator, type Page } from '@playwright/test';
import { arrivalMs, type Connection, panel, row, tableOf } from './console/parts.ts';
import { test } from './console/test.ts';
import { Actor } from './traffic/actor.ts';

const host = '127.0.0.1';
const closedPort = 1;
/** What Python's http.client asks, and what actor.py answers. */
const question = (port: number) => `GET / HTTP/1.1\r\nHost: ${host}:${port}\r\nAccept-Encoding: identity\r\n\r\n`;
const answer = 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n';

const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** A number of the panel by the words above it. */
function figure(page: Page, title: string): Locator {
  const group = panel(page)
    .locator('dl > div')
    .filter({ has: page.getByRole('term').getByText(title, { exact: true }) });
  return group.getByRole('definition');
}

async function open(page: Page, connection: Connection): Promise<void> {
  await page.goto(tableOf(connection));
  await row(page, connection).getByRole('link').click({ timeout: arrivalMs });
  await expect(panel(page).getByRole('heading', { name: 'Connections' })).toContainText(`L4, TCP on ${connection.port}`);
}

/** Holds once the panel has these numbers, each in every digit. */
async function shows(page: Page, counts: Readonly<Record<string, number>>): Promise<void> {
  for (const [title, count] of Object.entries(counts))
    await expect(figure(page, title).getByTitle(grouped(count), { exact: true })).toBeVisible({ timeout: arrivalMs });
}

async function showsBytes(page: Page, toServer: number, toClient: number): Promise<void> {
  const words = `${grouped(toServer)} bytes to the server, ${grouped(toClient)} bytes to the client`;
  await expect(panel(page).getByTitle(words, { exact: true })).toBeVisible({ timeout: arrivalMs });
}

test('the panel counts what a known load has done, to the connection and the byte', async ({ page }) => {
  await using server = new Actor('panel-server.py');
  await using client = new Actor('panel-client.py');
  const closing = await server.serve(host, 'http');
  const keeping = await server.serve(host, 'echo');
  await client.fetch({ host, port: closing, times: 40 });
  await client.connect({ host, port: keeping, times: 7 }, { send: 12_345, keep: true });
  await client.connect({ host, port: closedPort, times: 12 });

  await open(page, { from: client.name, to: server.name, port: closing });
  await shows(page, { Connected: 40, Failed: 0, 'Open now': 0, Resets: 0 });
  await showsBytes(page, 40 * Buffer.byteLength(question(closing)), 40 * Buffer.byteLength(answer));
  await expect(panel(page)).toContainText('40 HTTP requests, none failed; ');
  await expect(panel(page).getByRole('img', { name: /^How long .*requests took over time: p50 .*, p99 .*, 40 timed\.$/ })).toBeVisible();
  for (const part of ['Events', 'Logs']) await expect(panel(page).getByRole('heading', { name: `${part} of both ends` })).toBeVisible();
  await expect(panel(page).getByRole('heading', { name: 'Cost' })).toBeVisible();
  const used = panel(page).getByRole('region', { name: 'CPU and memory' });
  for (const { name } of [client, server]) await expect(used.getByRole('link', { name, exact: true })).toHaveAttribute('href', `/workloads/process:${name}`);

  await open(page, { from: client.name, to: server.name, port: keeping });
  await shows(page, { Connected: 7, Failed: 0, 'Open now': 7, Resets: 0 });
  await showsBytes(page, 7 * 12_345, 7 * 12_345);

  await open(page, { from: client.name, to: 'test-host', port: closedPort });
  await shows(page, { Connected: 0, Failed: 12, Resets: 12 });
  await expect(panel(page).getByRole('row', { name: /^Failed refused ECONNREFUSED 12$/ })).toBeVisible();
});
