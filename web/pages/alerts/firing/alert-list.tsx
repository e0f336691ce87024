import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import type { Cause } from '../../../lib/causes.ts';
import { exact } from '../../../lib/quantity.ts';
import { SeverityWord } from '../../../ui/alerts/severity.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useNow } from '../../../ui/now.ts';
import { LongList } from '../../../ui/table/long-list.tsx';
import { alertKey } from '../place.ts';
import { AlertRow } from './alert-row.tsx';
import { followersSay, type Row, rowsOfCauses } from './list-rows.ts';

const openKey = 'open';
const groupKey = 'group';
const rowPx = 52;

/** Up and down go from row to row. */
function step(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('.alert-name, .alert-fold')];
  const at = stops.indexOf(event.target as HTMLElement);
  const target = stops[event.key === 'ArrowDown' ? at + 1 : at - 1];
  if (at < 0 || target === undefined) return;
  event.preventDefault();
  target.focus();
}

function turn(open: ReadonlySet<string>, id: string): void {
  const next = open.has(id) ? [...open].filter((other) => other !== id) : [...open, id];
  go({ set: { [openKey]: next.length === 0 ? undefined : next.join(',') } }, 'replace');
}

function Fold({ cause, isOpen, onTurn }: { readonly cause: Cause; readonly isOpen: boolean; readonly onTurn: () => void }): ReactNode {
  const { title, names } = followersSay(cause);
  return (
    <button type="button" className="alert-fold" aria-expanded={isOpen} onClick={onTurn}>
      <ChevronRight className="icon icon-quiet" size={14} aria-hidden="true" />
      <b>{title}</b>
      <span className="cut">{names}</span>
    </button>
  );
}

/** Where there are thousands, a cause alone is fetched when one looks into it. */
function Beyond({ cause: { id, says, severity, lead }, count }: { readonly cause: Cause; readonly count: number }): ReactNode {
  return (
    <div className="alert-beyond">
      {lead === undefined && <SeverityWord severity={severity} />}
      <span className="cut">{lead === undefined ? says : 'Not in this list'}</span>
      <button type="button" className="text-button" onClick={() => go({ set: { [groupKey]: id } })}>
        {exact(count)} {lead === undefined ? 'alerts' : 'more'} of this cause
      </button>
    </div>
  );
}

export function AlertList({ causes }: { readonly causes: readonly Cause[] }): ReactNode {
  const { query } = usePlace();
  const nowMs = useNow(10_000);
  const opened = query.get(openKey) ?? '';
  const selected = query.get(alertKey);
  const open = useMemo(() => new Set(opened.split(',').filter((id) => id !== '')), [opened]);
  const rows = useMemo(() => rowsOfCauses(causes, open), [causes, open]);
  const render = (row: Row) => {
    switch (row.kind) {
      case 'fold':
        return <Fold cause={row.cause} isOpen={row.isOpen} onTurn={() => turn(open, row.cause.id)} />;
      case 'beyond':
        return <Beyond cause={row.cause} count={row.count} />;
      default:
        return <AlertRow alert={row.alert} isOpen={row.alert.id === selected} follows={row.kind === 'follower'} nowMs={nowMs} />;
    }
  };
  return (
    <LongList
      label="List of alerts"
      className="alert-list"
      rows={rows}
      keyOf={({ key }) => key}
      rowPx={rowPx}
      sticksTo={undefined}
      bring={selected ?? undefined}
      onSight={() => undefined}
      onKeyDown={step}
      render={render}
    />
  );
}
