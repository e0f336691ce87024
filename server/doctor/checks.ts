import { statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from '#contract/doctor.ts';
import { agentStartTime } from '#contract/metrics.ts';
import { edgeConnects } from '#contract/recorded.ts';
import { bytesText } from '../edges/summary.ts';
import type { Prometheus, Sample } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import type { Lost } from '../topology/confidence.ts';
import type { AgentAnswer } from './agents.ts';

function check(name: string, state: Check['state'], says: string, mend = ''): Check {
  return { name, state, says, mend };
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function agentCheck(answer: AgentAnswer): Check {
  const name = `Agent on ${answer.node}`;
  if ('failure' in answer) {
    return check(name, 'failed', `does not answer: ${answer.failure}`, 'See the lines of sonde-agent in the output of `sonde up`; it is restarted by itself.');
  }
  const { collectors } = answer.report;
  const up = collectors.filter((collector) => collector.up).length;
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

function scrapeChecks(up: readonly Sample[], ages: readonly Sample[], intervalSeconds: number): Check[] {
  if (up.length === 0) return [check('Scrapes', 'failed', 'Prometheus has no target', 'Its configuration is written by `sonde up`: start it again.')];
  return up.map(({ labels: { instance = '', job = '' }, value }) => {
    const name = `Scrape of ${job} at ${instance}`;
    const age = ages.find(({ labels }) => labels.instance === instance && labels.job === job)?.value ?? 0;
    if (value !== 1) return check(name, 'failed', 'the last scrape failed', 'Is the target running, and is its answer shorter than the scrape’s timeout?');
    if (age > scrapesUntilLate * intervalSeconds) {
      return check(name, 'warning', `the last scrape is ${Math.round(age)} s old`, 'Prometheus is behind: is the machine short of CPU, or its disk slow?');
    }
    return check(name, 'ok', `the last scrape is ${Math.round(age)} s old`);
  });
}

/** Reachable, scraping, and writing the series that the map is made of. */
export async function prometheusChecks(prometheus: Prometheus, intervalSeconds: number): Promise<Check[]> {
  const nowMs = Date.now();
  try {
    const [up, ages, agents, recorded] = await Promise.all([
      prometheus.instant('up', nowMs),
      prometheus.instant('time() - timestamp(up)', nowMs),
      prometheus.instant(`count(${agentStartTime.name})`, nowMs),
      prometheus.instant(`count(${edgeConnects.name})`, nowMs),
    ]);
    const rules =
      agents.length > 0 && recorded.length === 0
        ? check(
            'Recorded series',
            'warning',
            'there are none, so the map is empty',
            'They come about 10 s after the first scrape; later: does Prometheus load the recording rules?',
          )
        : check('Recorded series', 'ok', `of ${recorded[0]?.value ?? 0} edges`);
    return [check('Prometheus', 'ok', 'answers'), ...scrapeChecks(up, ages, intervalSeconds), rules];
  } catch (error) {
    return [
      check(
        'Prometheus',
        'failed',
        said(error),
        'See the lines of prometheus in the output of `sonde up`; it is restarted by itself. The map shows its last good answer.',
      ),
    ];
  }
}

export async function storeChecks(store: RecordStore, asideFiles: () => Promise<string[]>): Promise<Check[]> {
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
    return [check('Event store', 'ok', `${records} events, ${bytesText(bytes)}`), ...aside];
  } catch (error) {
    return [check('Event store', 'failed', said(error), 'Is the disk full, or the data folder not writable?'), ...aside];
  }
}

const scarceShare = 0.1;
const goneShare = 0.02;

export async function diskCheck(folder: string): Promise<Check> {
  const name = 'Disk space';
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    const share = blocks === 0 ? 1 : bavail / blocks;
    const says = `${bytesText(bavail * bsize)} free (${Math.round(share * 100)} %) where the server keeps its data`;
    if (share >= scarceShare) return check(name, 'ok', says);
    return check(name, share < goneShare ? 'failed' : 'warning', says, 'Free some space, or give Sonde a shorter retention.');
  } catch (error) {
    return check(name, 'failed', said(error), 'Is the server’s data folder there, and readable for the server?');
  }
}

export function lossCheck({ total, ratio, byReason }: Lost): Check {
  if (total === 0) return check('Losses', 'ok', 'no event was lost in the last 15 minutes');
  const reasons = byReason.map(({ node, collector, reason, count }) => `${Math.round(count)} by ${collector} on ${node} (${reason.replaceAll('_', ' ')})`);
  const says = `${Math.round(total)} events were lost in the last 15 minutes, ${(ratio * 100).toPrecision(2)} %: ${reasons.join(', ')}`;
  return check('Losses', 'warning', says, 'Counts are lower bounds while this lasts. If it goes on, raise the limits of the agent’s maps and rings.');
}
