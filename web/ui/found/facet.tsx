import './facets.css';
import type { ReactNode } from 'react';
import { asText, exact, percent } from '../../lib/quantity.ts';
import { askedHow, isAskable, narrowed } from './narrow.ts';
import { useNarrowing } from './narrowing.ts';
import { PlusMinus } from './plus-minus.tsx';

export interface FacetValue {
  readonly value: string;
  readonly count: number;
  readonly mark?: ReactNode;
  readonly colour?: string | undefined;
  /** In words, where the value itself is none. */
  readonly title?: string;
}

interface Of {
  readonly field: string;
  /** What is without a value is called. */
  readonly none: string;
  readonly total: number;
}

/** One value: how much of what is found has it. A click shows only that. */
function Part({ field, none, total, value, count, mark, colour, title }: Of & FacetValue): ReactNode {
  const narrowing = useNarrowing();
  const share = total === 0 ? 0 : count / total;
  const canAsk = isAskable(field, value);
  const name = value === '' ? none : (title ?? value);
  return (
    <li className="facet-part">
      <button
        type="button"
        className="facet-part-value"
        disabled={!canAsk}
        aria-pressed={askedHow(narrowing, field, value) === 'for'}
        title={value === '' ? none : value}
        onClick={() => narrowing.narrow(narrowed(narrowing, 'for', field, value))}
      >
        {mark}
        <span className={value === '' ? 'cut quiet' : 'cut'}>{name}</span>
        <span className="facet-part-count">
          {exact(count)}
          <span className="unseen"> {narrowing.what}, </span>
        </span>
        <span className="facet-part-share">{asText(percent(share))}</span>
        <span className="facet-part-bar">
          <i style={{ width: `${share * 100}%`, ...(colour !== undefined && { background: colour }) }} />
        </span>
      </button>
      {canAsk && (
        <span className="facet-part-against">
          <PlusMinus field={field} value={value} hows={['against']} />
        </span>
      )}
    </li>
  );
}

export function Values({ values, ...of }: Of & { readonly values: readonly FacetValue[] }): ReactNode {
  return (
    <ul>
      {values.map((value) => (
        <Part key={value.value} {...of} {...value} />
      ))}
    </ul>
  );
}

interface Props extends Of {
  readonly title: string;
  readonly values: readonly FacetValue[];
  readonly others?: { readonly values: number; readonly count: number };
  readonly isOld?: boolean;
}

/** How much of what is found has which value of a field. */
export function Facet({ title, others, isOld = false, ...of }: Props): ReactNode {
  const { what } = useNarrowing();
  return (
    <section aria-label={title} className={isOld ? 'old' : undefined}>
      <h2>{title}</h2>
      <Values {...of} />
      {others !== undefined && others.values > 0 && (
        <p className="facet-others quiet">
          {exact(others.values)} {others.values === 1 ? 'other' : 'others'}, {exact(others.count)} {what}
        </p>
      )}
    </section>
  );
}
