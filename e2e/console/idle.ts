import type { Page } from '@playwright/test';

/** Longer than a page goes without asking for what is new. */
const idleMs = 6000;

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

/** From the start of the navigation to the first text or picture. */
export function firstPaintMs(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY);
}
