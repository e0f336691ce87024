import type { ReactNode } from 'react';
import type { WorkloadDetail } from '#contract/routes.ts';
import { p99SecondsOf } from '../../lib/p99.ts';
import { bytes, cores, duration, percent, type Quantity, requestRate } from '../../lib/quantity.ts';
import { shareTone } from '../../ui/entity/edge-sums.ts';
import { Figure } from '../../ui/entity/figure.tsx';
import { Maybe, markOf } from '../../ui/numbers.tsx';

interface Shown {
  readonly title: string;
  readonly of: (detail: WorkloadDetail) => number | null;
  readonly format: (value: number) => Quantity;
}

const shown: readonly Shown[] = [
  // Without requests there is no rate: what is not seen is not zero.
  { title: 'Requests', of: ({ workload: { in: to } }) => (to.errorRatio === null ? null : to.requestsPerSecond), format: requestRate },
  { title: 'Errors', of: ({ workload }) => workload.in.errorRatio, format: percent },
  { title: 'p99', of: p99SecondsOf, format: duration },
  { title: 'CPU', of: ({ workload }) => workload.use.cpuCores, format: cores },
  { title: 'Memory', of: ({ workload }) => workload.use.memoryBytes, format: bytes },
];

/** How much it is asked, how well it answers, what it takes; each with what it was. */
export function WorkloadFigures({ detail, was }: { readonly detail: WorkloadDetail; readonly was: WorkloadDetail | undefined }): ReactNode {
  const { workload, confidence } = detail;
  const tone = (title: string) => (title === 'Errors' ? shareTone(workload.in.errorRatio, workload.health.state) : undefined);
  const known = shown.filter(({ of }) => of(detail) !== null || (was !== undefined && of(was) !== null));
  return known.map(({ title, of, format }) => (
    <Figure key={title} title={title} tone={tone(title)} {...(was && { was: <Maybe value={of(was)} format={format} /> })}>
      <Maybe value={of(detail)} format={format} {...(title === 'Requests' && markOf(confidence.state))} />
    </Figure>
  ));
}
