import { Server, Stethoscope } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AgentReport } from '#contract/doctor.ts';
import type { NodeDetail, ObservedNode } from '#contract/nodes.ts';
import { asText, bytes, exact, percent } from '../../lib/quantity.ts';
import { span, stamp, windowOf } from '../../lib/time.ts';
import { hostTerms } from '../../lib/whose.ts';
import { cpuShare } from '../../ui/agent.ts';
import { AlertsAbout } from '../../ui/alerts/alerts-about.tsx';
import { Why } from '../../ui/alerts/why.tsx';
import { EntityHeader } from '../../ui/entity/entity-header.tsx';
import { Events } from '../../ui/entity/events.tsx';
import { Facts } from '../../ui/entity/facts.tsx';
import { HostLines } from '../../ui/entity/lines.tsx';
import { InGrafana } from '../../ui/grafana.tsx';
import { Link } from '../../ui/link.tsx';
import { useNow } from '../../ui/now.ts';
import { Num } from '../../ui/numbers.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty } from '../../ui/states.tsx';
import { useThen } from '../../ui/then.ts';
import { useTime } from '../../ui/time-scope.ts';
import { NodeCharts } from './charts.tsx';
import { isMeasured, NodeFigures } from './figures.tsx';
import { healthOf } from './health.ts';
import { Filesystems, Users } from './tables.tsx';

function fine({ node: { use }, past }: NodeDetail): string {
  const { cpuShare: cpu, memoryShare: memory, fullestShare: disk, fullestMount } = use;
  const parts = [
    cpu === null ? [] : [`${asText(percent(cpu))} of its CPUs busy`],
    memory === null ? [] : [`${asText(percent(memory))} of its memory taken`],
    disk === null ? [] : [`${fullestMount} ${asText(percent(disk))} full`],
  ].flat();
  if (parts.length > 0) return `${parts.join(', ')}.`;
  return past ? 'Its agent answered; nothing is known of how busy the host was.' : 'Its agent answers; nothing is known of how busy the host is.';
}

/** At the end of the window that is shown. */
function Uptime({ bootedMs, atMs }: { readonly bootedMs: number; readonly atMs: number }): ReactNode {
  const { zone } = usePreferences();
  const since = `since ${stamp(bootedMs, zone)}`;
  return atMs < bootedMs ? <span className="quiet">it has booted {since}</span> : <span title={since}>{span((atMs - bootedMs) / 1000)}</span>;
}

function Header({ detail }: { readonly detail: NodeDetail }): ReactNode {
  const { node, past } = detail;
  const changeTo = usePageChange();
  const nowMs = useNow(15_000);
  const { report } = node;
  const health = healthOf(node);
  const then = useThen('GET /api/nodes/:node', (window) => ({ node: node.node, ...window }));
  const was = then.was !== undefined && isMeasured(then.was) ? then.was : undefined;
  const bootedMs = report === null ? 0 : Date.parse(report.host.bootedAt);
  const facts: [string, ReactNode][] =
    report === null
      ? [['Cluster', node.cluster]]
      : [
          ['Cluster', node.cluster],
          ['Kernel', `${report.host.kernel} on ${report.host.architecture}`],
          ['CPUs', exact(report.host.cpus)],
          ['Memory', <Num key="memory" of={bytes(report.host.memoryBytes)} exactly={report.host.memoryBytes} />],
          ['Up for', <Uptime key="booted" bootedMs={bootedMs} atMs={past ? Date.parse(detail.to) : nowMs} />],
          ['Addresses', report.host.addresses.join(', ')],
        ];
  return (
    <EntityHeader
      icon={<Server className="icon" size={20} aria-hidden="true" />}
      name={node.node}
      health={health}
      why={<Why state={health.state} ids={[node.node]} events={detail.events} />}
      fine={fine(detail)}
      figures={<NodeFigures use={node.use} was={was} />}
      missing={then.was !== undefined && was === undefined ? 'Nothing was measured then.' : then.missing}
      facts={facts}
    >
      <Link className="control" to={changeTo('/doctor')}>
        <Stethoscope className="icon" size={14} aria-hidden="true" />
        Doctor
      </Link>
      <InGrafana board="sonde-host" values={{ node: node.node, cluster: node.cluster }} />
    </EntityHeader>
  );
}

