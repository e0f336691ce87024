import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { askedHow, type How, narrowed } from './narrow.ts';
import { useNarrowing } from './narrowing.ts';

interface Props {
  readonly field: string;
  readonly value: string;
  readonly hows?: readonly How[];
  /** What is said of the value, where it says little itself. */
  readonly name?: string;
}

const looks = { for: { Icon: Plus, says: 'Only' }, against: { Icon: Minus, says: 'No' } } as const;
const both: readonly How[] = ['for', 'against'];

/** Asks for a value, or leaves it out. */
export function PlusMinus({ field, value, hows = both, name = value === '' ? 'not known' : value }: Props): ReactNode {
  const narrowing = useNarrowing();
  const asked = askedHow(narrowing, field, value);
  return hows.map((how) => {
    const { Icon, says } = looks[how];
    const label = `${says} ${narrowing.what} with ${field} ${name}`;
    return (
      <button
        key={how}
        type="button"
        className="small-button"
        aria-label={label}
        title={label}
        aria-pressed={asked === how}
        onClick={() => narrowing.narrow(narrowed(narrowing, how, field, value))}
      >
        <Icon className="icon" size={12} aria-hidden="true" />
      </button>
    );
  });
}
