import { expect, type Page, test } from '@playwright/test';
import type { Topology, TopologyEdge } from '#contract/routes.ts';
import { ask, differences, part } from './console/compare.ts';
import { boxAround, sentence, tabTo } from './console/keys.ts';
import { looksWell } from './console/looks.ts';
import { painted, panel, picture, walker } from './console/parts.ts';
import { openSynthetic, type SyntheticConsole, syntheticServer } from './console/synthetic.ts';
import { wholeMap } from './console/whole-map.ts';

const edgesNow = 80;
/** How many of the connections there were an hour ago. */
const edgesThen = 30;
let console: SyntheticConsole;
test.beforeAll(async () => {
  console = await syntheticServer({ nodes: 60, edges: edgesNow, namespaces: 6, hosts: 3, past: edgesThen });
});
test.afterAll(() => console[Symbol.asyncDispose]());

/** From one namespace into another. */
function crossing({ nodes, edges }: Topology): { readonly edge: TopologyEdge; readonly from: string; readonly to: string } {
  const groups = new Map(nodes.map(({ id, group }) => [id, group]));
  for (const edge of edges) {
    const [from, to] = [groups.get(edge.client) ?? '', groups.get(edge.server) ?? ''];
    if (from.startsWith('namespace:') && to.startsWith('namespace:') && from !== to) return { edge, from, to };
  }
  throw new Error('no connection leaves its namespace');
}

const panels: readonly { readonly name: string; readonly sel: (map: Topology) => string; readonly table: string }[] = [
  { name: 'node', sel: (map) => `node:${crossing(map).edge.server}`, table: 'Called by' },
  { name: 'group', sel: (map) => `group:${crossing(map).from}`, table: 'Workloads' },
  { name: 'flow', sel: (map) => `flow:${crossing(map).from}→${crossing(map).to}`, table: 'Connections' },
];

for (const { name, sel, table } of panels) {
  test(`the panel of a ${name}: nothing serious for axe in either theme, its link shows it again, no scrolling sideways at 1280`, async ({ page }, {
    project,
  }) => {
    await openSynthetic(page, console, `sel=${encodeURIComponent(sel(await wholeMap(page, console, edgesNow)))}`);
    const there = async () => {
      await expect(painted(page)).toBeVisible();
      await expect(panel(page).getByRole('table', { name: table }).getByRole('link').first()).toBeVisible();
    };
    await looksWell(page, { name: `panel-${name}`, folder: project.outputDir, there, isInLink: true });
  });
}

test('by keyboard alone: compare now with an hour ago, read what is new, gone and changed, open what changed, and come back', async ({ page }) => {
  await wholeMap(page, console, edgesNow);
  await openSynthetic(page, console);
  await expect(picture(page)).toHaveAccessibleName(/^Map of [1-9]/);
  await ask(page, 'compare hour');
  await expect(page.getByRole('banner').getByRole('button', { name: /^Compare/ })).toContainText('1 h ago');
  await ask(page, 'what changed');
  await expect(part(page, 'Changed').getByRole('listitem')).toHaveCount(edgesThen);
  await expect(part(page, 'New').getByRole('listitem')).toHaveCount(edgesNow - edgesThen);
  await expect(part(page, 'Gone').getByRole('listitem')).toHaveCount(1);
  const first = part(page, 'Changed').getByRole('link').first();
  await expect(first).toContainText(/, was \d/);
  await tabTo(page, 'what changed', first);
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('heading', { name: 'Connections' })).toBeVisible();
  await expect(panel(page)).toContainText(/was \d/);
  await page.keyboard.press('Escape');
  await expect(differences(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
});

async function clickAt(page: Page, box: Awaited<ReturnType<typeof boxAround>>): Promise<void> {
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** A connection of two neighbours, whose line runs straight from one to the other, and beside no other. */
function straight({ nodes, edges }: Topology): { readonly id: string; readonly client: string; readonly server: string } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = edges.flatMap(({ id, client, server }) => {
    const [from, to] = [byId.get(client), byId.get(server)];
    if (from === undefined || to === undefined || from.group !== to.group || from.y !== to.y || from.x >= to.x) return [];
    return [{ id, client: from.name, server: to.name, away: to.x - from.x }];
  });
  const [nearest] = found.sort((one, other) => one.away - other.away);
  if (nearest === undefined) throw new Error('no line is straight');
  return nearest;
}

test('a click on a line of the picture opens the panel of the connection, one on a card that of the node, one beside them closes it', async ({ page }) => {
  const { id, client, server } = straight(await wholeMap(page, console, edgesNow));
  const connection = page.getByRole('complementary', { name: `${client} to ${server}` });
  await openSynthetic(page, console, `sel=edge:${id}`);
  await expect(painted(page)).toBeVisible();
  await expect(connection).toBeVisible();
  const corner = await boxAround(picture(page), 0);
  const closes = async () => {
    await clickAt(page, { ...corner, width: 8, height: 8 });
    await expect(panel(page)).toHaveCount(0);
    await walker(page).focus();
    return await sentence(page);
  };
  expect(await closes()).toContain(`${client} to ${server} on port `);
  await clickAt(page, await boxAround(walker(page), 0));
  await expect(connection).toBeVisible();
  await closes();
  await page.keyboard.press('ArrowRight');
  expect(await sentence(page)).toMatch(new RegExp(`^${server}, `));
  await clickAt(page, await boxAround(walker(page), 0));
  await expect(page.getByRole('complementary', { name: server, exact: true })).toBeVisible();
});
