import type { ReactNode } from 'react';
import { hasShape, sparkPath } from '../../lib/spark.ts';

const size = { width: 64, height: 16 } as const;

interface Props {
  readonly values: readonly (number | null)[];
  /** A token of its colour; grey says that it is fine. */
  readonly tone?: 'warning' | 'critical' | undefined;
}

/** In the first minute one or two points would be specks that mean nothing. */
function TooNew({ known }: { readonly known: boolean }): ReactNode {
  return known ? <span className="spark-room spark-soon" title="Its line begins with the third point." /> : <span className="spark-room" />;
}

/** The shape of a line, for a glance; its number stands beside it, so it is not told. */
export function Sparkline({ values, tone }: Props): ReactNode {
  if (!hasShape(values)) return <TooNew known={values.some((value) => value !== null)} />;
  const { line, area, last } = sparkPath(values, size.width, size.height);
  return (
    <svg
      className={tone === undefined ? 'spark' : `spark spark-${tone}`}
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      aria-hidden="true"
    >
      <path className="spark-area" d={area} />
      <path className="spark-line" d={line} />
      {last !== undefined && <circle cx={last.x} cy={last.y} r={1.5} />}
    </svg>
  );
}
