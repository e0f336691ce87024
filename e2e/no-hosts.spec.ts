import { expect, type Page, test } from '@playwright/test';
import { looksWell } from './console/looks.ts';
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
