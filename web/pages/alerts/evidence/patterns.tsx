import type { ReactNode } from 'react';
import type { AlertEvidence } from '#contract/alerts.ts';
import { exact, narrowSpace, significant } from '../../../lib/quantity.ts';
import { Link } from '../../../ui/link.tsx';
import { usePageChange } from '../../../ui/shell/rail.tsx';

type Pattern = AlertEvidence['patterns'][number];

function changeOf({ before, during }: Pattern): string {
  if (before === 0) return 'new';
  if (during === 0) return 'gone';
  const factor = during / before;
  return factor >= 1 ? `×${narrowSpace}${significant(factor, 2)}` : `−${Math.round((1 - factor) * 100)}${narrowSpace}%`;
}

/** Which lines of log became more, or fewer, than in as long a time before. */
export function Patterns({
  patterns,
  window: { from, to },
}: {
  readonly patterns: readonly Pattern[];
  readonly window: { readonly from: string; readonly to: string };
}): ReactNode {
  const changeTo = usePageChange();
  return (
    <section className="panel-part" aria-label="Log patterns that changed">
      <h3>
        Log patterns <span>that changed</span>
      </h3>
      {patterns.length === 0 ? (
        <p className="dim">No pattern of its lines became much more or less.</p>
      ) : (
        <ul className="alert-patterns">
          {patterns.map((pattern) => (
            <li key={`${pattern.app} ${pattern.pattern}`}>
              <Link to={changeTo('/logs', { range: undefined, from, to, query: pattern.query })} title={pattern.pattern}>
                <code className="cut">{pattern.pattern}</code>
              </Link>
              <span className="quiet cut">{pattern.app}</span>
              <b title={`${exact(pattern.during)} lines, ${exact(pattern.before)} in as long a time before`}>{changeOf(pattern)}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
