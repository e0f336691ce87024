import type { Browser } from '@playwright/test';
import { SyntheticServer } from '../topology/synthetic-server.ts';
import { idleLongTasksMs } from './our-page.ts';

const size = { nodes: 10_000, edges: 30_000, namespaces: 200 };
const intervalSeconds = 5;
const wholeWithinMs = 180_000;
/** The page is there, with its first numbers. */
const settleMs = 10_000;
/** New numbers come some four times in it. */
const idleMs = 20_000;
const paths = ['/map', '/map?as=table', '/workloads'];

/** The longest task of each page that nobody touches, while the world that it shows goes on. */
export async function liveIdleTasksMs(browser: Browser): Promise<ReadonlyMap<string, number>> {
  await using server = await SyntheticServer.start(size, intervalSeconds);
  await server.isWhole(size.edges, wholeWithinMs);
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'light' });
  await page.goto(`${server.at.url}/?token=${server.at.token}`);
  const longest = new Map<string, number>();
  for (const path of paths) {
    await page.goto(`${server.at.url}${path}`);
    await page.waitForTimeout(settleMs);
    longest.set(path, await idleLongTasksMs(page, idleMs));
  }
  await page.close();
  return longest;
}
