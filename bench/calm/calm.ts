import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import { recordHealthy } from '../../dashboards/alerts/healthy/record.ts';
import { getJson, startSonde } from '../../e2e/whole/sonde.ts';
import type { Bench, BenchResult } from '../bench.ts';

const usualMinutes = 10;
/** Longer than a scrape takes to count, so that the demo is there when the time begins. */
const settleMs = 60_000;
const recording = '.build/calm/healthy.json';
const alwaysFires = 'Watchdog';

const Fired = Type.Object({ data: Type.Object({ result: Type.Array(Type.Object({ metric: Type.Record(Type.String(), Type.String()) })) }) });

/** `bench calm [MINUTES]`: as users start it, with the times that rules really have. */
export const calm: Bench = {
  goals: ['CALM'],
  title: 'what fires on a healthy host, with the demo',
  async run(tell, [minutes = usualMinutes]) {
    await using sonde = await startSonde({ flags: ['--demo', '--cluster-name', 'calm'] });
    await delay(settleMs);
    const prometheus = `http://127.0.0.1:${sonde.ports.prometheus}`;
    tell(`${minutes} minutes; Prometheus is ${prometheus}`);
    await delay(minutes * 60_000);
    const query = encodeURIComponent(`count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[${minutes}m]))`);
    const { data } = await getJson(`${prometheus}/api/v1/query?query=${query}`, Fired);
    await mkdir(dirname(recording), { recursive: true });
    await writeFile(recording, await recordHealthy({ url: prometheus, minutes: minutes - 1 }));
    return judged(data.result.map(({ metric }) => metric.alertname ?? '').sort(), minutes);
  },
};

function judged(fired: readonly string[], minutes: number): BenchResult {
  const others = fired.filter((name) => name !== alwaysFires);
  const says = `${minutes} minutes of a host with the demo: ${others.length === 0 ? `nothing but ${alwaysFires}` : others.join(', ')} fired`;
  const note = `the machine's load was ${loadavg()[1]?.toFixed(1)} at the end: what others do is watched too`;
  const kept = `recorded in ${recording}; in the place of dashboards/alerts/healthy/healthy.json it is what the tests replay`;
  return { contests: [], verdicts: [{ says, holds: others.length === 0 && fired.length > 0 }], notes: [note, kept] };
}
