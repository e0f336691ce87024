import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { takeOver, type Whole } from './whole.ts';

interface Fixtures {
  /** Whether the browser comes with a session. */
  readonly signedIn: boolean;
  /** Errors on the browser's console that the test itself provokes. */
  readonly provokes: readonly RegExp[];
  /** A page in a browser of its own: what one waits for holds up no other. */
  readonly another: () => Promise<Page>;
}

interface Seen {
  readonly elsewhere: readonly string[];
  readonly errors: readonly string[];
}

function watch(context: BrowserContext, { url }: Whole): Seen {
  const elsewhere: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== url) elsewhere.push(request.url());
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (thrown) => errors.push(thrown.error().stack ?? String(thrown.error())));
  return { elsewhere, errors };
}

function hasNothingToComplainOf({ elsewhere, errors }: Seen, provokes: readonly RegExp[]): void {
  expect(elsewhere, 'requests to another origin').toEqual([]);
  const unprovoked = errors.filter((error) => !provokes.some((expected) => expected.test(error)));
  expect(unprovoked, 'errors and warnings of the browser').toEqual([]);
}

/** In every test: nothing is asked of another origin, and the browser has nothing to complain about. */
export const test = base.extend<Fixtures, { sonde: Whole }>({
  signedIn: [true, { option: true }],
  provokes: [[], { option: true }],
  sonde: [async ({ browserName: _ }, use) => use(takeOver()), { scope: 'worker' }],
  baseURL: async ({ sonde }, use) => use(sonde.url),
  context: async ({ context, sonde, signedIn, provokes }, use) => {
    const seen = watch(context, sonde);
    if (signedIn) await context.request.get(sonde.signInUrl);
    await use(context);
    hasNothingToComplainOf(seen, provokes);
  },
  another: async ({ browser, sonde, provokes }, use) => {
    const opened: { readonly context: BrowserContext; readonly seen: Seen }[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: sonde.url });
      opened.push({ context, seen: watch(context, sonde) });
      await context.request.get(sonde.signInUrl);
      return await context.newPage();
    });
    for (const { context, seen } of opened) {
      await context.close();
      hasNothingToComplainOf(seen, provokes);
    }
  },
});
