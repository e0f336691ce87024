import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { alertGroups } from '../alerts.ts';

/**
 * `node dashboards/alerts/healthy/record.ts URL SECONDS`: what the alerts read of the last seconds of a Prometheus, to healthy.json. To
 * make it anew: `./sonde up --demo --node host --cluster-name calm` on a host that does nothing else, and after four minutes this.
 */
const stepSeconds = 15;
const [, , url = '', seconds = ''] = process.argv;
/** Whatever else runs on the host is nobody's business. */
const ours = /^(sonde-.*|prometheus(-.*)?|nginx|postgres|redis-server|(shopper|storefront|checkout)\.ts|other|unattributed|unknown)$/;
const people = ['client', 'server', 'identity'];

const Answer = Type.Object({
  data: Type.Object({
    result: Type.Array(Type.Object({ metric: Type.Record(Type.String(), Type.String()), values: Type.Array(Type.Tuple([Type.Number(), Type.String()])) })),
  }),
});

const isOurs = (labels: Readonly<Record<string, string>>) => people.every((label) => labels[label] === undefined || ours.test(labels[label]));
const short = (value: string) => String(Number(Number(value).toPrecision(6)));

async function seriesOf(name: string, endSeconds: number): Promise<[string, string][]> {
  const query = new URLSearchParams({ query: name, start: `${endSeconds - Number(seconds)}`, end: `${endSeconds}`, step: `${stepSeconds}` });
  const response = await fetch(`${url}/api/v1/query_range?${query}`);
  const { data } = Value.Parse(Answer, await response.json());
  const whole = Number(seconds) / stepSeconds + 1;
  return data.result
    .filter(({ metric, values }) => isOurs(metric) && values.length === whole)
    .map(({ metric: { __name__, instance, ...labels }, values }) => {
      const numbers = values.map(([, value]) => short(value));
      const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      return [`${name}{${text.join(',')}}`, new Set(numbers).size === 1 ? (numbers[0] ?? '') : numbers.join(' ')];
    });
}

const names = new Set(alertGroups.flatMap(({ alerts }) => alerts.flatMap(({ value, when }) => [...value.reads, ...(when?.reads ?? [])])));
const endSeconds = Math.floor(Date.now() / 1000 / stepSeconds) * stepSeconds - stepSeconds;
const series = (await Promise.all([...names].sort().map((name) => seriesOf(name, endSeconds)))).flat();
writeFileSync(join(import.meta.dirname, 'healthy.json'), `${JSON.stringify({ stepSeconds, series: Object.fromEntries(series) }, null, 1)}\n`);
process.stdout.write(`${series.length} series\n`);
