import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readsOf } from '../alert.ts';
import { alertGroups } from '../alerts.ts';

/**
 * `node dashboards/alerts/healthy/record.ts URL MINUTES`: what the alerts read of the last minutes of a Prometheus, to healthy.json, a sample
 * each minute. To make it anew: `./sonde bench calm MINUTES` on a host that does nothing else, and this before its end, with the address that
 * it tells. Of other programs no series is recorded.
 */
const stepSeconds = 60;
const [, , url = '', minutes = ''] = process.argv;
const seconds = Number(minutes) * 60;
const endSeconds = Math.floor(Date.now() / 1000 / stepSeconds) * stepSeconds - stepSeconds;
const samples = seconds / stepSeconds + 1;
const ours = /^(sonde-.*|prometheus(-.*)?|nginx|postgres|redis-server|(shopper|storefront|checkout)\.ts|unattributed|unknown)$/;
const named: Readonly<Record<string, RegExp>> = { client: ours, server: ours, identity: ours, mountpoint: /^\/$/, device: /^(?!ifb|veth)/ };

const Answer = Type.Object({
  data: Type.Object({
    result: Type.Array(Type.Object({ metric: Type.Record(Type.String(), Type.String()), values: Type.Array(Type.Tuple([Type.Number(), Type.String()])) })),
  }),
});

interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

const isOurs = (labels: Found['labels']) => Object.entries(labels).every(([label, value]) => named[label]?.test(value) !== false);

async function found(query: string): Promise<Found[]> {
  const asked = new URLSearchParams({ query, start: `${endSeconds - seconds}`, end: `${endSeconds}`, step: `${stepSeconds}` });
  const { data } = Value.Parse(Answer, await (await fetch(`${url}/api/v1/query_range?${asked}`)).json());
  const all = data.result.map(({ metric: { __name__, instance, ...labels }, values }) => ({ labels, values: values.map(([, value]) => Number(value)) }));
  const isNothing = ({ labels, values }: Found) => labels.client === 'other' && values.every((value) => value === 0);
  return all.filter((one) => (isOurs(one.labels) || isNothing(one)) && one.values.length === samples);
}

const short = (value: number) => String(Number(value.toPrecision(6)));

async function seriesOf(name: string): Promise<[string, string][]> {
  return (await found(name)).map(({ labels, values }) => {
    const numbers = values.map(short);
    const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return [`${name}{${text.join(',')}}`, new Set(numbers).size === 1 ? (numbers[0] ?? '') : numbers.join(' ')];
  });
}

const names = new Set(alertGroups.flatMap(({ alerts }) => alerts.flatMap(readsOf)));
const series = (await Promise.all([...names].sort().map(seriesOf))).flat();
writeFileSync(join(import.meta.dirname, 'healthy.json'), `${JSON.stringify(Object.fromEntries(series), null, 2)}\n`);
process.stdout.write(`${series.length} series\n`);