/** What the host said of itself and what cannot be true. */
function Samples({ rejected }: { readonly rejected: ObservedNode['rejectedSamples'] }): ReactNode {
  if (rejected === null) return <span className="quiet">not known, because Prometheus does not answer</span>;
  if (rejected.length === 0) return 'none rejected in the last 15 minutes';
  const counted = rejected.map(({ source, field, count: times }) => `${field} of ${source} (${exact(times)} ×)`);
  return <span className="text-warning">sample rejected in the last 15 minutes: {counted.join(', ')}</span>;
}

/** Zero is said too, because it is the good news. */
function lostBy({ collectors }: AgentReport): ReactNode {
  const losing = collectors.flatMap(({ name, lost }) => {
    const events = Object.values(lost).reduce((sum, count) => sum + count, 0);
    return events === 0 ? [] : [`${exact(events)} by ${name}`];
  });
  return losing.length === 0 ? 'none since its start' : <span className="text-warning">{losing.join(', ')} since its start</span>;
}

function CpuFact({ share }: { readonly share: number }): ReactNode {
  return (
    <>
      <Num of={percent(share)} /> of one core since its start
    </>
  );
}

/** What an agent says of itself is not kept. */
function AgentThen({ node }: { readonly node: string }): ReactNode {
  const changeTo = usePageChange();
  return (
    <section className="panel-part" aria-label={`Details of ${node}`}>
      <h3>Seeing it</h3>
      <p className="dim">
        What its agent said of itself then is not kept: how it sees the host now is with the <Link to={changeTo('/doctor')}>doctor</Link>.
      </p>
    </section>
  );
}

/** What it takes to see this host. */
function Agent({ node }: { readonly node: ObservedNode }): ReactNode {
  const atMs = useNow(5000);
  const { report } = node;
  if (report === null) return null;
  const up = report.collectors.filter((collector) => collector.up).length;
  const facts: [string, ReactNode][] = [
    ['Agent', `${report.version}, up for ${span((atMs - Date.parse(report.startedAt)) / 1000)}`],
    ['Collectors', `${up} of ${report.collectors.length} up`],
    ['CPU', <CpuFact key="cpu" share={cpuShare(report, atMs)} />],
    ['Memory', <Num key="memory" of={bytes(report.residentBytes)} exactly={report.residentBytes} />],
    ['Series', `${exact(report.series.exposed)} of ${exact(report.series.budget)}`],
    ['Edges', `${exact(report.series.edgesNamed)} named, ${exact(report.series.edgesInOther)} in “other”`],
    ['Lost', lostBy(report)],
    ['Samples', <Samples key="samples" rejected={node.rejectedSamples} />],
  ];
  return (
    <section className="panel-part" aria-label={`Details of ${node.node}`}>
      <h3>Seeing it</h3>
      <Facts facts={facts} />
    </section>
  );
}

function Loaded({ detail }: { readonly detail: NodeDetail }): ReactNode {
  return (
    <>
      <Header detail={detail} />
      <div className="entity-body">
        <NodeCharts detail={detail} />
        <div className="entity-side">
          <AlertsAbout ids={[detail.node.node]} />
          <Users users={detail.users} />
          <Filesystems filesystems={detail.filesystems} />
          <Events events={detail.events} whose="on it" terms={hostTerms(detail.node.node)} />
          <HostLines node={detail.node.node} />
          {detail.past ? <AgentThen node={detail.node.node} /> : <Agent node={detail.node} />}
        </div>
      </div>
    </>
  );
}

function NotObserved({ node }: { readonly node: string }): ReactNode {
  const changeTo = usePageChange();
  return (
    <Empty title={`No node ${node} is observed`}>
      <p>
        Sonde sees the nodes that an agent runs on: <Link to={changeTo('/nodes')}>all of them</Link>.
      </p>
    </Empty>
  );
}

/** One host: how it is, what it is used to over time, and by whom. */
export function NodePage({ node }: { readonly node: string }): ReactNode {
  const [time] = useTime();
  const asked = useRoute('GET /api/nodes/:node', { node, time }, () => ({ node, ...windowOf(time, Date.now()) }));
  return (
    <PageFrame
      what="This node"
      asked={asked}
      isThis={(detail) => detail.node.node === node}
      missing={<NotObserved node={node} />}
      skeleton={[92, 92, 76, 92, 92]}
    >
      {(detail) => <Loaded detail={detail} />}
    </PageFrame>
  );
}
