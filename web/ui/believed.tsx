import type { ReactNode } from 'react';
import type { Confidence } from '#contract/requests.ts';
import { asText, percent } from '../lib/quantity.ts';

/** What is not seen, or not whole. */
export function Hatched({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <p className="confidence">
      <span className="swatch-hatch" aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}

const boundWords = { partial: 'At least', estimated: 'About' } as const;

/** Why counts are not the whole truth; nothing where they are. */
export function Believed({ state, reasons, lostRatio }: Confidence): ReactNode {
  if (state === 'full') return null;
  const lost = lostRatio > 0 ? [`${asText(percent(lostRatio))} of events were lost`] : [];
  return <Hatched>{`${boundWords[state]}: ${[...lost, ...reasons].join('; ')}.`}</Hatched>;
}
