import type { ReactNode } from 'react';
import type { Confidence } from '#contract/requests.ts';
import { boundSigns } from '../lib/confidence.ts';
import { exact, type Quantity } from '../lib/quantity.ts';

interface Props {
  readonly of: Quantity;
  /** Every digit, on hover. */
  readonly exactly?: number;
  /** Events were lost: the number is a lower bound. */
  readonly atLeast?: boolean;
  /** Some were read and stand for the others: the number is an estimate. */
  readonly about?: boolean;
}

/** How a number is marked that is not the whole truth. */
export function markOf(confidence: Confidence['state']): Pick<Props, 'atLeast' | 'about'> {
  return { atLeast: confidence === 'partial', about: confidence === 'estimated' };
}

/** A number with its unit set quieter. */
export function Num({ of, exactly, atLeast = false, about = false }: Props): ReactNode {
  return (
    <span className={atLeast || about ? 'num num-least' : 'num'} title={exactly === undefined ? undefined : exact(exactly)}>
      {(about || atLeast) && `${about ? boundSigns.estimated : boundSigns.partial}\u202f`}
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

/** In a cell that has nothing to say. */
export const none = <span className="none">–</span>;

/** A measure that may not exist, which is not the same as zero. */
export function Maybe({
  value,
  format,
  ...mark
}: {
  readonly value: number | null | undefined;
  readonly format: (value: number) => Quantity;
} & Pick<Props, 'atLeast' | 'about'>): ReactNode {
  if (value === null || value === undefined) {
    return (
      <span className="none" title="no data">
        –
      </span>
    );
  }
  return <Num of={format(value)} exactly={value} {...mark} />;
}
