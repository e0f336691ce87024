import { identityId, otherIdentity, type Transport } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { countedByApi, processIdentity, type Sample } from '../whole/counted.ts';
import { gained, scraped } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

/** The series of a metric that have these labels. */
export interface Part {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the edges of this client, and of `other`. */
  readonly client?: string;
}

/** Words of Counted, on the edges of a client. */
export interface Told {
  readonly client: string;
  readonly transport: Transport;
  readonly words: readonly string[];
}

const detailsAtOnce = 8;

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const total = (samples: readonly Sample[]) => sum(samples.map(({ value }) => value));

/** Their samples, as the agent tells them now. */
export async function samplesOf(sonde: Sonde, { name, labels, client }: Part): Promise<Sample[]> {
  const isOf = (sample: Sample) => client === undefined || [client, otherIdentity.name].includes(sample.labels.client ?? '');
  return (await scraped(sonde)).filter(
    (sample) => sample.name === name && isOf(sample) && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
}

export async function onAgent(sonde: Sonde, part: Part): Promise<number> {
  return total(await samplesOf(sonde, part));
}

/** What a counter has gained since the start. */
export async function gainedInPrometheus(sonde: Sonde, { name, labels, client }: Part): Promise<number> {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  if (client !== undefined) matchers.push(`client=~"${client}|${otherIdentity.name}"`);
  return total(await gained(sonde, `${name}{${matchers.join(',')}}`));
}

/** The same of what the API says of a client’s edges and of `other`. */
export async function inApi(sonde: Sonde, { client, transport, words }: Told): Promise<number> {
  const window = `from=${sonde.up.startedAt.toISOString()}`;
  const { edges } = await sonde.get(`/api/topology?${window}`, routes['GET /api/topology'].reply);
  const clients = [identityId(processIdentity(client)), identityId(otherIdentity)];
  const ids = edges.filter((edge) => !edge.light && edge.transport === transport && clients.includes(edge.client)).map(({ id }) => id);
  const countOn = async (id: string) => {
    const counts = countedByApi(id, await sonde.get(`/api/edges/${id}?${window}`, routes['GET /api/edges/:id'].reply))[id] ?? {};
    return sum(words.map((word) => counts[word] ?? 0));
  };
  const counts: number[] = [];
  for (let at = 0; at < ids.length; at += detailsAtOnce) counts.push(...(await Promise.all(ids.slice(at, at + detailsAtOnce).map(countOn))));
  return sum(counts);
}

/** What the API says was lost since the start, of this part of `sonde_lost_total`. */
export async function lostInApi(sonde: Sonde, { labels }: Part): Promise<number> {
  const { lost } = await sonde.get(`/api/topology?from=${sonde.up.startedAt.toISOString()}`, routes['GET /api/topology'].reply);
  return sum(lost.byReason.filter(({ collector, reason }) => collector === labels.collector && reason === labels.reason).map(({ count }) => count));
}
