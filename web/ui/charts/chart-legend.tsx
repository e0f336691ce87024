import type { KeyboardEvent, ReactNode } from 'react';
import type { Picked } from '../../lib/pick.ts';
import { asText, type Quantity } from '../../lib/quantity.ts';

export interface Reading {
  readonly label: string;
  /** A token; absent where the line has no colour of its own. */
  readonly colour?: string | undefined;
  readonly value: Quantity | null;
  /** Another line was picked, and this is not drawn. */
  readonly off?: boolean;
}

/** Which lines are alone, and what a click on a name does. */
export interface Picks {
  readonly picked: Picked;
  readonly onPick: (label: string, adds: boolean) => void;
}

type Modifiers = Pick<KeyboardEvent, 'ctrlKey' | 'shiftKey' | 'metaKey'>;

function Entry({ label, colour, value }: Reading): ReactNode {
  return (
    <>
      {colour !== undefined && <span className="chart-swatch" style={{ background: `var(${colour})` }} aria-hidden="true" />}
      {label}
      <b>{value === null ? 'no data' : asText(value)}</b>
    </>
  );
}

/** A plain button: a page of charts has a hundred of them. */
function PickButton({ picked, onPick, ...reading }: Picks & Reading): ReactNode {
  const { label, off } = reading;
  const adds = ({ ctrlKey, shiftKey, metaKey }: Modifiers) => ctrlKey || shiftKey || metaKey;
  const press = (event: KeyboardEvent) => {
    // With a modifier Enter presses no button by itself.
    if (event.key !== 'Enter' || !adds(event)) return;
    event.preventDefault();
    onPick(label, true);
  };
  return (
    <button
      type="button"
      className={off === true ? 'chart-pick chart-pick-off' : 'chart-pick'}
      aria-pressed={picked.has(label)}
      onClick={(event) => onPick(label, adds(event))}
      onKeyDown={press}
    >
      <Entry {...reading} />
    </button>
  );
}

/** What the lines are at the crosshair. A click leaves one alone; with Ctrl or Shift it joins the others. */
export function Legend({ readings, picks }: { readonly readings: readonly Reading[]; readonly picks: Picks | undefined }): ReactNode {
  return (
    <ul className="chart-legend">
      {readings.map((reading) => (
        <li key={reading.label}>{picks === undefined ? <Entry {...reading} /> : <PickButton {...picks} {...reading} />}</li>
      ))}
    </ul>
  );
}
