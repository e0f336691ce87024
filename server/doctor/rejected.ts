import type { Check, RejectedSample } from '#contract/doctor.ts';
import { nodeInvalidSamples } from '#contract/recorded.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { overWindow, whole } from '../topology/over-window.ts';

/** By node, the most frequent first. */
export type Rejected = ReadonlyMap<string, RejectedSample[]>;

const windowSeconds = 15 * 60;
const mostPerNode = 20;

/** What agents have rejected of late; undefined while Prometheus does not answer, which its own check tells. */
export async function rejectedSamples(prometheus: Prometheus, intervalSeconds: number): Promise<Rejected | undefined> {
  const counted = overWindow(nodeInvalidSamples.name, 'count', { seconds: windowSeconds, intervalSeconds });
  const samples = await prometheus.instant(`sort_desc(${counted} > 0)`, Date.now()).catch(() => undefined);
  if (samples === undefined) return undefined;
  const byNode = Map.groupBy(samples, ({ labels }) => labels.node ?? '');
  const told = (some: typeof samples) =>
    some.slice(0, mostPerNode).map(({ labels: { source = '', field = '' }, value }) => ({ source, field, count: whole(value) }));
  return new Map([...byNode].map(([node, some]) => [node, told(some)]));
}

const times = (count: number) => (count === 1 ? 'once' : `${Math.round(count)} times`);
const countedText = (samples: readonly RejectedSample[]) => samples.map(({ source, field, count }) => `${field} of ${source}, ${times(count)}`).join('; ');

/** As a reason of a host's health; none where nothing was rejected. */
export function rejectedReasons(samples: readonly RejectedSample[] | null): string[] {
  return samples === null || samples.length === 0 ? [] : [`sample rejected: ${countedText(samples)}`];
}

export function rejectedCheck(rejected: Rejected): Check {
  const name = 'Samples';
  const told = [...rejected].map(([node, samples]) => `sample rejected on ${node} in the last 15 minutes: ${countedText(samples)}`);
  if (told.length === 0) return { name, state: 'ok', says: 'none was rejected in the last 15 minutes', mend: '' };
  return {
    name,
    state: 'warning',
    says: told.join('; '),
    mend: 'The kernel reported what cannot be true. Such a value is left out until the next that can be; all others go on. If it lasts, look at the source in /proc or /sys there.',
  };
}
