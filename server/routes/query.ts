import { badInput } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { parseMoment } from '../topology/window.ts';
import type { Handlers } from './handlers.ts';

const maxPoints = 11_000;
const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

function stepSeconds(step: string): number {
  const [, number = '', unit = 's'] = /^([\d.]+)([a-z]+)?$/.exec(step) ?? [];
  const seconds = Number(number) * (unitSeconds[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw badInput('step', 'a duration above 0, like 15, 15s or 1m', `step is "${step}", which is not a duration above 0`);
  return seconds;
}

/** Checked before Prometheus is asked, so that the answer names the field. */
function rangeOf({ start, end, step }: { start: string; end: string; step: string }, retentionMs: number): { start: string; end: string; step: string } {
  const [fromMs, toMs] = [parseMoment('start', start), parseMoment('end', end)];
  if (fromMs > toMs) throw badInput('start', 'a moment not after end', `start (${start}) is after end (${end})`);
  if (toMs - fromMs > retentionMs)
    throw badInput('start', 'at most what is kept before end', `start to end is longer than the ${retentionMs / 86_400_000} days that are kept`);
  const seconds = stepSeconds(step);
  const points = Math.floor((toMs - fromMs) / 1000 / seconds) + 1;
  if (points > maxPoints) throw badInput('step', `a step that gives at most ${maxPoints} points`, `start to end by step is ${points} points`);
  return { start: String(fromMs / 1000), end: String(toMs / 1000), step: String(seconds) };
}

export const queryRoutes = (prometheus: Prometheus, retentionMs: number): Pick<Handlers, 'GET /api/query' | 'GET /api/query_range'> => ({
  'GET /api/query': ({ query: { query, time } }) =>
    prometheus.pass('query', { query, ...(time === undefined ? {} : { time: String(parseMoment('time', time) / 1000) }) }),
  'GET /api/query_range': async ({ query: { query, ...range } }) => await prometheus.pass('query_range', { query, ...rangeOf(range, retentionMs) }),
});
