import type { ReactNode } from 'react';
import type { ObservedNode } from '#contract/nodes.ts';
import { readScope } from '../../lib/scope.ts';
import { sorted } from '../../lib/sorting.ts';
import { Sparklines } from '../../ui/charts/sparklines.tsx';
import { healthWords } from '../../ui/entity/health.ts';
import { useNames } from '../../ui/entity/names.ts';
import { Late } from '../../ui/late.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { useNow } from '../../ui/now.ts';
import { OutOfScope } from '../../ui/out-of-scope.tsx';
import { useRoute } from '../../ui/queries.ts';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty, Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { Listing } from '../../ui/table/listing.tsx';
import { columns, type Row } from './columns.tsx';
import { healthOf } from './health.ts';
import { type InScope, nodesInScope } from './in-scope.ts';

const idOf = ({ host }: Row): string => host.node;
const textOf = ({ host }: Row): string => {
  const { node, cluster, report } = host;
  const { state, reasons } = healthOf(host);
  return [node, cluster, healthWords[state], ...reasons, report?.host.kernel ?? '', ...(report?.host.addresses ?? [])].join(' ');
};

function NodesSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width={160} height={24} />
        <Skeleton width="100%" height={28} />
        <Skeleton width="100%" height={28} />
      </div>
    </Waiting>
  );
}

function summary(nodes: readonly ObservedNode[]): string {
  const bad = nodes.filter((node) => healthOf(node).state !== 'ok').length;
  const all = nodes.length === 1 ? '1 host' : `${nodes.length} hosts`;
  return bad === 0 ? all : `${all}, ${bad} of them not well`;
}

/** Without metrics the use of a host is not known: it is said once, and not in every cell. */
function Unmeasured({ nodes }: { readonly nodes: readonly ObservedNode[] }): ReactNode {
  const changeTo = usePageChange();
  if (nodes.length === 0 || nodes.some(({ use }) => use.cpuShare !== null || use.memoryShare !== null)) return null;
  return (
    <div className="stale" role="status">
      <span className="swatch-hatch" aria-hidden="true" />
      <p>
        How busy the hosts are is not known: Prometheus does not answer, or has no sample of the last minute.{' '}
        <Link to={changeTo('/doctor')}>How to mend it</Link>
      </p>
    </div>
  );
}

function useNodesInScope(nodes: readonly ObservedNode[] | undefined): InScope<ObservedNode> | undefined {
  const { query } = usePlace();
  const names = useNames();
  return nodes === undefined ? undefined : nodesInScope(nodes, names, readScope(query));
}

function NotNarrowed(): ReactNode {
  return (
    <div className="stale" role="status">
      <span className="swatch-hatch" aria-hidden="true" />
      <p>The scope could not be applied, because what runs on which host could not be loaded: all hosts are shown.</p>
    </div>
  );
}

/** The observed hosts: are they seen, what are they used to, and what does seeing them cost. */
export function NodesPage(): ReactNode {
  const asked = useRoute('GET /api/nodes', undefined, () => ({}));
  const { data, error, dataUpdatedAt, isFetching, refetch } = asked;
  const atMs = useNow(5000);
  const changeTo = usePageChange();
  const inScope = useNodesInScope(data?.nodes);
  // Those that are as unwell as each other stand by name.
  const rows = sorted(inScope?.nodes ?? [], ({ node }) => node, false).map((host) => ({ host, atMs }));
  return (
    <main className="page page-table">
      {error !== null && (
        <Failure what="The list of nodes" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      <Late asked={asked} shown={data} />
      {data !== undefined && <Unmeasured nodes={data.nodes} />}
      {inScope?.isUnknown === true && <NotNarrowed />}
      {inScope === undefined && error === null && <NodesSkeleton />}
      {data !== undefined && inScope !== undefined && (
        <div className={error === null ? 'page-body' : 'page-body old'}>
          <header className="page-head">
            <h1>Nodes</h1>
            <p className="quiet">{summary(inScope.nodes)}</p>
          </header>
          {data.nodes.length > 0 && rows.length === 0 && <OutOfScope all={data.nodes.length} what={data.nodes.length === 1 ? 'host' : 'hosts'} />}
          {data.nodes.length === 0 && (
            <Empty title="No host is observed yet">
              <p>
                An agent has to start and be scraped once. The <Link to={changeTo('/doctor')}>doctor</Link> says what is missing.
              </p>
            </Empty>
          )}
          {rows.length > 0 && (
            <Sparklines of="nodes" now>
              <Listing
                label="Nodes"
                name="nodes"
                columns={columns}
                rows={rows}
                idOf={idOf}
                textOf={textOf}
                start={{ column: 'health', falling: false }}
                onOpen={({ host }) => go(changeTo(nodePath(host.node)))}
              />
            </Sparklines>
          )}
        </div>
      )}
    </main>
  );
}
