import type { Browser, Page } from '@playwright/test';
import { SyntheticServer } from '../topology/synthetic-server.ts';
import { idleLongTasksMs, interactiveMs } from './our-page.ts';

const size = { nodes: 10_000, edges: 30_000, namespaces: 200 };
const intervalSeconds = 5;
const wholeWithinMs = 180_000;
const thereWithinMs = 60_000;
/** For what comes after the first numbers. */
const settleMs = 10_000;
/** New numbers come some four times in it. */
const idleMs = 20_000;

/** Opens a page, up to where something of the world is on it. */
type Open = (page: Page, url: string) => Promise<unknown>;

async function withRow(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  await rows.first().waitFor({ timeout: thereWithinMs });
}

/** The picture is waited for in the page itself, which knows no limit. */
async function withPicture(page: Page, url: string): Promise<void> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, thereWithinMs, new Error(`${url} has no picture within ${thereWithinMs} ms`)).unref());
  await Promise.race([interactiveMs(page, url), late]);
}

const pages: Readonly<Record<string, Open>> = { '/map': withPicture, '/map?as=table': withRow, '/workloads': withRow };

/** The longest task of each page that nobody touches, while the world that it shows goes on. */
export async function liveIdleTasksMs(browser: Browser): Promise<ReadonlyMap<string, number>> {
  await using server = await SyntheticServer.start(size, intervalSeconds);
  await server.isWhole(size.edges, wholeWithinMs);
  await using page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'light' });
  await page.goto(`${server.at.url}/?token=${server.at.token}`);
  const longest = new Map<string, number>();
  for (const [path, open] of Object.entries(pages)) {
    await open(page, `${server.at.url}${path}`);
    await page.waitForTimeout(settleMs);
    longest.set(path, await idleLongTasksMs(page, idleMs));
  }
  return longest;
}
