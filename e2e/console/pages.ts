import { expect, type Locator, type Page } from '@playwright/test';
import { nodeName } from '../whole/sonde.ts';
import { arrivalMs } from './parts.ts';
import { WrittenLog } from './written-log.ts';

/** The pages beside the map, each with what is on it once it is there. */
export interface Kind {
  readonly name: string;
  readonly path: string;
  readonly there: (page: Page) => Promise<void>;
}

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();

export const eventRows = (page: Page): Locator => page.getByRole('region', { name: 'List of events' }).getByRole('listitem');

export const workloadId = 'process:checkout.ts';

export const pages: readonly Kind[] = [
  {
    name: 'overview',
    path: '/overview',
    there: async (page) => {
      await heading(page, 'Overview');
      for (const light of ['Network', 'Compute', 'Memory', 'Storage', 'Pipeline']) await expect(page.getByRole('region', { name: light })).toBeVisible();
    },
  },
  {
    name: 'workloads',
    path: '/workloads',
    there: async (page) => {
      await heading(page, 'Workloads');
      await expect(page.getByRole('row').filter({ hasText: 'checkout.ts' })).toBeVisible();
    },
  },
  {
    name: 'workload',
    path: `/workloads/${workloadId}`,
    there: async (page) => {
      await heading(page, 'checkout.ts');
      for (const chart of [
        /^Requests over time\. Latest: .*req\/s/,
        /^How long requests took over time: p50 /,
        /^CPU over time/,
        /^Memory over time/,
        /^When events happened/,
      ])
        await expect(page.getByRole('img', { name: chart })).toBeVisible();
    },
  },
  {
    name: 'nodes',
    path: '/nodes',
    there: async (page) => {
      await heading(page, 'Nodes');
      await expect(
        page
          .getByRole('row')
          .filter({ hasText: nodeName })
          .getByRole('cell', { name: /^\d.*%$/ })
          .first(),
      ).toBeVisible();
    },
  },
  {
    name: 'node',
    path: `/nodes/${nodeName}`,
    there: async (page) => {
      await heading(page, nodeName);
      for (const chart of ['CPU', 'Load', 'Memory', 'Disks']) await expect(page.getByRole('img', { name: new RegExp(`^${chart} over time`) })).toBeVisible();
      await expect(page.getByRole('region', { name: `Details of ${nodeName}` })).toBeVisible();
    },
  },
  {
    name: 'logs',
    path: '/logs',
    there: async (page) => {
      await heading(page, 'Logs');
      await expect(page.getByRole('img', { name: /^Lines over time: \d/ })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Lines' }).getByText(WrittenLog.line).last()).toBeVisible();
    },
  },
  {
    name: 'events',
    path: '/events',
    there: async (page) => {
      await heading(page, 'Events');
      await expect(page.getByRole('img', { name: /^Events over time: [1-9]/ })).toBeVisible();
      await expect(eventRows(page).first()).toBeVisible();
    },
  },
  {
    name: 'alerts',
    path: '/alerts',
    there: async (page) => {
      await heading(page, 'Alerts');
      await expect(page.getByRole('region', { name: 'List of alerts' }).or(page.getByRole('heading', { name: 'Nothing fires' }))).toBeVisible();
    },
  },
  {
    name: 'rules',
    path: '/alerts?tab=rules',
    there: async (page) => {
      await heading(page, 'Alerts');
      await expect(page.getByRole('row').filter({ hasText: 'Watchdog' })).toBeVisible();
    },
  },
  {
    name: 'doctor',
    path: '/doctor',
    there: async (page) => {
      await heading(page, 'Doctor');
      await expect(page.getByRole('region', { name: `Collectors on ${nodeName}` })).toBeVisible();
    },
  },
];

export function kindOf(name: string): Kind {
  const found = pages.find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`there is no page ${name}`);
  return found;
}

/** Once what belongs on it has come. */
export async function open(page: Page, name: string, query = ''): Promise<void> {
  const { path, there } = kindOf(name);
  await expect(async () => {
    await page.goto(`${path}${query}`);
    await there(page);
  }).toPass({ timeout: arrivalMs });
}
