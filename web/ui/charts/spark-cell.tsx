import type { ReactNode } from 'react';
import { Sparkline } from './sparkline.tsx';
import { useLine } from './sparklines.tsx';

interface Props {
  /** Of the row. */
  readonly id: string;
  /** Of the line, as the server names it. */
  readonly name: string;
  readonly tone?: 'warning' | 'critical' | undefined;
  /** The number that stands at its right. */
  readonly children: ReactNode;
}

/** How a number came to be, and the number. */
export function SparkCell({ id, name, tone, children }: Props): ReactNode {
  const values = useLine(id, name);
  return (
    <span className="spark-cell">
      {values === undefined ? <span className="spark-room" /> : <Sparkline values={values} tone={tone} />}
      <span>{children}</span>
    </span>
  );
}
