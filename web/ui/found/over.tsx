import './over.css';
import type { ReactNode } from 'react';
import { exact } from '../../lib/quantity.ts';
import { everything, narrows, readScope, writeScope } from '../../lib/scope.ts';
import { severityOutlines } from '../entity/severity-mark.tsx';
import { Link } from '../link.tsx';
import { usePlace } from '../location.ts';
import { Num } from '../numbers.tsx';

/** How many there are; where some are lost or not counted yet, at least so many. */
export function Total({ total, what, atLeast }: { readonly total: number; readonly what: string; readonly atLeast: boolean }): ReactNode {
  return (
    <p className="over-total" role="status">
      <b>
        <Num of={{ value: exact(total), gap: '', unit: '' }} atLeast={atLeast} />
      </b>{' '}
      {total === 1 ? what.slice(0, -1) : what}
    </p>
  );
}

interface Colour {
  readonly colour: string;
  readonly name: string;
}

interface LegendProps {
  readonly colours: readonly Colour[];
  readonly isLossy: boolean;
  readonly isMarked: boolean;
}

/** Each colour once: what shares one is told apart by its letters. */
export function Legend({ colours, isLossy, isMarked }: LegendProps): ReactNode {
  return (
    <ul className="over-legend" aria-label="Colours">
      {Array.from(
        Map.groupBy(colours, ({ colour }) => colour),
        ([colour, those]) => (
          <li key={colour}>
            <span className="over-swatch" style={{ background: colour }} aria-hidden="true" />
            {those.map(({ name }) => name).join(', ')}
          </li>
        ),
      )}
      {isMarked && (
        <li>
          <svg className="over-mark" width="9" height="9" viewBox="0 0 12 12" aria-hidden="true">
            <path d={severityOutlines.warning} />
          </svg>
          event
        </li>
      )}
      {isLossy && (
        <li>
          <span className="swatch-hatch" aria-hidden="true" />
          partly lost
        </li>
      )}
    </ul>
  );
}

/** Where nothing is found, that may be for the scope. */
export function InScopeOnly(): ReactNode {
  if (!narrows(readScope(usePlace().query))) return null;
  return (
    <p>
      Only what is in the scope is looked through. <Link to={{ set: writeScope(everything) }}>Look through all</Link>
    </p>
  );
}
