import { expect, type Page } from '@playwright/test';
import { Value } from 'typebox/value';
import { routes, type Topology } from '#contract/routes.ts';
import type { SyntheticConsole } from './synthetic.ts';

/** The map once the server has heard of all of it; signs the browser in. */
export async function wholeMap(page: Page, { signInUrl, origin }: Pick<SyntheticConsole, 'signInUrl' | 'origin'>, edges: number): Promise<Topology> {
  let map: Topology | undefined;
  await page.goto(signInUrl);
  await expect
    .poll(
      async () => {
        const reply = await page.request.get(`${origin}/api/topology`);
        map = reply.ok() ? Value.Parse(routes['GET /api/topology'].reply, await reply.json()) : undefined;
        return map?.edges.length;
      },
      { timeout: 60_000 },
    )
    .toBe(edges);
  if (map === undefined) throw new Error('there is no map');
  return map;
}
