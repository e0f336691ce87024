import type { ReactNode } from 'react';
import type { NodeUse } from '#contract/history.ts';
import type { NodeDetail } from '#contract/nodes.ts';
import { byteRate, percent, type Quantity, significant } from '../../lib/quantity.ts';
import { Figure } from '../../ui/entity/figure.tsx';
import { Maybe } from '../../ui/numbers.tsx';

interface Shown {
  readonly title: string;
  readonly of: (use: NodeUse) => number | null;
  readonly format: (value: number) => Quantity;
}

const shown: readonly Shown[] = [
  { title: 'CPU used', of: ({ cpuShare }) => cpuShare, format: percent },
  { title: 'Load', of: ({ load1 }) => load1, format: (value) => ({ value: significant(value), gap: '', unit: '' }) },
  { title: 'Memory used', of: ({ memoryShare }) => memoryShare, format: percent },
  { title: 'Fullest disk', of: ({ fullestShare }) => fullestShare, format: percent },
  { title: 'Received', of: ({ receivedBytesPerSecond }) => receivedBytesPerSecond, format: byteRate },
  { title: 'Sent', of: ({ sentBytesPerSecond }) => sentBytesPerSecond, format: byteRate },
];

/** Whether the host was measured then at all. */
export const isMeasured = ({ node: { use } }: NodeDetail): boolean => shown.some(({ of }) => of(use) !== null);

/** What it is used to at the end of the window, each with what it was. */
export function NodeFigures({ use, was }: { readonly use: NodeUse; readonly was: NodeDetail | undefined }): ReactNode {
  const known = shown.filter(({ of }) => of(use) !== null);
  return known.map(({ title, of, format }) => (
    <Figure key={title} title={title} {...(was && { was: <Maybe value={of(was.node.use)} format={format} /> })}>
      <Maybe value={of(use)} format={format} />
    </Figure>
  ));
}
