import type { ReactNode } from 'react';
import { exact, type Quantity } from '../lib/quantity.ts';

interface Props {
  readonly of: Quantity;
  /** Every digit, on hover. */
  readonly exactly?: number;
  /** Events were lost: the number is a lower bound. */
  readonly atLeast?: boolean;
}

/** A number with its unit set quieter. */
export function Num({ of, exactly, atLeast = false }: Props): ReactNode {
  return (
    <span className={atLeast ? 'num num-least' : 'num'} title={exactly === undefined ? undefined : exact(exactly)}>
      {atLeast && '≥\u202f'}
      {of.value}
      {of.unit !== '' && (
        <span className="unit">
          {of.gap}
          {of.unit}
        </span>
      )}
    </span>
  );
}

/** A measure that may not exist, which is not the same as zero. */
export function Maybe({
  value,
  format,
  atLeast,
}: {
  readonly value: number | null | undefined;
  readonly format: (value: number) => Quantity;
  readonly atLeast?: boolean;
}): ReactNode {
  if (value === null || value === undefined) {
    return (
      <span className="none" title="no data">
        –
      </span>
    );
  }
  return <Num of={format(value)} exactly={value} {...(atLeast === undefined ? {} : { atLeast })} />;
}
