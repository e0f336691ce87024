import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EdgeDetail, TopologyEdge } from '#contract/routes.ts';
import { together } from '../../../lib/confidence.ts';
import { windowOf } from '../../../lib/time.ts';
import { whoseTerms } from '../../../lib/whose.ts';
import { AlertsAbout } from '../../../ui/alerts/alerts-about.tsx';
import { Why } from '../../../ui/alerts/why.tsx';
import { isNotThere } from '../../../ui/api.ts';
import { Believed } from '../../../ui/believed.tsx';
import { MarkedCharts } from '../../../ui/charts/marked.tsx';
import { Chip } from '../../../ui/entity/chip.tsx';
import { Events } from '../../../ui/entity/events.tsx';
import { RecentLines } from '../../../ui/entity/lines.tsx';
import { InGrafana } from '../../../ui/grafana.tsx';
import { useLasting } from '../../../ui/lasting.ts';
import { Panel, PanelSkeleton, Summary } from '../../../ui/panel/panel.tsx';
import { useRoute } from '../../../ui/queries.ts';
import { Empty, Failure, Skeleton, StaleBar, Waiting } from '../../../ui/states.tsx';
import { useThen } from '../../../ui/then.ts';
import { useTime } from '../../../ui/time-scope.ts';
import { Connections } from './connections.tsx';
import { History } from './history.tsx';
import { lastFailureText } from './last-failure.ts';
import { Requests } from './requests.tsx';
import { NotYet, Resources } from './resources.tsx';
import { selects } from './selection.ts';

function Ends({ client, server }: EdgeDetail): ReactNode {
  return (
    <>
      <Chip node={client} to={selects({ kind: 'node', id: client.id })} />
      <ArrowRight className="icon icon-quiet" size={14} aria-label="calls" />
      <Chip node={server} to={selects({ kind: 'node', id: server.id })} />
    </>
  );
}

/** Connections and requests are counted apart, but mostly lack the same. */
function Bounds({ confidence, l7 }: TopologyEdge): ReactNode {
  const asked = l7.protocols.some(({ protocol }) => protocol !== 'tls');
  return together(asked ? [confidence, l7.confidence] : [confidence]).map((one) => <Believed key={one.state} {...one} />);
}

function Detail({ detail }: { readonly detail: EdgeDetail }): ReactNode {
  const { state } = detail.edge.health;
  const { was, missing } = useThen('GET /api/edges/:id', (window) => ({ id: detail.edge.id, ...window }));
  return (
    <>
      {detail.stale !== null && <StaleBar {...detail.stale} />}
      <Summary state={state} text={detail.summary + lastFailureText(detail)} why={<Why state={state} ids={[detail.edge.id]} events={detail.events} />} />
      <Bounds {...detail.edge} />
      <AlertsAbout ids={[detail.edge.id]} />
      {missing !== undefined && <p className="not-then">{missing}</p>}
      <MarkedCharts events={detail.events}>
        <Requests detail={detail} was={was} />
        <Connections detail={detail} was={was} />
        {detail.edge.transport !== 'unix' && <History history={detail.history} />}
        <Resources detail={detail} was={was} />
      </MarkedCharts>
      <Events events={detail.events} whose="of both ends" terms={whoseTerms([detail.client, detail.server])} />
      <RecentLines of={[detail.client, detail.server]} whose="of both ends" />
      <NotYet />
      <InGrafana
        board="sonde-edges"
        values={{ client: detail.client.name, workload: detail.server.name, namespace: detail.server.namespace }}
        className="panel-part panel-link"
      />
    </>
  );
}

/** A link may be older than what it leads to, a window may be before or after it, and it may end while one looks. */
function NotSeen(): ReactNode {
  return (
    <Empty title="Not seen in this time">
      <p>Nothing was counted on this connection in the chosen time. Choose another, or close this panel.</p>
    </Empty>
  );
}

/** Who it was between stays, where it is known. */
function Header({ of, isGone }: { readonly of: EdgeDetail | undefined; readonly isGone: boolean }): ReactNode {
  if (of !== undefined) return <Ends {...of} />;
  if (isGone) return <span className="panel-title">Connection</span>;
  return (
    <Waiting>
      <Skeleton width={220} height={20} />
    </Waiting>
  );
}

/** One edge: who, what matters in a sentence, then the evidence. */
export function EdgePanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const [time] = useTime();
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = useLasting(
    useRoute('GET /api/edges/:id', { id, time }, () => ({ id, ...windowOf(time, Date.now()) })),
  );
  const isGone = isNotThere(error);
  const title = data === undefined ? 'Connection' : `${data.client.name} to ${data.server.name}`;
  return (
    <Panel title={title} onClose={onClose} header={<Header of={data} isGone={isGone} />}>
      {isGone && <NotSeen />}
      {error !== null && !isGone && (
        <Failure what="This connection" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && <PanelSkeleton />}
      {data !== undefined && !isGone && (
        <div className={isPlaceholderData || error !== null ? 'old' : undefined}>
          <Detail detail={data} />
        </div>
      )}
    </Panel>
  );
}
