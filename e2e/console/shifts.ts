import { expect, type Page } from '@playwright/test';

/** Of the whole screen times the way: nobody sees less. */
const mostShift = 0.03;

interface Shift {
  readonly value: number;
  readonly who: readonly string[];
}

/** Lines that come make room for themselves among those that are followed, while the page says that it shows them as they come. */
const following = { list: '[aria-label="Lines"] [data-key]', says: 'Lines are shown as they come' };

/** Notes what moves on each page that is opened from now on, as long as nobody asked for it. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(({ list, says }) => {
    const isOfList = (node: Node | null) => node instanceof Element && node.closest(list) !== null;
    const isFollowed = (nodes: readonly (Node | null)[]) => nodes.length > 0 && nodes.every(isOfList) && document.body.textContent.includes(says);
    const shifts: Shift[] = [];
    Object.assign(globalThis, { shifts });
    const looked = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] })[])
        if (!entry.hadRecentInput && !isFollowed(entry.sources.map(({ node }) => node)))
          shifts.push({ value: entry.value, who: entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : '')) });
    });
    looked.observe({ type: 'layout-shift', buffered: true });
  }, following);
}

/** Nothing that was there already has moved while the page loaded. */
export async function expectNoShift(page: Page): Promise<void> {
  const shifts = await page.evaluate(() => (globalThis as unknown as { readonly shifts: readonly Shift[] }).shifts);
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  expect(sum, `what moved on ${page.url()}: ${JSON.stringify(shifts)}`).toBeLessThan(mostShift);
}
