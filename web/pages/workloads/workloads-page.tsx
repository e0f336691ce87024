import { type ReactNode, useCallback, useState } from 'react';
import { Switch } from 'react-aria-components';
import type { Workload } from '#contract/routes.ts';
import { exact } from '../../lib/quantity.ts';
import { type Clusters, readScope } from '../../lib/scope.ts';
import type { Sorting } from '../../lib/sorting.ts';
import { partlyWatched } from '../../lib/time.ts';
import { Believed } from '../../ui/believed.tsx';
import { Sparklines } from '../../ui/charts/sparklines.tsx';
import { useClusters } from '../../ui/clusters.ts';
import { useKept } from '../../ui/kept.ts';
import { useLasting } from '../../ui/lasting.ts';
import { Late } from '../../ui/late.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { OutOfScope } from '../../ui/out-of-scope.tsx';
import { workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty, Failure, ListSkeleton, Skeleton, StaleBar } from '../../ui/states.tsx';
import { type Chosen, useChosen } from '../../ui/table/chooser.tsx';
import { leastRows } from '../../ui/table/in-sight.ts';
import { useFind, WindowedListing } from '../../ui/table/listing.tsx';
import { useSorting } from '../../ui/table/table.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { type Column, columns } from './columns.tsx';
import type { Summary } from './list/protocol.ts';
import type { Asked, Counts, Rows } from './list/rows.ts';
import { useRows, useWorkloads } from './list/use-list.ts';
import { workloadList } from './list/workload-list.ts';

/** What is not well stands first. */
const start: Sorting = { column: 'health', falling: false };
/** Where no cluster is chosen it takes none to know what is in scope. */
const noClusters: Clusters = new Map();

const idOf = ({ id }: Workload): string => id;

function summary({ shown, bad }: Counts): string {
  const all = shown === 1 ? '1 workload' : `${exact(shown)} workloads`;
  const only = shown === 1;
  if (bad === 0) return only ? `${all}, fine as far as it is seen` : `${all}, all of them fine as far as they are seen`;
  return only ? `${all}, not well` : `${all}, ${exact(bad)} of them not well`;
}

function OwnSwitch({ own, hidden }: { readonly own: boolean; readonly hidden: number }): ReactNode {
  return (
    <Switch className="control" isSelected={own} onChange={(on) => go({ set: { own: on ? '1' : undefined } })}>
      Sonde’s own {hidden}
      <span className="switch" aria-hidden="true" />
    </Switch>
  );
}

function Nothing(): ReactNode {
  const changeTo = usePageChange();
  return (
    <Empty title="No workload was seen in this time">
      <p>
        One is here as soon as it listens, connects or is connected to. If some should be, the <Link to={changeTo('/doctor')}>doctor</Link> says what is
        missing.
      </p>
    </Empty>
  );
}

/** Those of the scope; Sonde’s own only where they are asked for. */
function useAsked(visible: readonly Column[]): [Asked, (first: number, last: number) => void] {
  const { query } = usePlace();
  const clusters = useClusters();
  const [sight, setSight] = useState({ first: 0, last: leastRows });
  const onWindow = useCallback((first: number, last: number) => setSight({ first, last }), []);
  const [sort] = useSorting(visible, { start });
  const scope = readScope(query);
  const order = { scope, clusters: scope.cluster === undefined ? noClusters : clusters, own: query.get('own') === '1', find: useFind(), sort };
  return [useKept({ ...order, ...sight }), onWindow];
}

interface FoundProps extends Rows {
  readonly order: Asked;
  readonly chosen: Chosen<Column>;
  readonly onWindow: (first: number, last: number) => void;
}

function Found({ counts, order, ...table }: FoundProps): ReactNode {
  const changeTo = usePageChange();
  return (
    <Sparklines of="workloads">
      <WindowedListing
        label="Workloads"
        columns={columns}
        all={counts.shown}
        found={counts.found}
        {...table}
        csvOf={(visible) => workloadList().csv(order, visible)}
        idOf={idOf}
        start={start}
        onOpen={({ id }) => go(changeTo(workloadPath(id)))}
      >
        {counts.own > 0 && <OwnSwitch own={order.own} hidden={counts.own} />}
      </WindowedListing>
    </Sparklines>
  );
}

interface LoadedProps {
  readonly reply: Summary;
  readonly rows: Rows;
  readonly order: Asked;
  readonly chosen: Chosen<Column>;
  readonly onWindow: (first: number, last: number) => void;
  readonly old: boolean;
}

function Loaded({ reply, rows, old, ...table }: LoadedProps): ReactNode {
  const { counts } = rows;
  const watched = partlyWatched(reply);
  return (
    <div className={old ? 'page-body old' : 'page-body'}>
      <header className="page-head">
        <h1>Workloads</h1>
        {counts.inScope > 0 && <p className="quiet">{[summary(counts), watched].filter((said) => said !== undefined).join('. ')}.</p>}
      </header>
      <Believed {...reply.confidence} />
      {reply.count === 0 && <Nothing />}
      {reply.count > 0 && counts.inScope === 0 && <OutOfScope all={reply.count} what={reply.count === 1 ? 'workload' : 'workloads'} />}
      {counts.inScope > 0 && <Found {...rows} {...table} />}
    </div>
  );
}

/** What runs: how much it is asked, how well it answers, and what it takes. */
export function WorkloadsPage(): ReactNode {
  const [time] = useTime();
  const asked = useLasting(useWorkloads(time));
  const { data, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = asked;
  const chosen = useChosen('workloads', columns);
  const [order, onWindow] = useAsked(chosen.visible);
  const inSight = useRows(order, dataUpdatedAt);
  const error = asked.error ?? inSight.error;
  const shown = data && inSight.rows;
  const old = error !== null || isPlaceholderData || (data !== undefined && data.stale !== null);
  return (
    <main className="page page-table">
      {error !== null && (
        <Failure
          what="The list of workloads"
          error={error}
          onRetry={() => void refetch()}
          retrying={isFetching}
          {...(shown && { shownSinceMs: dataUpdatedAt })}
        />
      )}
      {data !== undefined && data.stale !== null && <StaleBar {...data.stale} />}
      <Late asked={asked} shown={data} />
      {shown === undefined && error === null && <ListSkeleton head={<Skeleton width={240} height={24} />} rowHeight={24} />}
      {data !== undefined && shown !== undefined && <Loaded reply={data} rows={shown} order={order} chosen={chosen} onWindow={onWindow} old={old} />}
    </main>
  );
}
