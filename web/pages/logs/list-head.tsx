import { WrapText } from 'lucide-react';
import type { ReactNode } from 'react';
import { go, usePlace } from '../../ui/location.ts';
import { usePreferences } from '../../ui/preferences.ts';

const wrapKey = 'wrap';

/** Whether long lines go on below; the link holds it. */
export const useWrap = (): boolean => usePlace().query.get(wrapKey) === '1';

/** In which order and by which clock the lines stand. */
export function ListHead(): ReactNode {
  const { zone } = usePreferences();
  const isWrapped = useWrap();
  return (
    <header className="log-list-head">
      <h2>Lines</h2>
      <span className="quiet">oldest first, {zone === 'UTC' ? 'UTC' : 'local time'}</span>
      <button type="button" className="control" aria-pressed={isWrapped} onClick={() => go({ set: { [wrapKey]: isWrapped ? undefined : '1' } }, 'replace')}>
        <WrapText className="icon" size={14} aria-hidden="true" />
        Wrap
      </button>
    </header>
  );
}
