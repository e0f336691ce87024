import type { ReactNode } from 'react';
import type { TopologyEdge } from '#contract/routes.ts';
import { percent, rate } from '../../lib/quantity.ts';
import { Maybe, markOf, Num } from '../numbers.tsx';
import { attemptsPerSecond, shareTone } from './edge-sums.ts';
import type { HealthState } from './health.ts';

/** Takes the colour of the health that it explains. */
export function FailedShare({ ratio, state }: { readonly ratio: number | null; readonly state: HealthState }): ReactNode {
  const tone = shareTone(ratio, state);
  return (
    <span className={tone === undefined ? undefined : `text-${tone}`}>
      <Maybe value={ratio} format={percent} />
    </span>
  );
}

/** At least so many, where there are connections whose requests are not seen. */
export function RequestRate({ requestsPerSecond, unseen, confidence }: TopologyEdge['l7']): ReactNode {
  const state = unseen.length > 0 && confidence.state === 'full' ? 'partial' : confidence.state;
  return <Num of={rate(requestsPerSecond)} exactly={requestsPerSecond} {...markOf(state)} />;
}

/** In the place of requests that are not seen; why stands in the panel. */
export function RequestsUnseen({ l7: { unseen, reason }, words }: { readonly l7: TopologyEdge['l7']; readonly words: string }): ReactNode {
  return (
    <span className="quiet" title={reason}>
      {unseen.length > 0 ? words : '–'}
    </span>
  );
}

/** Of UDP there are no connects to count, and of unix sockets only who is connected. */
export function ConnectRate(edge: TopologyEdge): ReactNode {
  if (edge.transport !== 'tcp') return <Maybe value={null} format={rate} />;
  return <Num of={rate(attemptsPerSecond(edge))} exactly={attemptsPerSecond(edge)} {...markOf(edge.confidence.state)} />;
}
