import type { Browser } from '@playwright/test';
import { consolePages } from '../pages/console-pages.ts';
import { SyntheticServer } from '../topology/synthetic-server.ts';
import { longestTaskMs } from './our-page.ts';

const size = { nodes: 10_000, edges: 30_000, namespaces: 200, hosts: 40, alerts: 30, lines: 40_000, events: 4000 };
const intervalSeconds = 5;
const wholeWithinMs = 180_000;
/** For what comes after the first numbers. */
const settleMs = 10_000;
/** New numbers come some four times in it. */
const idleMs = 20_000;

/** The longest task of each page that nobody touches, while the world that it shows goes on. */
export async function liveIdleTasksMs(browser: Browser): Promise<ReadonlyMap<string, number>> {
  await using server = await SyntheticServer.start(size, intervalSeconds);
  await server.untilWhole(size.edges, wholeWithinMs);
  await using page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'light' });
  await page.goto(`${server.at.url}/?token=${server.at.token}`);
  const longest = new Map<string, number>();
  for (const { path, usefulMs } of await consolePages(server)) {
    await usefulMs(page, `${server.at.url}${path}`);
    await page.waitForTimeout(settleMs);
    longest.set(path, await longestTaskMs(page, idleMs));
  }
  return longest;
}
