import { expect, type Page, test } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { arrivalMs } from './console/parts.ts';
import { isComplaint, syntheticServer } from './console/synthetic.ts';

/** What has no past is empty where no agent is there yet. */
const empty = [
  { name: 'nodes', says: 'No host is observed yet' },
  { name: 'doctor', says: 'Prometheus has no target, or stores nothing of them' },
];

test('with no host yet, the pages of hosts and checks say so and look well', async ({ page }, { project }) => {
  page.on('console', (message) => expect(isComplaint(message), message.text()).toBe(false));
  await using console = await syntheticServer({ nodes: 2, edges: 1, namespaces: 1, hosts: 0 });
  await page.goto(console.signInUrl);
  for (const { name, says } of empty) {
    const there = (shown: Page) => expect(shown.getByText(says)).toBeVisible();
    await page.goto(`${console.origin}/${name}`);
    await there(page);
    await looksWell(page, { name: `${name}-empty`, folder: project.outputDir, there });
  }
  // Before its server, of which it would complain.
  await page.close();
});

test('with no traffic at all the map shows this host and what it waits for, and looks well', async ({ page }, { project }) => {
  page.on('console', (message) => expect(isComplaint(message), message.text()).toBe(false));
  await using console = await syntheticServer({ nodes: 2, edges: 0, namespaces: 1, hosts: 1 });
  await page.goto(console.signInUrl);
  const there = async (shown: Page) => {
    await expect(shown.getByText('testhost', { exact: true }).last()).toBeVisible();
    await expect(shown.getByText(/^is watched$/)).toBeVisible();
    await expect(shown.getByText(/^Waiting for the first connection: whatever connects, or fails to, shows here within seconds\./)).toBeVisible();
  };
  await expect(async () => {
    await page.goto(`${console.origin}/map`);
    await there(page);
  }).toPass({ timeout: arrivalMs });
  await looksWell(page, { name: 'map-waiting', folder: project.outputDir, there });
  await page.close();
});
