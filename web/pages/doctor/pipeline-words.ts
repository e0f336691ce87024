import type { Pipeline as Way } from '#contract/doctor.ts';
import { asText, duration, exact, rate } from '../../lib/quantity.ts';

type Kafka = NonNullable<Way['kafka']>;

/** What is told of what waits in Kafka, beside how much it is. */
export function standOf({ lagRecords, lagSeconds }: Pick<Kafka, 'lagRecords' | 'lagSeconds'>): string {
  if (lagRecords === null || lagSeconds === null) return 'not known';
  return lagRecords === 0 ? 'all of it is stored' : `the oldest waits for ${asText(duration(lagSeconds))}`;
}

/** What of a quarter of an hour there is to tell, where there is anything. */
function lately(troubles: readonly (readonly [count: number, what: string])[]): string {
  const told = troubles.flatMap(([count, what]) => (count === 0 ? [] : [`${exact(count)} ${what}`]));
  return told.length === 0 ? '' : `; in 15 minutes ${told.join(', ')}`;
}

export function indexerText({ joined, storedPerSecond, dead, lost, pauses, rejected }: Kafka['indexers'][number]): string {
  const stored = storedPerSecond === null ? 'not known' : `${asText(rate(storedPerSecond))} stored`;
  const troubles = lately([
    [dead, 'to the dead letters'],
    [lost, 'lost in Kafka'],
    [pauses, 'waits for Elasticsearch'],
    [rejected, 'times asked for less'],
  ]);
  return `${joined === false ? 'not in its group in Kafka' : stored}${troubles}`;
}

/** What is to be mended of it; undefined: nothing. */
export function stateOf({ joined, dead, lost }: Pick<Kafka['indexers'][number], 'joined' | 'dead' | 'lost'>): 'critical' | 'warning' | undefined {
  if (joined === false || lost > 0) return 'critical';
  return dead > 0 ? 'warning' : undefined;
}

/** Of what the server writes itself. */
export const storeTroubles = ({ dead, rejected }: Way['store']): string =>
  lately([
    [dead, 'to the dead letters'],
    [rejected, 'times asked for less'],
  ]);
