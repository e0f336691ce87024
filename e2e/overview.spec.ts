import { expect, type Locator, type Page } from '@playwright/test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Demo } from '#contract/demo.ts';
import type { Light, LightInput } from '#contract/history.ts';
import { hostIdentity } from '#contract/host-metrics.ts';
import { type Overview, routes } from '#contract/routes.ts';
import { arrivalMs } from './console/parts.ts';
import { test } from './console/test.ts';

const titles: Readonly<Record<Light['name'], string>> = {
  network: 'Network',
  compute: 'Compute',
  memory: 'Memory',
  storage: 'Storage',
  pipeline: 'Pipeline',
  logs: 'Logs',
  other: 'Other alerts',
};
/** Each is there on any host, and measured a few scrapes after the start. */
const always: readonly Light['name'][] = ['network', 'compute', 'memory', 'storage', 'pipeline'];

const Found = Type.Object({ result: Type.Array(Type.Unknown()) });

type Times = { readonly from?: string; readonly to?: string };

async function overviewOf(page: Page, times: Times): Promise<Overview> {
  const reply = await page.request.get('/api/overview', { params: times });
  expect(reply.status()).toBe(200);
  return Value.Parse(routes['GET /api/overview'].reply, await reply.json());
}

/** What a row says of an input: a number to its last digit, and of a limit that it is there. */
interface Told extends Pick<LightInput, 'name' | 'value' | 'of'> {
  readonly state: LightInput['state'] | undefined;
  readonly limits: readonly string[];
  readonly canCopy: boolean;
}

const limitsOf = ({ warning, critical }: LightInput): string[] =>
  warning === null && critical === null ? ['each by itself'] : [warning, critical].map((limit) => (limit === null ? 'never' : 'a limit'));

const told = ({ inputs }: Light): Told[] =>
  inputs.map((input) => {
    const { name, state, value, of, query } = input;
    return { name, state, value, of, limits: limitsOf(input), canCopy: query !== '' };
  });

/** What is fine has no mark. */
const states: Readonly<Record<string, Light['state']>> = { '': 'ok', critical: 'critical', warning: 'warning', 'not known': 'unknown' };

async function rowOf(row: Locator): Promise<Told> {
  const header = row.getByRole('rowheader');
  const cells = row.getByRole('cell');
  const attribute = (of: Locator, name: string) => of.evaluateAll(([first], asked) => first?.getAttribute(asked) ?? null, name);
  const [name, mark, exactly, texts, copies] = await Promise.all([
    header.textContent(),
    attribute(header.getByRole('img'), 'aria-label'),
    attribute(cells.first().locator('[title]'), 'title'),
    cells.allTextContents(),
    row.getByRole('button', { name: /^Copy the query of / }).count(),
  ]);
  const [, of = '', ...limits] = texts.slice(0, -1);
  return {
    name: name ?? '',
    state: states[mark ?? ''],
    value: exactly === null ? null : Number(exactly.replaceAll('\u202f', '')),
    of,
    limits: limits.map((limit) => (/\d/.test(limit) ? 'a limit' : limit)),
    canCopy: copies === 1,
  };
}

const region = (page: Page, name: Light['name']): Locator => page.getByRole('region', { name: titles[name], exact: true });

async function explained(page: Page, name: Light['name']): Promise<Told[]> {
  const rows = region(page, name)
    .getByRole('table', { name: `What ${titles[name]} is judged by` })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
  return await Promise.all((await rows.all()).map(rowOf));
}

/** Opens what each light was judged by, and holds it against what the API says of the same time. */
async function saysWhy(page: Page, times: Times): Promise<Overview> {
  await page.goto(`/overview?${new URLSearchParams({ ...times })}`);
  for (const name of always) {
    const why = region(page, name).getByRole('button', { name: new RegExp(`^Why ${titles[name]} is `) });
    await expect(why).toHaveAttribute('aria-expanded', 'false', { timeout: arrivalMs });
    await why.click();
    await expect(why).toHaveAttribute('aria-expanded', 'true');
  }
  let said: Overview | undefined;
  await expect(async () => {
    said = await overviewOf(page, times);
    const { lights } = said;
    for (const light of lights) {
      if (!always.includes(light.name)) continue;
      expect(light.inputs.length, light.name).toBeGreaterThan(0);
      expect(await explained(page, light.name), light.name).toEqual(told(light));
    }
    expect(lights.map(({ name }) => name)).toEqual(expect.arrayContaining([...always]));
  }).toPass({ timeout: arrivalMs });
  if (said === undefined) throw new Error('the API said nothing');
  return said;
}

