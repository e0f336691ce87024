import { expect, type Page, test } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { isComplaint, syntheticServer } from './console/synthetic.ts';

test('where an Alertmanager of one’s own decides who is told, receivers and windows say so', async ({ page }, { project }) => {
  page.on('console', (message) => expect(isComplaint(message), message.text()).toBe(false));
  await using console = await syntheticServer({ nodes: 2, edges: 1, namespaces: 1, theirs: 1 });
  await page.goto(console.signInUrl);
  const says = (shown: Page, what: string) =>
    expect(shown.getByRole('note').filter({ hasText: 'decides who is told' })).toContainText(
      new RegExp(`^The Alertmanager at http://127\\.0\\.0\\.1:\\d+ decides who is told\\. ${what} that are set here take effect once it has them`),
    );
  for (const [tab, what] of [
    ['receivers', 'Receivers'],
    ['silences', 'Windows'],
  ] as const) {
    const there = (shown: Page) => says(shown, what);
    await page.goto(`${console.origin}/alerts?tab=${tab}`);
    await there(page);
    await looksWell(page, { name: `${tab}-decided-elsewhere`, folder: project.outputDir, there });
  }
  // Before its server, of which it would complain.
  await page.close();
});
