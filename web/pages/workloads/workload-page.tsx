import { Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Confidence, RequestTotals } from '#contract/requests.ts';
import type { WorkloadDetail } from '#contract/routes.ts';
import { withoutEmptyNamespace } from '#contract/workload-id.ts';
import { asText, percent, requestRate } from '../../lib/quantity.ts';
import { windowOf } from '../../lib/time.ts';
import { whoseTerms } from '../../lib/whose.ts';
import { AlertsAbout } from '../../ui/alerts/alerts-about.tsx';
import { Why } from '../../ui/alerts/why.tsx';
import { Believed } from '../../ui/believed.tsx';
import { EdgeList, type Ends } from '../../ui/entity/edge-list.tsx';
import { EntityHeader } from '../../ui/entity/entity-header.tsx';
import { Events } from '../../ui/entity/events.tsx';
import { KindIcon } from '../../ui/entity/kind.tsx';
import { kindWords } from '../../ui/entity/kind-words.ts';
import { RecentLines } from '../../ui/entity/lines.tsx';
import { InGrafana } from '../../ui/grafana.tsx';
import { Link } from '../../ui/link.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { useRoute } from '../../ui/queries.ts';
import { nodePath, toEdge } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty } from '../../ui/states.tsx';
import { useThen } from '../../ui/then.ts';
import { useTime } from '../../ui/time-scope.ts';
import { WorkloadCharts } from './charts.tsx';
import { WorkloadFigures } from './figures.tsx';
import { ProcessTable } from './processes.tsx';

const boundWords = { full: '', partial: 'at least ', estimated: 'about ' } as const;

/** How much is asked, and how well it is answered. */
function answered({ requestsPerSecond, errorRatio }: Pick<RequestTotals, 'requestsPerSecond' | 'errorRatio'>, { state }: Confidence): string {
  const failed = errorRatio === 0 ? 'none failed' : `${asText(percent(errorRatio ?? 0))} failed`;
  return `${boundWords[state]}${asText(requestRate(requestsPerSecond))}, and ${failed}`;
}

/** What is said of one that is well: how much it is asked or asks. */
function fine({ workload: { in: asked, out: asks, listening }, inbound, outbound, confidence }: WorkloadDetail): string {
  if (asked.errorRatio !== null) return `It was asked ${answered(asked, confidence)}.`;
  if (asks.errorRatio !== null)
    return `${inbound.length === 0 ? 'Nothing asked it' : 'What it was asked is not seen'}; it asked ${answered(asks, confidence)}.`;
  if (inbound.length + outbound.length > 0) return 'Its connections are fine; what is asked on them is not seen.';
  return listening.length > 0 ? 'It listens, and nothing has connected in this time.' : 'It had no connection in this time.';
}

function Hosts({ hosts }: WorkloadDetail['workload']): ReactNode {
  const changeTo = usePageChange();
  if (hosts.length === 0) return <span className="quiet">not known</span>;
  return hosts.map((host) => (
    <Link key={host} to={changeTo(nodePath(host))}>
      {host}
    </Link>
  ));
}

/** What alerts may be about that concern it: itself, then its connections. */
const alertedIn = ({ workload, inbound, outbound }: WorkloadDetail): string[] => [workload.id, ...[...inbound, ...outbound].map(({ id }) => id)];

function Header({ detail }: { readonly detail: WorkloadDetail }): ReactNode {
  const { workload } = detail;
  const { was, missing } = useThen('GET /api/workloads/:id', (window) => ({ id: workload.id, ...window }));
  const changeTo = usePageChange();
  const ports = [...workload.listening].sort((a, b) => a.port - b.port).map(({ port, transport }) => `${port} ${transport.toUpperCase()}`);
  return (
    <EntityHeader
      icon={<KindIcon of={workload} size={20} />}
      name={workload.name}
      health={workload.health}
      why={<Why state={workload.health.state} ids={alertedIn(detail)} events={detail.events} />}
      fine={fine(detail)}
      figures={<WorkloadFigures detail={detail} was={was} />}
      missing={missing}
      facts={[
        ['Is', kindWords[workload.kind]],
        ...(workload.namespace === undefined || workload.namespace === '' ? [] : [['Namespace', workload.namespace] as const]),
        ['Runs on', <Hosts key="hosts" {...workload} />],
        ['Listens on', ports.length === 0 ? 'no port that is known' : ports.join(', ')],
        ['Identity', <code key="identity">{workload.id}</code>],
      ]}
    >
      <Link className="control" to={changeTo('/map', { sel: `node:${workload.id}` })}>
        <Waypoints className="icon" size={14} aria-hidden="true" />
        On the map
      </Link>
      <InGrafana board="sonde-workload" values={{ workload: workload.name, namespace: workload.namespace }} />
    </EntityHeader>
  );
}

function Loaded({ detail }: { readonly detail: WorkloadDetail }): ReactNode {
  const { workload, inbound, outbound, events } = detail;
  const changeTo = usePageChange();
  const to = ({ edge }: Ends) => toEdge(changeTo, edge.id);
  return (
    <>
      <Header detail={detail} />
      <Believed {...detail.confidence} />
      <div className="entity-body">
        <div className="entity-main">
          <WorkloadCharts detail={detail} />
          <ProcessTable of={workload} />
        </div>
        <div className="entity-side">
          <AlertsAbout ids={alertedIn(detail)} />
          <EdgeList
            title="Called by"
            by="client"
            none="By nobody in this time."
            edges={inbound.map(({ peer, ...edge }) => ({ edge, client: peer, server: workload }))}
            to={to}
          />
          <EdgeList
            title="Calls"
            by="server"
            none="Nothing in this time."
            edges={outbound.map(({ peer, ...edge }) => ({ edge, client: workload, server: peer }))}
            to={to}
          />
          <Events events={events} whose="about it" terms={whoseTerms([workload])} />
          <RecentLines of={[workload]} whose="of it" />
        </div>
      </div>
    </>
  );
}

/** A link may be older than what it leads to, and a window may be before or after it. */
function NotSeen({ id }: { readonly id: string }): ReactNode {
  const changeTo = usePageChange();
  return (
    <Empty title="Not seen in this time">
      <p>
        <code>{id}</code> neither listened nor had a connection in the chosen time. Choose another, or look through{' '}
        <Link to={changeTo('/workloads')}>all workloads</Link>.
      </p>
    </Empty>
  );
}

/** One workload: who it is and how it is, then all that is known of it on one time axis. */
export function WorkloadPage({ id }: { readonly id: string }): ReactNode {
  const [time] = useTime();
  const asked = useRoute('GET /api/workloads/:id', { id, time }, () => ({ id, ...windowOf(time, Date.now()) }));
  return (
    <PageFrame
      what="This workload"
      asked={asked}
      isThis={({ workload }) => workload.id === id || workload.id === withoutEmptyNamespace(id)}
      missing={<NotSeen id={id} />}
      skeleton={[92, 64, 132, 92, 92]}
    >
      {(detail) => <Loaded detail={detail} />}
    </PageFrame>
  );
}
