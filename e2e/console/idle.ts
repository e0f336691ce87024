import { expect, type Page } from '@playwright/test';

/** What is promised; a busy machine may take longer once, and not each time. */
export const firstPaintWithinMs = 1000;
/** Each has a stream of its own, and a browser opens six connections to a server. */
export const tabsAtOnce = 4;
/** Longer than a page goes without asking for what is new. */
const idleMs = 6000;
/** Three times what is promised, which the benches measure: two cores are slower with all the rest on them. */
const longMs = 150;
/** What a page does at its start may take a while. */
const idleWithinMs = 45_000;

/** Notes the tasks of more than 50 ms of each page that is opened from now on. */
export async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const long: number[] = [];
    Object.assign(globalThis, { long });
    new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
  });
}

/** How long those were that came while nobody did anything, in milliseconds. */
export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(async (waitMs) => {
    const { long } = globalThis as unknown as { readonly long: number[] };
    const before = long.length;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return long.slice(before);
  }, idleMs);
}

/** That no task of a page is long while nobody does anything. `what`: what the page is called where one is. */
export async function idles(page: Page, what: string): Promise<void> {
  const long = async () => (await longTasks(page)).filter((ms) => ms > longMs);
  await expect(async () => expect(await long(), `tasks of more than ${longMs} ms on ${what}`).toEqual([])).toPass({ timeout: idleWithinMs });
}

/** From the start of the navigation to the first text or picture. */
export function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY);
}
