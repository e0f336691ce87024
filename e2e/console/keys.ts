import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { walker } from './parts.ts';

const mostStops = 60;
const mostSteps = 200;

export interface Stop {
  /** Role and name: `link "Map"`. */
  readonly name: string;
  /** Whether it looks otherwise than without the focus. */
  readonly shown: boolean;
}

/** What Tab reaches from the top of the page, in order, once around. */
export async function tabStops(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    if ((await focusOf(page).count()) === 0) return stops;
    stops.push(await stopAt(page));
  }
  throw new Error(`Tab does not come around: ${stops.map(({ name }) => name).join('; ')}`);
}

/** What has the focus, which it keeps. */
export async function stopAt(page: Page): Promise<Stop> {
  const focused = focusOf(page);
  const name = ((await focused.ariaSnapshot()).split('\n', 1)[0] ?? '').replace(/^- '?/, '');
  const clip = await boxAround(focused);
  const withFocus = await page.screenshot({ clip });
  const element = await focused.elementHandle();
  await focused.blur();
  const shown = !withFocus.equals(await page.screenshot({ clip }));
  await element?.focus();
  return { name, shown };
}

/** Presses a key so often; what has the focus after each. */
export async function stopsBy(page: Page, key: string, times: number): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let press = 0; press < times; press += 1) {
    await page.keyboard.press(key);
    stops.push(await stopAt(page));
  }
  return stops;
}

/** Tab until what this shows has the focus. */
export async function tabTo(page: Page, what: string, locator: Locator): Promise<void> {
  await pressUntil(page, 'Tab', what, () => locator.evaluate((element) => element === document.activeElement));
}

export const focusOf = (page: Page): Locator => page.locator(':focus');

/** Presses a key until this holds. */
export async function pressUntil(page: Page, key: string, what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let times = 0; times < mostSteps; times += 1) {
    if (await holds()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${what}`);
}

/** Tab to the map, then down its first column to a node. */
export async function walkTo(page: Page, name: string): Promise<void> {
  await tabTo(page, 'the map', walker(page));
  await pressUntil(page, 'ArrowDown', name, async () => (await sentence(page)).startsWith(`${name}, `));
}

/** What a screen reader says of the place that one has walked to. */
export async function sentence(page: Page): Promise<string> {
  return (await walker(page).getAttribute('aria-label')) ?? '';
}

/** Where it is on the screen, with the ring of its focus. */
export async function boxAround(locator: Locator, margin = 6): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  expect(box).not.toBeNull();
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  const left = Math.max(x - margin, 0);
  const top = Math.max(y - margin, 0);
  return { x: left, y: top, width: x + width + margin - left, height: y + height + margin - top };
}
