import { expect, type Locator, type Page } from '@playwright/test';

/** What a newcomer is promised, counted from the ready line. */
export const arrivalMs = 60_000;

/** The parts of the console as a person names them. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

interface Asked extends Connection {
  readonly protocol: 'http' | 'redis' | 'postgresql';
}

/** The demo: customers → nginx → storefront → checkout → PostgreSQL and Redis. */
export const demo: readonly Asked[] = [
  { from: 'shopper.ts', to: 'nginx', port: 8480, protocol: 'http' },
  { from: 'nginx', to: 'storefront.ts', port: 8481, protocol: 'http' },
  { from: 'storefront.ts', to: 'checkout.ts', port: 8482, protocol: 'http' },
  { from: 'storefront.ts', to: 'redis-server', port: 6380, protocol: 'redis' },
  { from: 'checkout.ts', to: 'redis-server', port: 6380, protocol: 'redis' },
  { from: 'checkout.ts', to: 'postgres', port: 5433, protocol: 'postgresql' },
];
/** What --fault refused does: nobody listens on the port of payments. */
export const unpaid: Connection = { from: 'checkout.ts', to: 'test-host', port: 8483 };

export const picture = (page: Page): Locator => page.getByRole('img', { name: /^Map of \d+ workloads/ });
/** The legend explains what is painted: before that it says nothing of it. */
export const painted = (page: Page): Locator =>
  page
    .getByRole('region', { name: 'Legend' })
    .getByText(/^(fine|not known|warning|critical)$/)
    .first();
export const table = (page: Page): Locator => page.getByRole('table', { name: 'Connections' });
export const rows = (page: Page): Locator =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
export const panel = (page: Page): Locator => page.getByRole('complementary');
export const find = (page: Page): Locator => page.getByRole('combobox', { name: 'Find' });
export const quickFilter = (page: Page, name: RegExp): Locator => page.getByRole('group', { name: 'Quick filters' }).getByRole('button', { name });
/** What of the map has the keyboard: a node or a connection, told in a sentence. */
export const walker = (page: Page): Locator => page.getByRole('button', { description: /^Arrow keys walk along the connections/ });

export function row(page: Page, { from, to, port }: Connection): Locator {
  const cell = (name: string | RegExp) => page.getByRole('cell', { name, exact: true });
  return rows(page)
    .filter({ has: cell(from) })
    .filter({ has: cell(to) })
    .filter({ has: cell(new RegExp(`^${port} (TCP|UDP)$`)) });
}

/** Another time than the page begins with. */
export async function showAnotherTime(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Time range: / }).click();
  await page.getByRole('dialog', { name: 'Time range' }).getByRole('button', { name: 'Last 30 min' }).click();
}

/** The table with what this process talks to alone: of the many rows of a busy host only those in sight are in the document. */
export const tableOf = ({ from }: Connection): string => `/map?as=table&find=${from}`;

interface Opening {
  readonly query?: string;
  /** The view stands still: numbers that come in later are not shown. */
  readonly paused?: boolean;
}

/** Whether it was on the map of the one Sonde that this process looks at: from then on it stays there. */
let isDemoThere = false;

/** The map once the demo is on it, with numbers. */
export async function openMap(page: Page, { query = '', paused = false }: Opening = {}): Promise<void> {
  if (!isDemoThere) {
    // Live, which all who look share: a moment of its own is work for Prometheus, and asked for again and again none comes in time.
    await page.goto('/map?as=table');
    for (const connection of demo) await showsTraffic(page, connection);
    isDemoThere = true;
  }
  await page.goto(`/map?${query}${paused ? `&to=${new Date().toISOString()}` : ''}`);
  await expect(picture(page).or(table(page))).toBeVisible();
}

async function showsTraffic(page: Page, connection: Connection): Promise<void> {
  await find(page).fill(connection.from);
  const cell = (name: string | RegExp) => page.getByRole('cell', { name });
  const shown = row(page, connection)
    .filter({ has: cell(/^(fine|warning)$/) })
    .filter({ has: cell(/[1-9].*B\/s$/) });
  await expect(shown).toHaveCount(1, { timeout: arrivalMs });
}
