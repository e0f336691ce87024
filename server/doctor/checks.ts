import { basename } from 'node:path';
import { counted, countText } from '#contract/count-text.ts';
import type { Check } from '#contract/doctor.ts';
import { lossMend } from '#contract/loss-mends.ts';
import { agentStartTime } from '#contract/metrics.ts';
import { edgeConnects } from '#contract/recorded.ts';
import { bytesText } from '../quantities.ts';
import { diskOf } from '../store/disk.ts';
import type { Prometheus, Sample } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import type { Lost } from '../topology/confidence.ts';
import type { AgentAnswer } from './agents.ts';
import { engineMends } from './engine-mends.ts';
import type { StoreEngine } from './pipeline.ts';

function check(name: string, state: Check['state'], says: string, mend = ''): Check {
  return { name, state, says, mend };
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

export const agentCheckName = (node: string): string => `Agent on ${node}`;

export function agentCheck(answer: AgentAnswer): Check {
  const name = agentCheckName(answer.node);
  if ('failure' in answer) {
    return check(name, 'failed', `does not answer: ${answer.failure}`, 'Its lines in up/sonde.log of the data folder say why; it is restarted by itself.');
  }
  const { collectors } = answer.report;
  const up = collectors.filter((collector) => collector.up).length;
  const lacking = collectors.filter((collector) => collector.up && collector.lacks !== undefined).map((collector) => collector.name);
  if (up === collectors.length && lacking.length > 0)
    return check(name, 'warning', `answers; all ${up} collectors are up, but not all of ${lacking.join(' and ')}`, 'See the checks of the host below.');
  if (up === collectors.length) return check(name, 'ok', `answers; all ${up} collectors are up`);
  const down = collectors.filter((collector) => !collector.up).map((collector) => `${collector.name}: ${collector.reason}`);
  return check(
    name,
    'warning',
    `answers; ${up} of ${collectors.length} collectors are up (${down.join('; ')})`,
    'What each needs is among the checks of the host below.',
  );
}

const scrapesUntilLate = 3;

interface Storing {
  /** Age of the newest sample of each target. */
  readonly ages: readonly Sample[];
  readonly intervalSeconds: number;
  readonly diskFull: boolean;
}

const isLate = (age: number, { intervalSeconds }: Storing) => age > scrapesUntilLate * intervalSeconds;

/** It answers from what it has also while it can write nothing more. */
function storingCheck(storing: Storing): Check {
  const newest = Math.min(...storing.ages.map(({ value }) => value));
  if (!storing.diskFull || !isLate(newest, storing)) return check('Prometheus', 'ok', 'answers');
  return check('Prometheus', 'failed', 'answers, but cannot write: the disk is full', 'Make room: it goes on by itself. Until then the map stands still.');
}

function scrapeChecks(up: readonly Sample[], storing: Storing): Check[] {
  const { ages, diskFull } = storing;
  if (up.length === 0) {
    const mend = diskFull ? 'Make room on the disk.' : 'Its configuration is written by `sonde up`: start it again. Its lines there say whether it can write.';
    return [check('Scrapes', 'failed', 'Prometheus has no target, or stores nothing of them', mend)];
  }
  return up.map(({ labels: { instance = '', job = '' }, value }) => {
    const name = `Scrape of ${job} at ${instance}`;
    const age = ages.find(({ labels }) => labels.instance === instance && labels.job === job)?.value ?? 0;
    const says = `the last scrape is ${Math.round(age)} s old`;
    if (isLate(age, storing) && diskFull) return check(name, 'failed', `the last scrape that was stored is ${Math.round(age)} s old`, 'Make room on the disk.');
    if (value !== 1) return check(name, 'failed', 'the last scrape failed', 'Is the target running, and is its answer shorter than the scrape’s timeout?');
    if (isLate(age, storing)) return check(name, 'warning', says, 'Prometheus is behind: is the machine short of CPU, or its disk slow?');
    return check(name, 'ok', says);
  });
}

interface Recording {
  readonly agents: number;
  /** Edges that have recorded series now. */
  readonly recorded: number;
  readonly edgesOnMap: number;
}

export function recordedCheck({ agents, recorded, edgesOnMap }: Recording): Check {
  const name = 'Recorded series';
  if (agents === 0 || recorded > 0) return check(name, 'ok', counted(recorded, 'edge'));
  const says = edgesOnMap === 0 ? 'there are none, so the map is empty' : 'there are none now; the map shows what was recorded before';
  return check(name, 'warning', says, 'They come about 10 s after the first scrape; later: does Prometheus load the recording rules?');
}

interface Surroundings extends Pick<Storing, 'intervalSeconds' | 'diskFull'>, Pick<Recording, 'edgesOnMap'> {}

/** Reachable, scraping, and writing the series that the map is made of. */
export async function prometheusChecks(prometheus: Prometheus, { intervalSeconds, diskFull, edgesOnMap }: Surroundings): Promise<Check[]> {
  const nowMs = Date.now();
  try {
    const [up, ages, agents, recorded] = await Promise.all([
      prometheus.instant('up', nowMs),
      prometheus.instant('time() - timestamp(up)', nowMs),
      prometheus.instant(`count(${agentStartTime.name})`, nowMs),
      prometheus.instant(`count(${edgeConnects.name})`, nowMs),
    ]);
    const rules = recordedCheck({ agents: agents.length, recorded: recorded[0]?.value ?? 0, edgesOnMap });
    const storing = { ages, intervalSeconds, diskFull };
    return [storingCheck(storing), ...scrapeChecks(up, storing), rules];
  } catch (error) {
    return [
      check(
        'Prometheus',
        'failed',
        said(error),
        'Its lines in up/sonde.log of the data folder say why; it is restarted by itself. The map shows its last good answer.',
      ),
    ];
  }
}

export async function storeChecks(store: RecordStore, asideFiles: () => Promise<string[]>, engine: StoreEngine): Promise<Check[]> {
  const aside = (await asideFiles()).map((file) =>
    check(
      'Event store',
      'warning',
      'a database that could not be read was moved aside; its events are not shown',
      `Keep or delete ${basename(file)} in the server’s data folder: nothing uses it.`,
    ),
  );
  try {
    const { records, bytes } = await store.state();
    return [check('Event store', 'ok', `${countText(records)} events, ${bytesText(bytes)}`), ...aside];
  } catch (error) {
    return [check('Event store', 'failed', said(error), engineMends[engine]), ...aside];
  }
}

const scarceShare = 0.1;
const goneShare = 0.02;

export async function diskCheck(folder: string): Promise<Check> {
  const name = 'Disk space';
  try {
    const { freeBytes, freeShare } = await diskOf(folder);
    const says = `${bytesText(freeBytes)} free (${Math.round(freeShare * 100)} %) where the server keeps its data`;
    if (freeShare >= scarceShare) return check(name, 'ok', says);
    return check(name, freeShare < goneShare ? 'failed' : 'warning', says, 'Free some space, or give Sonde a shorter retention.');
  } catch (error) {
    return check(name, 'failed', said(error), 'Is the server’s data folder there, and readable for the server?');
  }
}

export function lossCheck({ total, ratio, byReason }: Lost): Check {
  if (total === 0) return check('Losses', 'ok', 'no event was lost in the last 15 minutes');
  const reasons = byReason.map(({ node, collector, reason, count }) => `${countText(count)} by ${collector} on ${node} (${reason.replaceAll('_', ' ')})`);
  const says = `${countText(total)} events were lost in the last 15 minutes, ${(ratio * 100).toPrecision(2)} %: ${reasons.join(', ')}`;
  const mends = new Set(byReason.map(({ reason }) => lossMend(reason)).filter((mend) => mend !== ''));
  return check('Losses', 'warning', says, ['Counts are lower bounds while this lasts.', ...mends].join(' '));
}
