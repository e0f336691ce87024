import { Check as CheckIcon, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Check } from '#contract/doctor.ts';
import { Mark } from '../../ui/mark.tsx';
import { Prose } from '../../ui/prose.tsx';

const order: readonly Check['state'][] = ['failed', 'warning', 'info', 'ok'];
const words: Readonly<Record<Check['state'], string>> = { failed: 'failed', warning: 'warning', info: 'to know', ok: 'fine' };

function StateMark({ state }: { readonly state: Check['state'] }): ReactNode {
  if (state === 'failed') return <Mark state="critical" />;
  if (state === 'warning') return <Mark state="warning" />;
  const Icon = state === 'ok' ? CheckIcon : Info;
  return <Icon className="icon icon-quiet" size={14} role="img" aria-label={words[state]} />;
}

/** What was looked at, what is wrong first, each with how to mend it. */
export function Checks({ checks }: { readonly checks: readonly Check[] }): ReactNode {
  const ordered = [...checks].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <ul className="checks">
      {ordered.map(({ name, state, says, mend }) => (
        <li key={name} className={`check check-${state}`}>
          <StateMark state={state} />
          <div>
            <h3>{name}</h3>
            <p>
              <Prose text={says} />
            </p>
            {mend !== '' && (
              <p className="check-mend">
                <Prose text={mend} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
