import './facts.css';
import type { ReactNode } from 'react';
import { CopyButton } from '../copy-button.tsx';
import { isAskable } from './narrow.ts';
import { PlusMinus } from './plus-minus.tsx';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** As which field it is asked for; absent where it cannot be. */
  readonly field?: string;
  /** What is asked for, where it is not what is shown. */
  readonly asks?: string;
}

/** What is known of one: each leads to others like it. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts-found">
      {facts.map(({ name, value, field, asks = value }) => (
        <div key={name}>
          <dt className="cut" title={name}>
            {name}
          </dt>
          <dd>
            {value}
            <span className="facts-found-actions">
              {field !== undefined && isAskable(field, asks) && <PlusMinus field={field} value={asks} />}
              <CopyButton label={`Copy ${name}`} text={() => value} className="small-button" />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
