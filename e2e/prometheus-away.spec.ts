import { expect, type Page } from '@playwright/test';
import { looksWell } from './console/looks.ts';
import { open, pages } from './console/pages.ts';
import { demo, openMap, panel, picture, row } from './console/parts.ts';
import { testAlone as test } from './console/test-alone.ts';
import { WrittenLog } from './console/written-log.ts';
import { familyOf, namedIn } from './whole/processes.ts';

/** The server gives Prometheus 15 s, and all pages ask at once: each waits for its turn. */
const noticedMs = 100_000;
const noAnswer = /Prometheus .* did(n’t| not) answer/;

const staleBar = (page: Page) => page.getByRole('status').filter({ hasText: /^From .+ ago\./ });

/** How each page says it. */
const says: Readonly<Record<string, (page: Page) => ReturnType<Page['locator']>>> = {
  overview: (page) => page.getByRole('region', { name: 'Pipeline' }).getByRole('link', { name: 'Prometheus', exact: true }),
  workloads: (page) => page.getByText(noAnswer),
  workload: (page) => page.getByText(noAnswer),
  nodes: (page) => page.getByText('How busy the hosts are is not known'),
  node: (page) => page.getByText(noAnswer),
  // Lines need no Prometheus: they are there as ever.
  logs: (page) => page.getByRole('region', { name: 'Lines' }).getByText(WrittenLog.line).last(),
  events: (page) => page.getByText('Whether any were lost is not known now'),
  alerts: (page) => staleBar(page).filter({ hasText: noAnswer }),
  rules: (page) => page.getByRole('row').filter({ hasText: 'NodeOOM' }).filter({ hasText: 'not known' }),
  doctor: (page) => page.getByRole('listitem').filter({ hasText: noAnswer }),
};

/** The last good map stays, marked with its age and the reason. */
async function mapStays(page: Page, folder: string): Promise<void> {
  await expect(staleBar(page)).toContainText(noAnswer, { timeout: noticedMs });
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]/);
  const age = async () => /From (.+) ago/.exec((await staleBar(page).textContent()) ?? '')?.[1];
  const first = await age();
  // From a minute on it is told in minutes.
  await expect.poll(age, { message: 'the age goes on', timeout: noticedMs }).not.toBe(first);
  await looksWell(page, { name: 'map-away', folder, there: () => expect(staleBar(page)).toBeVisible() });
}

interface Saying {
  readonly name: string;
  readonly path: string;
  readonly says: (page: Page) => ReturnType<Page['locator']>;
}

const beside: readonly Saying[] = pages.map(({ name, path }) => {
  const how = says[name];
  if (how === undefined) throw new Error(`it is not known how ${name} says it`);
  return { name, path, says: how };
});

/** What else the map shows, opened anew by a link. */
function ofTheMap(edge: string): Saying[] {
  const inPanel = (page: Page) => panel(page).getByText(noAnswer);
  return [
    { name: 'table', path: '/map?as=table', says: (page) => staleBar(page).filter({ hasText: noAnswer }) },
    { name: 'panel', path: edge, says: inPanel },
    { name: 'difference', path: '/map?panel=diff&show=changed', says: inPanel },
  ];
}

/** All at once: each of them waits as long as the server waits for Prometheus. */
async function eachSays(saying: readonly Saying[], another: () => Promise<Page>, folder: string): Promise<void> {
  const opened = await Promise.all(
    saying.map(async ({ name, path, says: how }) => {
      const page = await another();
      const said = how(page);
      await page.goto(path);
      // What was lost is asked of the map and then of the doctor: each of them has to notice.
      await expect(said.first(), name).toBeVisible({ timeout: noticedMs });
      if (name === 'doctor') await expect(page.getByRole('region', { name: 'Losses' })).toContainText('not known', { timeout: noticedMs });
      return { name, page, said };
    }),
  );
  for (const { name, page, said } of opened) await looksWell(page, { name: `${name}-away`, folder, there: () => expect(said.first(), name).toBeVisible() });
}

// What needs its answer is refused while it gives none.
test.use({ provokes: [/status of 503/] });

test('with Prometheus away every page says so, keeps what it had, and looks well; then all of it comes back', async ({ page, another, sonde }, { project }) => {
  test.setTimeout(480_000);
  for (const { name } of pages) await open(page, name);
  const [first] = demo;
  if (first === undefined) throw new Error('the demo has no connection');
  await openMap(page, { query: `as=table&find=${first.from}` });
  const edge = await row(page, first).getByRole('link').getAttribute('href');
  await openMap(page);
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]/);
  const { pid } = namedIn(familyOf(sonde.pid), 'prometheus');
  process.kill(pid, 'SIGSTOP');
  try {
    await mapStays(page, project.outputDir);
    await eachSays([...beside, ...ofTheMap(edge ?? '')], another, project.outputDir);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expect(staleBar(page)).toHaveCount(0, { timeout: noticedMs });
  await open(page, 'nodes');
});
