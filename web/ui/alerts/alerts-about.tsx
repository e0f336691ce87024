import type { ReactNode } from 'react';
import { sharedNames } from '../../lib/alert-about.ts';
import { span, stamp } from '../../lib/time.ts';
import { Link } from '../link.tsx';
import { useNow } from '../now.ts';
import { usePreferences } from '../preferences.ts';
import { usePageChange } from '../shell/rail.tsx';
import { useFiring } from './firing-now.ts';
import { AlertMark } from './severity.tsx';

const fewShown = 6;

/** What fires now about one thing, and the way to its evidence; nothing where nothing does. */
export function AlertsAbout({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const changeTo = usePageChange();
  const { zone } = usePreferences();
  const nowMs = useNow(15_000);
  const { data } = useFiring();
  const about = data?.alerts.filter(({ entity, severity }) => entity !== null && severity !== 'none' && ids.includes(entity.id)) ?? [];
  if (about.length === 0) return null;
  const shared = sharedNames(about);
  return (
    <section className="panel-part" aria-label="Alerts">
      <div className="lines-head">
        <h3>
          Alerts <span>firing now</span>
        </h3>
        <Link className="facts-link" to={changeTo('/alerts')}>
          All alerts
        </Link>
      </div>
      <ul className="alerts-about">
        {about.slice(0, fewShown).map(({ id, severity, name, summary, since }) => (
          <li key={id}>
            <AlertMark severity={severity} />
            <Link className="facts-link" to={changeTo('/alerts', { alert: id })} title={summary}>
              {name}
            </Link>
            {shared.has(name) && <span className="dim cut">{summary}</span>}
            <span className="quiet" title={stamp(Date.parse(since), zone)}>
              {span((nowMs - Date.parse(since)) / 1000)}
            </span>
          </li>
        ))}
        {about.length > fewShown && <li className="quiet">and {about.length - fewShown} more</li>}
      </ul>
    </section>
  );
}
