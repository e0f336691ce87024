import type { ReactNode } from 'react';

type Fact = readonly [title: string, value: ReactNode];

/** What is known of something, a line each. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(([title, value]) => (
        <div key={title} className="facts-row">
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