const iso = (ms: number): string => new Date(ms).toISOString();
/** Windows begin and end at a scrape. */
const alignMs = 30_000;

test('what each light was judged by is what the API says, now', async ({ page }) => {
  await page.goto('/overview');
  await expect(region(page, 'network'), 'the demo has its fault').toContainText('Critical', { timeout: arrivalMs });
  const { lights } = await saysWhy(page, {});
  const network = lights.find(({ name }) => name === 'network');
  const failing = network?.inputs.find(({ name }) => name === 'connections that fail or are slow');
  expect(failing?.value).toBeGreaterThan(0);
  expect(failing?.query, 'it can be looked up').not.toBe('');
});

test('and at a moment of the past, which a link shows to a colleague', async ({ page, sonde, another }) => {
  const fromMs = Math.ceil(sonde.readyAtMs / alignMs) * alignMs;
  const times = { from: iso(fromMs), to: iso(fromMs + 60_000) };
  await expect.poll(() => Date.now(), { timeout: 2 * arrivalMs }).toBeGreaterThan(Date.parse(times.to) + 5000);
  const said = await saysWhy(page, times);
  expect([said.from, said.to].map(Date.parse)).toEqual([times.from, times.to].map(Date.parse));
  const other = await another();
  await other.goto(page.url());
  await expect.poll(() => explained(other, 'compute'), { timeout: arrivalMs }).toEqual(await explained(page, 'compute'));
});

test.describe('a fault of the demo', () => {
  const fault = 'cpu-burner';
  const faultOf = async (page: Page) => {
    const { faults } = Value.Parse(Demo, await (await page.request.get('/api/demo')).json());
    return faults.find(({ name }) => name === fault);
  };
  const isOn = async (page: Page) => {
    const { on, problem } = (await faultOf(page)) ?? {};
    return { on, problem };
  };
  const wasHeldBack = async (page: Page) => {
    const query = `increase(${hostIdentity.throttledPeriods.name}{identity="${fault}.service"}[1m]) > 0`;
    const reply = await page.request.get('/api/query', { params: { query } });
    const { data } = Value.Parse(routes['GET /api/query'].reply, await reply.json());
    return Value.Parse(Found, data).result.length > 0;
  };
  test.afterEach(async ({ page, sonde }) => {
    // As its own pages do: for all who look at the same demo it is as it was.
    const turned = await page.request.post(`/api/demo/faults/${fault}/off`, { headers: { origin: sonde.url } });
    expect(turned.status()).toBe(200);
  });

  test('is turned on and off by its switch, and every browser sees that it is', async ({ page, another }) => {
    await page.goto('/overview');
    const demo = (shown: Page) => shown.getByRole('region', { name: 'Demo' });
    const turn = (shown: Page) => demo(shown).getByRole('switch', { name: /cgroup gives it a third/ });
    const looks = (shown: Page) => demo(shown).getByText('Cpu-burner.service is stopped by its limit in every period.');
    const other = await another();
    await other.goto('/overview');
    await expect(turn(page)).not.toBeChecked({ timeout: arrivalMs });
    expect(await isOn(page)).toEqual({ on: false, problem: '' });

    await demo(page).getByText('A program wants a whole core').click();
    await expect(turn(page)).toBeChecked();
    await expect(looks(page)).toBeVisible();
    expect(await isOn(page)).toEqual({ on: true, problem: '' });
    await expect(turn(other)).toBeChecked();
    await expect(looks(other)).toBeVisible();
    await expect.poll(() => wasHeldBack(page), { message: 'its limit stops it', timeout: arrivalMs }).toBe(true);
    expect(await isOn(page)).toEqual({ on: true, problem: '' });

    await turn(page).focus();
    await page.keyboard.press('Space');
    await expect(turn(page)).not.toBeChecked();
    await expect(looks(page)).toHaveCount(0);
    expect(await isOn(page)).toEqual({ on: false, problem: '' });
  });
});
