import type { Light } from '#contract/history.ts';
import { sentence } from './words.ts';

const titles: Readonly<Record<Light['name'], string>> = {
  network: 'the network',
  compute: 'compute',
  memory: 'memory',
  storage: 'storage',
  pipeline: 'Sonde itself',
  logs: 'logs',
  other: 'everything else',
};
/** Alerts of elsewhere are no rest of anything. */
const unwellTitles = { ...titles, other: 'other alerts' } as const;

/** Worst first; the words for one and for many. */
const unwell = [
  { state: 'critical', one: 'is critical', many: 'are critical' },
  { state: 'warning', one: 'warns', many: 'warn' },
  { state: 'unknown', one: 'is not known', many: 'are not known' },
] as const;
const plural: ReadonlySet<Light['name']> = new Set(['logs', 'other']);

const listed = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/** Lights by their names, as they stand within a sentence. */
export const lightsListed = (names: readonly Light['name'][]): string => listed(names.map((name) => titles[name]));

type Lit = readonly Pick<Light, 'name' | 'state' | 'says'>[];

function part(lights: Lit, { state, one, many }: (typeof unwell)[number]): string[] {
  const names = lights.filter((light) => light.state === state).map(({ name }) => name);
  const [only] = names;
  if (only === undefined) return [];
  return [`${listed(names.map((name) => unwellTitles[name]))} ${names.length > 1 || plural.has(only) ? many : one}`];
}

/** The state of the whole: that of the worst light. */
export function worstOf(lights: Lit): Light['state'] {
  return unwell.find(({ state }) => lights.some((light) => light.state === state))?.state ?? 'ok';
}

/** All lights in a few words: each that is not well, the worst first, why the first of them is so, and what is fine. */
export function verdict({ lights }: { readonly lights: Lit }): string {
  if (lights.length === 0) return 'Nothing was measured in this time.';
  const worst = worstOf(lights);
  const first = lights.find(({ state }) => state === worst);
  if (worst === 'ok' || first === undefined) return 'Everything that Sonde sees is fine.';
  const fine = lights.filter(({ state }) => state === 'ok').map(({ name }) => name);
  const parts = unwell.flatMap((words) => part(lights, words));
  return [sentence(parts.join('; ')), first.says, ...(fine.length > 0 ? [`Fine: ${lightsListed(fine)}.`] : [])].join(' ');
}
