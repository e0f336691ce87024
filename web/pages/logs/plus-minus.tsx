import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { askedHow, type How, narrowed } from './narrow.ts';
import { narrow } from './search.ts';

interface Props {
  /** What is asked. */
  readonly text: string;
  readonly field: string;
  readonly value: string;
  readonly hows?: readonly How[];
}

const looks = { for: { Icon: Plus, says: 'Only lines with' }, against: { Icon: Minus, says: 'No lines with' } } as const;
const both: readonly How[] = ['for', 'against'];

/** Asks for a value, or leaves it out. */
export function PlusMinus({ text, field, value, hows = both }: Props): ReactNode {
  const asked = askedHow(text, field, value);
  return hows.map((how) => {
    const { Icon, says } = looks[how];
    const label = `${says} ${field} ${value === '' ? 'not known' : value}`;
    return (
      <button
        key={how}
        type="button"
        className="log-small"
        aria-label={label}
        title={label}
        aria-pressed={asked === how}
        onClick={() => narrow(narrowed(text, how, field, value))}
      >
        <Icon className="icon" size={12} aria-hidden="true" />
      </button>
    );
  });
}
