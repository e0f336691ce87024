import type { ReactNode } from 'react';
import { aboutOf } from '../../../lib/event-words.ts';
import { Link } from '../../../ui/link.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { type ChangedPatterns, changeOf, comparedWith } from './pattern-words.ts';

/** Which lines of log became more, or fewer, than before; where nothing was before, which there are most of. */
export function Patterns({
  patterns,
  window: { from, to },
}: {
  readonly patterns: ChangedPatterns;
  readonly window: { readonly from: string; readonly to: string };
}): ReactNode {
  const changeTo = usePageChange();
  const { zone } = usePreferences();
  const words = comparedWith(patterns, zone);
  return (
    <section className="panel-part" aria-label="Log patterns">
      <h3>Log patterns {patterns?.isChanged === true && <span>that changed</span>}</h3>
      {words !== '' && <p className="dim">{words}</p>}
      {patterns !== null && patterns.found.length > 0 && (
        <ul className="alert-patterns">
          {patterns.found.map((pattern) => {
            const { says, by } = changeOf(pattern, patterns);
            return (
              <li key={pattern.query}>
                <Link to={changeTo('/logs', { range: undefined, from, to, query: pattern.query })} title={pattern.pattern}>
                  <code className="cut">{pattern.pattern}</code>
                </Link>
                <span className="quiet cut" title={pattern.app}>
                  {aboutOf(pattern.app)?.name ?? pattern.app}
                </span>
                <b title={by}>{says}</b>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
