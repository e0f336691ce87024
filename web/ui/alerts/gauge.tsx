import type { ReactNode } from 'react';
import { type Alert, formatOf, gaugeOf } from '../../lib/alert-words.ts';
import { asText } from '../../lib/quantity.ts';
import { Num } from '../numbers.tsx';

/** What was measured, against what it may be: in numbers, and where both stand on a line from 0. */
export function Gauge({ alert }: { readonly alert: Pick<Alert, 'value' | 'threshold' | 'unit'> }): ReactNode {
  const { value, threshold, unit } = alert;
  const format = formatOf(unit);
  if (value === null) return <span className="gauge quiet">no value</span>;
  const places = gaugeOf(alert);
  return (
    <span className="gauge">
      <span className="gauge-numbers">
        <b>
          <Num of={format(value)} exactly={value} />
        </b>
        {threshold !== null && <span className="quiet">limit {asText(format(threshold))}</span>}
      </span>
      {places !== undefined && (
        <span className="gauge-line" aria-hidden="true">
          <span style={{ width: `${places.value * 100}%` }} />
          <i style={{ left: `${places.threshold * 100}%` }} />
        </span>
      )}
    </span>
  );
}
