import { type ReactNode, useMemo } from 'react';
import { Switch } from 'react-aria-components';
import type { Workload, Workloads } from '#contract/routes.ts';
import { exact } from '../../lib/quantity.ts';
import { isInScope, readScope } from '../../lib/scope.ts';
import { partlyWatched, windowOf } from '../../lib/time.ts';
import { Believed } from '../../ui/believed.tsx';
import { Sparklines } from '../../ui/charts/sparklines.tsx';
import { useClusters } from '../../ui/clusters.ts';
import { healthWords } from '../../ui/entity/health.ts';
import { kindWords } from '../../ui/entity/kind-words.ts';
import { Late } from '../../ui/late.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { OutOfScope } from '../../ui/out-of-scope.tsx';
import { useRoute } from '../../ui/queries.ts';
import { workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty, Failure, Skeleton, StaleBar, Waiting } from '../../ui/states.tsx';
import { Listing } from '../../ui/table/listing.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { columns, type Row } from './columns.tsx';

const textOf = ({ name, namespace = '', kind, hosts, health, listening }: Workload): string =>
  [name, namespace, kindWords[kind], ...hosts, healthWords[health.state], ...health.reasons, ...listening.map(({ port }) => port)].join(' ');

const idOf = ({ id }: Workload): string => id;

function summary(workloads: readonly Workload[]): string {
  const bad = workloads.filter(({ health: { state } }) => state === 'critical' || state === 'warning').length;
  const all = workloads.length === 1 ? '1 workload' : `${exact(workloads.length)} workloads`;
  const only = workloads.length === 1;
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
function useRows({ workloads, confidence }: Workloads): { readonly rows: readonly Row[]; readonly inScope: readonly Workload[]; readonly own: boolean } {
  const { query } = usePlace();
  const clusters = useClusters();
  const own = query.get('own') === '1';
  return useMemo(() => {
    const inScope = workloads.filter((workload) => isInScope(workload, readScope(query), clusters));
    // Of those that are as unwell as each other, the ones where most fails stand first.
    const shown = inScope.filter((workload) => own || !workload.own).sort((a, b) => failing(b) - failing(a));
    return { rows: shown.map((workload) => ({ ...workload, believed: confidence.state })), inScope, own };
  }, [workloads, confidence.state, query, clusters, own]);
}

const failing = ({ in: { requestsPerSecond, errorRatio } }: Workload): number => requestsPerSecond * (errorRatio ?? 0);

function Loaded({ reply }: { readonly reply: Workloads }): ReactNode {
  const changeTo = usePageChange();
  const { rows, inScope, own } = useRows(reply);
  const watched = partlyWatched(reply);
  const hidden = inScope.filter((workload) => workload.own).length;
  return (
    <>
      <header className="page-head">
        <h1>Workloads</h1>
        {inScope.length > 0 && <p className="quiet">{[summary(rows), watched].filter((said) => said !== undefined).join('. ')}.</p>}
      </header>
      <Believed {...reply.confidence} />
      {reply.workloads.length === 0 && <Nothing />}
      {reply.workloads.length > 0 && inScope.length === 0 && (
        <OutOfScope all={reply.workloads.length} what={reply.workloads.length === 1 ? 'workload' : 'workloads'} />
      )}
      {inScope.length > 0 && (
        <Sparklines of="workloads">
          <Listing
            label="Workloads"
            name="workloads"
            columns={columns}
            rows={rows}
            idOf={idOf}
            textOf={textOf}
            start={{ column: 'health', falling: false }}
            onOpen={({ id }) => go(changeTo(workloadPath(id)))}
          >
            {hidden > 0 && <OwnSwitch own={own} hidden={hidden} />}
          </Listing>
        </Sparklines>
      )}
    </>
  );
}

function TableSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width={240} height={24} />
        {Array.from({ length: 12 }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
          <Skeleton key={row} width="100%" height={24} />
        ))}
      </div>
    </Waiting>
  );
}

/** What runs: how much it is asked, how well it answers, and what it takes. */
export function WorkloadsPage(): ReactNode {
  const [time] = useTime();
  const asked = useRoute('GET /api/workloads', time, () => windowOf(time, Date.now()));
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = asked;
  const old = error !== null || isPlaceholderData || (data !== undefined && data.stale !== null);
  return (
    <main className="page page-table">
      {error !== null && (
        <Failure
          what="The list of workloads"
          error={error}
          onRetry={() => void refetch()}
          retrying={isFetching}
          {...(data && { shownSinceMs: dataUpdatedAt })}
        />
      )}
      {data !== undefined && data.stale !== null && <StaleBar {...data.stale} />}
      <Late asked={asked} shown={data} />
      {data === undefined && error === null && <TableSkeleton />}
      {data !== undefined && (
        <div className={old ? 'page-body old' : 'page-body'}>
          <Loaded reply={data} />
        </div>
      )}
    </main>
  );
}
