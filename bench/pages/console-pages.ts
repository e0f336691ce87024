import type { Page } from '@playwright/test';
import { Value } from 'typebox/value';
import { routes } from '#contract/routes.ts';
import { interactiveMs } from '../map/our-page.ts';
import type { SyntheticServer } from '../topology/synthetic-server.ts';

/** A page, and how long it takes until something of the world is on it. */
export interface ConsolePage {
  readonly path: string;
  /** From the start of the navigation to the frame after that in which it is there. */
  usefulMs(page: Page, url: string): Promise<number>;
}

const thereWithinMs = 60_000;

async function inTime(wait: Promise<number>, url: string): Promise<number> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`nothing of the world is on ${url} within ${thereWithinMs} ms`)), thereWithinMs);
  try {
    return await Promise.race([wait, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Once the document has an element of the selector, in which this is written. */
async function shownMs(page: Page, url: string, selector: string, words: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return await page.evaluate(
    async ({ selector: asked, words: written }) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const isThere = () => [...document.querySelectorAll(asked)].some(({ textContent }) => textContent.includes(written));
      while (!isThere()) await frame();
      await frame();
      return performance.now();
    },
    { selector, words },
  );
}

const withElement = (path: string, selector: string, words = ''): ConsolePage => ({
  path,
  usefulMs: (page, url) => inTime(shownMs(page, url, selector, words), url),
});

/** Every page, with things of this world. */
export async function consolePages({ at, headers }: SyntheticServer): Promise<readonly ConsolePage[]> {
  const reply = await fetch(`${at.url}/api/topology`, { headers });
  const { edges } = Value.Parse(routes['GET /api/topology'].reply, await reply.json());
  const asked = edges.find(({ server, l7 }) => server.startsWith('container:') && l7.seen);
  if (asked === undefined) throw new Error('nobody asks for anything in the made-up world');
  return [
    withElement('/overview', 'section[aria-label="Network"]'),
    { path: '/map', usefulMs: (page, url) => inTime(interactiveMs(page, url), url) },
    withElement('/map?as=table', 'tbody a'),
    withElement(`/map?sel=edge:${asked.id}`, 'aside h3', 'Connections'),
    withElement('/workloads', 'tbody a'),
    withElement(`/workloads/${encodeURIComponent(asked.server)}`, '[role=img][aria-label^="Requests over time"]'),
    withElement('/nodes', 'tbody a'),
    withElement('/nodes/node-2', '[role=img][aria-label^="CPU over time"]'),
    withElement('/logs', '[aria-label="Lines"] li'),
    withElement('/events', '[aria-label="List of events"] li'),
    withElement('/alerts', '[aria-label="List of alerts"] a'),
    withElement('/doctor', '[aria-label^="Collectors on"]'),
  ];
}
