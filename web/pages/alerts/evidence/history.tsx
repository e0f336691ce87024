import type { ReactNode } from 'react';
import type { AlertChange } from '#contract/alerts.ts';
import { formatOf } from '../../../lib/alert-words.ts';
import { asText } from '../../../lib/quantity.ts';
import { stamp } from '../../../lib/time.ts';
import { usePreferences } from '../../../ui/preferences.ts';
import { useRoute } from '../../../ui/queries.ts';
import { Failure, Skeleton, Waiting } from '../../../ui/states.tsx';

const few = 20;
const everyMs = 15_000;

const words: Readonly<Record<AlertChange['what'], string>> = {
  fired: 'Fired',
  resolved: 'Over',
  silenced: 'Silenced',
  unsilenced: 'Silence ended',
  inhibited: 'Told by another',
  acknowledged: 'Acknowledged',
  noted: 'Note',
};

function said({ what, alert: { value, unit }, who, note }: AlertChange): string {
  const at = what === 'fired' && value !== null ? asText(formatOf(unit)(value)) : '';
  return [at, who === null ? '' : `by ${who}`, note === null || note === '' ? '' : `“${note}”`].filter((part) => part !== '').join(' ');
}

/** What became of an alert, the newest first. */
export function Became({ id }: { readonly id: string }): ReactNode {
  const { zone } = usePreferences();
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/alerts/:id/history', id, () => ({ id, limit: few }), { everyMs });
  return (
    <section className="panel-part" aria-label="What became of it">
      <h3>What became of it</h3>
      {error !== null && data === undefined && <p className="dim">It could not be loaded: {error.message}</p>}
      {error !== null && data !== undefined && (
        <Failure what="What is newer" error={error} onRetry={() => void refetch()} retrying={isFetching} shownSinceMs={dataUpdatedAt} />
      )}
      {data === undefined && error === null && (
        <Waiting>
          <Skeleton width="100%" height={40} />
        </Waiting>
      )}
      {data?.changes.length === 0 && <p className="dim">Nothing was written down yet.</p>}
      {data !== undefined && data.changes.length > 0 && (
        <ol className="became">
          {data.changes.map((change) => (
            <li key={change.id}>
              <time dateTime={change.at} title={stamp(Date.parse(change.at), zone)}>
                {stamp(Date.parse(change.at), zone).slice(5, 19)}
              </time>
              <b>{words[change.what]}</b>
              <span>{said(change)}</span>
            </li>
          ))}
        </ol>
      )}
      {data?.next !== undefined && <p className="quiet">Older ones are not shown.</p>}
    </section>
  );
}
