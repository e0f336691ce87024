import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readsOf } from '../alert.ts';
import { alertGroups } from '../alerts.ts';

const stepSeconds = 60;
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

interface Past {
  /** Of a Prometheus. */
  readonly url: string;
  readonly minutes: number;
}

async function found(query: string, { url, minutes }: Past): Promise<Found[]> {
  const end = Math.floor(Date.now() / 1000 / stepSeconds) * stepSeconds - stepSeconds;
  const asked = new URLSearchParams({ query, start: `${end - minutes * stepSeconds}`, end: `${end}`, step: `${stepSeconds}` });
  const { data } = Value.Parse(Answer, await (await fetch(`${url}/api/v1/query_range?${asked}`)).json());
  const all = data.result.map(({ metric: { __name__, instance, ...labels }, values }) => ({ labels, values: values.map(([, value]) => Number(value)) }));
  const isNothing = ({ labels, values }: Found) => labels.client === 'other' && values.every((value) => value === 0);
  return all.filter((one) => (isOurs(one.labels) || isNothing(one)) && one.values.length === minutes + 1);
}

const short = (value: number) => String(Number(value.toPrecision(6)));

async function seriesOf(name: string, past: Past): Promise<[string, string][]> {
  return (await found(name, past)).map(({ labels, values }) => {
    const numbers = values.map(short);
    const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return [`${name}{${text.join(',')}}`, new Set(numbers).size === 1 ? (numbers[0] ?? '') : numbers.join(' ')];
  });
}

/** What the alerts read of the last minutes of a Prometheus, a sample each minute, as healthy.json has it. Of other programs no series is recorded. */
export async function recordHealthy(past: Past): Promise<string> {
  const names = new Set(alertGroups.flatMap(({ alerts }) => alerts.flatMap(readsOf)));
  const series = (await Promise.all([...names].sort().map((name) => seriesOf(name, past)))).flat();
  return `${JSON.stringify(Object.fromEntries(series), null, 2)}\n`;
}
