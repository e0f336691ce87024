import { type Browser, chromium } from '@playwright/test';
import type { Bench, BenchResult } from '../bench.ts';
import { SyntheticServer } from '../topology/synthetic-server.ts';
import { type ConsolePage, consolePages } from './console-pages.ts';

/** What is promised at 1,000 services. */
const usefulWithinMs = 1000;
const size = { nodes: 1000, edges: 3000, namespaces: 40, hosts: 20, alerts: 30, lines: 40_000, events: 4000 };
const intervalSeconds = 5;
const wholeWithinMs = 120_000;
const rounds = 5;

/** Each in a browser that was there before, which has the code of the console. */
async function openedMs(browser: Browser, { at }: SyntheticServer, { path, usefulMs }: ConsolePage): Promise<number> {
  await using page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(`${at.url}/?token=${at.token}`);
  return await usefulMs(page, `${at.url}${path}`);
}

/** `bench pages`: from the start of the navigation until something of the world is on a page, while that world goes on. */
export const usefulPages: Bench = {
  goals: ['PAGES'],
  title: 'each page of the console over 1,000 services, until something of them is on it, in Chromium without a graphics card',
  async run(tell): Promise<BenchResult> {
    tell('starting the made-up world');
    await using server = await SyntheticServer.start(size, intervalSeconds);
    await server.untilWhole(size.edges, wholeWithinMs);
    await using browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--disable-gpu', '--disable-background-networking'] });
    const pages = await consolePages(server);
    const taken = new Map<string, number[]>(pages.map(({ path }) => [path, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const page of pages) taken.get(page.path)?.push(await openedMs(browser, server, page));
      tell(`round ${round + 1} of ${rounds}`);
    }
    const verdicts = [...taken].map(([path, ms]) => ({
      says: `something of the world is on ${path} within ${usefulWithinMs} ms: ${Math.min(...ms).toFixed(0)} (worst of ${rounds}: ${Math.max(...ms).toFixed(0)})`,
      holds: Math.min(...ms) <= usefulWithinMs,
    }));
    return { contests: [], verdicts, notes: [] };
  },
};
