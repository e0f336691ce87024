import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { MaintenanceWindow } from '#contract/silences.ts';
import { matchersText } from '../../../lib/matchers.ts';
import { RemoveButton } from '../../../ui/form/remove-button.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useRoute } from '../../../ui/queries.ts';
import { useSending } from '../../../ui/sending.ts';
import { Failure, Skeleton, Waiting } from '../../../ui/states.tsx';
import { say } from '../../../ui/toast.tsx';
import { DecidedBy } from '../decided-by.tsx';
import { editKey, newKey } from '../place.ts';
import { WindowForm } from './window-form.tsx';

const everyMs = 30_000;

const daysText = (days: MaintenanceWindow['weekdays']): string =>
  days.length === 7 ? 'every day' : days.map((day) => day.charAt(0).toUpperCase() + day.slice(1, 3)).join(', ');

function Remove({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const { mutate, isPending, error } = useSending('DELETE /api/maintenance-windows/:id', {
    changes: ['GET /api/maintenance-windows', 'GET /api/alerts'],
    onDone: () => say(`${name} is removed.`),
  });
  return <RemoveButton isPending={isPending} error={error} onRemove={() => mutate({ to: { id }, body: {} })} />;
}

interface RowProps {
  readonly window: MaintenanceWindow;
  readonly onEdit: () => void;
}

function Row({ window, onEdit }: RowProps): ReactNode {
  const { id, name, who, why, matchers, weekdays, from, to, timeZone, active } = window;
  return (
    <tr>
      <td>{active ? <b>holds now</b> : 'waits'}</td>
      <td className="cut" title={why}>
        {name}
      </td>
      <td>
        <code className="cut" title={matchersText(matchers)}>
          {matchersText(matchers)}
        </code>
      </td>
      <td className="cut">{daysText(weekdays)}</td>
      <td title={timeZone}>
        {from}–{to} <span className="quiet">{timeZone}</span>
      </td>
      <td className="cut">{who}</td>
      <td className="right">
        <Button className="control" onPress={onEdit}>
          Edit
        </Button>
        <Remove id={id} name={name} />
      </td>
    </tr>
  );
}

function List({ windows, onEdit }: { readonly windows: readonly MaintenanceWindow[]; readonly onEdit: (window: MaintenanceWindow) => void }): ReactNode {
  if (windows.length === 0) return <p className="part-none">There are no windows: what fires is told at any hour.</p>;
  return (
    <table className="table silences">
      <caption className="unseen">Maintenance windows</caption>
      <colgroup>
        {[84, undefined, undefined, 132, 220, 104, 196].map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
          <col key={at} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {['State', 'Name', 'What', 'Begins', 'From and to', 'Who', ''].map((title) => (
            <th key={title} scope="col">
              {title === '' ? <span className="unseen">What can be done</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {windows.map((window) => (
          <Row key={window.id} window={window} onEdit={() => onEdit(window)} />
        ))}
      </tbody>
    </table>
  );
}

/** What comes again each week. */
export function Windows(): ReactNode {
  const { query } = usePlace();
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/maintenance-windows', undefined, () => ({}), { everyMs });
  const isNew = query.get(newKey) === 'window';
  const edited = data?.windows.find(({ id }) => id === query.get(editKey));
  const show = (id?: string, isNewShown = false) => go({ set: { [editKey]: id, [newKey]: isNewShown ? 'window' : undefined } });
  return (
    <section className="sheet" aria-label="Maintenance windows">
      <header className="part-head">
        <h2>Maintenance windows</h2>
        <p className="quiet">They come again each week.</p>
        <button type="button" className="control control-box" aria-expanded={isNew} onClick={() => show(undefined, !isNew)}>
          New window
        </button>
      </header>
      {(isNew || edited !== undefined) && <WindowForm key={isNew ? 'new' : edited?.id} window={isNew ? undefined : edited} onDone={() => show()} />}
      {error !== null && (
        <Failure what="The windows" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && (
        <Waiting>
          <Skeleton width="100%" height={64} />
        </Waiting>
      )}
      {data !== undefined && <DecidedBy url={data.decidedBy} what="Windows" />}
      {data !== undefined && <List windows={data.windows} onEdit={({ id }) => show(id)} />}
    </section>
  );
}
