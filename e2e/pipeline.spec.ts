import { expect, type Locator, type Page, test } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { isComplaint, syntheticServer } from './console/synthetic.ts';

const pipeline = (page: Page): Locator => page.getByRole('region', { name: 'Pipeline' });
const step = (page: Page, name: RegExp): Locator => pipeline(page).getByRole('row').filter({ hasText: name });
const check = (page: Page, name: RegExp): Locator => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
/** The doctor looks every ten seconds; what came of a quarter of an hour is told with the next, and a rate falls over a minute. */
const soon = { timeout: 180_000 };

/** How the way through Kafka stands, and what is said of it, one after the other. */
const states: readonly { readonly name: string; readonly there: (page: Page) => Promise<void> }[] = [
  {
    name: 'well',
    there: async (page) => {
      await expect(step(page, /^Kafka/)).toContainText('all of it is stored', soon);
      await expect(step(page, /^Indexer/)).toHaveText([/k\/s stored$/, /k\/s stored$/], soon);
      await expect(step(page, /^Store/)).toContainText(/Elasticsearch.*48\s200\s000 lines/, soon);
    },
  },
  {
    name: 'behind',
    there: async (page) => {
      await expect(step(page, /^Kafka/)).toContainText(/the oldest waits for 312\s?s/, soon);
      await expect(step(page, /^Indexer.*testhost/)).toContainText('waits for Elasticsearch', soon);
      await expect(step(page, /^Spool/)).toContainText('64', soon);
      await expect(check(page, /^Kafka$/)).toContainText('Elasticsearch does not take them', soon);
    },
  },
  {
    name: 'dead',
    there: async (page) => {
      await expect(step(page, /^Indexer.*node-2/)).toContainText('to the dead letters', soon);
      await expect(check(page, /^Dead letters$/)).toContainText('sonde-dead-letter', soon);
    },
  },
  {
    name: 'out',
    there: async (page) => {
      await expect(step(page, /^Indexer.*node-2/)).toContainText('not in its group in Kafka', soon);
      await expect(step(page, /^Indexer.*node-2/).getByRole('img', { name: 'critical' })).toBeVisible();
      await expect(check(page, /^Indexer on node-2/)).toContainText('it stores nothing', soon);
    },
  },
  { name: 'gone', there: (page) => expect(step(page, /^Indexer.*node-2/)).toContainText('not known', soon) },
];

test('the way of lines through Kafka is told as it stands: well, behind, with dead letters, an indexer out of its group or gone; and looks well', async ({
  page,
}, { project }) => {
  test.setTimeout(420_000);
  page.on('console', (message) => expect(isComplaint(message), message.text()).toBe(false));
  await using console = await syntheticServer({ nodes: 2, edges: 1, namespaces: 1, hosts: 1, way: 1, interval: 1 });
  await page.goto(console.signInUrl);
  for (const { name, there } of states) {
    await console.say(`way ${name}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${console.origin}/doctor`);
    await there(page);
    await pipeline(page).scrollIntoViewIfNeeded();
    await looksWell(page, { name: `doctor-pipeline-${name}`, folder: project.outputDir, there });
  }
  // Before its server, of which it would complain.
  await page.close();
});
