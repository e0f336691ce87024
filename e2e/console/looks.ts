import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type Axe from 'axe-core';
import { picture } from './parts.ts';

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What can be pushed sideways: the page, or a part of it that scrolls. */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    const wide = [...document.querySelectorAll('*')].filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth);
    return wide.map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? ''}: ${element.scrollWidth} in ${element.clientWidth} px`);
  });
}

/** What can be pressed or typed into and is in sight, but under something else. */
export function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isCut = (element: Element, x: number, y: number): boolean => {
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        const { left, right, top, bottom } = around.getBoundingClientRect();
        if (getComputedStyle(around).overflow !== 'visible' && (x < left || x > right || y < top || y > bottom)) return true;
      }
      return x < 0 || y < 0 || x >= innerWidth || y >= innerHeight;
    };
    return [...document.querySelectorAll('button, a[href], input, select, textarea')].flatMap((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const { pointerEvents, visibility, opacity } = getComputedStyle(element);
      if (width < 2 || height < 2 || pointerEvents === 'none' || visibility === 'hidden' || opacity === '0' || isCut(element, x, y)) return [];
      const there = document.elementFromPoint(x, y);
      if (there === null || element.contains(there) || there.contains(element) || there.closest('label')?.contains(element) === true) return [];
      return [`${element.outerHTML.slice(0, 90)} under ${there.outerHTML.slice(0, 90)}`];
    });
  });
}

/** Whether the page itself can be pushed sideways: a part of it that scrolls may have to, where there is little room. */
export const pushed = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** What a person has chosen: time and scope, what is typed, pressed, sorted and open. Counts and clocks go on meanwhile. */
function chosen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const named = (element: Element, value: string) => `${element.getAttribute('aria-label') ?? element.textContent ?? ''}: ${value}`.replaceAll(/\d+/g, '#');
    const each = (selector: string, value: (element: Element) => string) =>
      [...document.querySelectorAll(selector)].map((element) => named(element, value(element)));
    return [
      ...each('header.top button', () => ''),
      ...each('input:not([type=range])', (input) => (input instanceof HTMLInputElement ? `${input.value} ${input.checked}` : '')),
      ...each('[aria-sort]', (element) => element.getAttribute('aria-sort') ?? ''),
      // What is neither pressed nor open is a list that goes on, such as that of log lines.
      ...each('[aria-pressed=true], [aria-expanded=true]', () => 'true'),
      ...each('aside', () => 'open'),
    ];
  });
}

interface Looked {
  readonly name: string;
  readonly folder: string;
  readonly there: (page: Page) => Promise<void>;
  /** Whether a reload is to show the same: all but what is passing, such as an open menu. */
  readonly isInLink?: boolean;
}

/** What all rules of axe find that is serious. A document is given axe once, and of what passed nothing is told: a third less CPU. */
async function graveToAxe(page: Page): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
    const { violations } = await axe.run({ resultTypes: ['violations'], selectors: false });
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

/** What there is to choose from may still have been on its way before. */
async function isShownAgain(page: Page, there: Looked['there']): Promise<void> {
  const before = await chosen(page);
  await page.reload();
  await there(page);
  await expect.poll(() => chosen(page), 'what its link shows').toEqual(before);
}

const stillWithinMs = 30_000;

/** The map is painted by a worker: a while after the page has the colours of another theme. */
async function still(page: Page): Promise<void> {
  if ((await picture(page).count()) === 0) return;
  let seen = await picture(page).screenshot();
  await expect(async () => {
    const before = seen;
    seen = await picture(page).screenshot();
    expect(seen.equals(before), 'the picture stands still').toBe(true);
  }).toPass({ intervals: [100], timeout: stillWithinMs });
}

/** In either theme: a picture for people to look at, and nothing serious for axe. Its link shows it again. At 1280 nothing is pushed sideways. */
export async function looksWell(page: Page, { name, folder, there, isInLink = false }: Looked): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await there(page);
    await still(page);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    expect(await graveToAxe(page), `axe, ${colorScheme}`).toEqual([]);
  }
  if (isInLink) await expect(() => isShownAgain(page, there)).toPass();
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await sideways(page)).toEqual([]);
}
