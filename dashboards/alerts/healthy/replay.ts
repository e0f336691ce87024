import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { stringify } from 'yaml';
import { type AlertGroup, rulesFile } from '../rules-file.ts';

const Recorded = Type.Record(Type.String(), Type.String());

/** What a healthy host had: by name and labels of each series its samples, one a minute, or the one that all of them are. */
export type Healthy = ReadonlyMap<string, readonly number[]>;

export function healthy(): Healthy {
  const series = Value.Parse(Recorded, JSON.parse(readFileSync(join(import.meta.dirname, 'healthy.json'), 'utf8')));
  return new Map(Object.entries(series).map(([name, samples]) => [name, samples.split(' ').map(Number)]));
}

const minuteSeconds = 60;

/** The increases of a recording come again and again. */
function goesOn(increases: readonly number[], minutes: number): string {
  let value = 0;
  const grown = Array.from({ length: minutes }, (_, at) => {
    value += increases[at % increases.length] ?? 0;
    return Number(value.toPrecision(9));
  });
  return [0, ...grown].join(' ');
}

/** So do the samples of what is no counter. */
function valuesOf(name: string, samples: readonly number[], minutes: number): string {
  const [first = 0, ...others] = samples;
  if (others.length === 0) return `${first}+0x${minutes}`;
  if (!/^\w+_total\{/.test(name)) return Array.from({ length: minutes + 1 }, (_, at) => samples[at % samples.length]).join(' ');
  const increases = others.map((sample, at) => Math.max(0, sample - (samples[at] ?? 0)));
  return goesOn(increases, minutes);
}

/**
 * No day was recorded: some minutes were, and they come again for as long as is asked, so that windows and waits of hours are full. What a day
 * alone brings, such as a nightly job or a disk that fills by noon, is not in it; `bench calm 1440` watches a real one.
 * The files for promtool: the rules for a scrape each minute, and a test that says which alerts fire in so many minutes, looked at every other
 * minute.
 */
export function replay(groups: readonly AlertGroup[], series: Healthy, minutes: number, fires: readonly string[]) {
  const input_series = [...series].map(([name, samples]) => ({ series: name, values: valuesOf(name, samples, minutes) }));
  const fired = {
    expr: `count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[${minutes}m]))`,
    eval_time: `${minutes}m`,
    exp_samples: fires.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
  };
  const tests = [{ interval: '1m', input_series, promql_expr_test: [fired] }];
  return {
    rules: rulesFile(groups, { pace: { scale: 1, scrapeSeconds: minuteSeconds } }),
    test: stringify({ rule_files: ['rules.yaml'], evaluation_interval: '2m', tests }, { lineWidth: 0, aliasDuplicateObjects: false }),
  };
}
