import './figure.css';
import type { ReactNode } from 'react';
import type { HealthState } from './health.ts';

/** A number under its name. */
export function Figure({
  title,
  tone,
  was,
  children,
}: {
  readonly title: string;
  readonly tone?: HealthState | undefined;
  /** The same number of the time that is compared with. */
  readonly was?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={tone === 'warning' || tone === 'critical' ? `figure figure-${tone}` : 'figure'}>
      <dt>{title}</dt>
      <dd>{children}</dd>
      {was !== undefined && <dd className="figure-was">was {was}</dd>}
    </div>
  );
}
