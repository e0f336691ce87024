import './nodes.css';
import { Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { HostNode } from '#contract/nodes.ts';
import { bytes, count, exact, percent } from '../../lib/quantity.ts';
import { span, stamp } from '../../lib/time.ts';
import { cpuShare, uptimeSeconds } from '../../ui/agent.ts';
import { healthOrder, healthWords } from '../../ui/health.ts';
import { Link } from '../../ui/link.tsx';
import { Mark } from '../../ui/mark.tsx';
import { useNow } from '../../ui/now.ts';
import { Maybe, Num } from '../../ui/numbers.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/rail.tsx';
import { Empty, Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';

interface Row {
  readonly host: HostNode;
  readonly atMs: number;
}

const none = <span className="none">–</span>;

const collectorsUp = ({ report }: HostNode): number => report?.collectors.filter(({ up }) => up).length ?? 0;

function HealthCell({ host }: Row): ReactNode {
  const { state, reasons } = host.health;
  return (
    <span className="status-line" title={reasons.join('; ')}>
      {state === 'ok' ? <span className="quiet">fine</span> : <Mark state={state} />}
      {state !== 'ok' && <span className={`text-${state}`}>{reasons[0] ?? healthWords[state]}</span>}
    </span>
  );
}

function SeriesCell({ host }: Row): ReactNode {
  if (host.report === null) return none;
  const { exposed, budget } = host.report.series;
  return (
    <span className="series" title={`${exact(exposed)} of ${exact(budget)} series`}>
      <span className="series-bar" aria-hidden="true">
        <span style={{ width: `${Math.min(exposed / budget, 1) * 100}%` }} />
      </span>
      <span className="series-number">{exact(exposed)}</span>
      <span className="quiet">of {exact(budget)}</span>
    </span>
  );
}

function CollectorsCell({ host }: Row): ReactNode {
  if (host.report === null) return none;
  const up = collectorsUp(host);
  const all = host.report.collectors.length;
  return (
    <span className={up < all ? 'text-warning' : undefined}>
      {up} <span className="quiet">of {all}</span>
    </span>
  );
}

const columns: readonly Column<Row>[] = [
  {
    id: 'node',
    title: 'Node',
    width: 168,
    key: ({ host }) => host.node,
    cell: ({ host }) => (
      <span className="chip chip-plain">
        <Server className="icon" size={14} aria-hidden="true" />
        <b className="cut">{host.node}</b>
      </span>
    ),
  },
  { id: 'health', title: 'Health', width: 152, key: ({ host }) => healthOrder.indexOf(host.health.state), cell: (row) => <HealthCell {...row} /> },
  { id: 'kernel', title: 'Kernel', width: 140, key: ({ host }) => host.report?.host.kernel ?? null, cell: ({ host }) => host.report?.host.kernel ?? none },
  {
    id: 'cpus',
    title: 'CPUs',
    width: 60,
    numeric: true,
    key: ({ host }) => host.report?.host.cpus ?? null,
    cell: ({ host }) => <Maybe value={host.report?.host.cpus} format={count} />,
  },
  {
    id: 'memory',
    title: 'Memory',
    width: 88,
    numeric: true,
    key: ({ host }) => host.report?.host.memoryBytes ?? null,
    cell: ({ host }) => <Maybe value={host.report?.host.memoryBytes} format={bytes} />,
  },
  {
    id: 'cpu',
    title: 'Agent CPU',
    width: 96,
    numeric: true,
    key: ({ host, atMs }) => host.report && cpuShare(host.report, atMs),
    cell: ({ host, atMs }) => <Maybe value={host.report && cpuShare(host.report, atMs)} format={percent} />,
  },
  {
    id: 'rss',
    title: 'Agent memory',
    width: 104,
    numeric: true,
    key: ({ host }) => host.report?.residentBytes ?? null,
    cell: ({ host }) => <Maybe value={host.report?.residentBytes} format={bytes} />,
  },
  { id: 'series', title: 'Series', width: 176, numeric: true, key: ({ host }) => host.report?.series.exposed ?? null, cell: (row) => <SeriesCell {...row} /> },
  { id: 'collectors', title: 'Collectors up', width: 108, numeric: true, key: ({ host }) => collectorsUp(host), cell: (row) => <CollectorsCell {...row} /> },
  {
    id: 'up',
    title: 'Agent up for',
    width: 104,
    numeric: true,
    key: ({ host, atMs }) => host.report && uptimeSeconds(host.report, atMs),
    cell: ({ host, atMs }) => (host.report === null ? none : span(uptimeSeconds(host.report, atMs))),
  },
];

function Facts({ host, atMs }: Row): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const { report } = host;
  if (report === null) return null;
  const facts: [string, ReactNode][] = [
    ['Kernel', `${report.host.kernel} on ${report.host.architecture}`],
    ['Addresses', report.host.addresses.join(', ')],
    ['Booted', `${stamp(Date.parse(report.host.bootedAt), zone)}, ${span((atMs - Date.parse(report.host.bootedAt)) / 1000)} ago`],
    ['Agent', `${report.version}, started ${stamp(Date.parse(report.startedAt), zone)}`],
    ['Agent CPU', <CpuFact key="cpu" report={report} atMs={atMs} />],
    ['Agent memory', <MemoryFact key="memory" report={report} />],
    ['Edges', `${exact(report.series.edgesNamed)} named, ${exact(report.series.edgesInOther)} counted as “other”`],
    ['Samples', <SamplesFact key="samples" rejected={host.rejectedSamples} />],
  ];
  return (
    <section className="card" aria-label={`Details of ${host.node}`}>
      <h2>
        {host.node} <Link to={changeTo('/doctor')}>Doctor</Link>
      </h2>
      <dl className="card-facts">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function CpuFact({ report, atMs }: { readonly report: NonNullable<HostNode['report']>; readonly atMs: number }): ReactNode {
  return (
    <>
      <Num of={percent(cpuShare(report, atMs))} /> of one core since its start
    </>
  );
}

function MemoryFact({ report }: { readonly report: NonNullable<HostNode['report']> }): ReactNode {
  return (
    <>
      <Num of={bytes(report.residentBytes)} exactly={report.residentBytes} /> now,{' '}
      <Num of={bytes(report.residentPeakBytes)} exactly={report.residentPeakBytes} /> at most
    </>
  );
}

/** What the host said of itself and what cannot be true. */
function SamplesFact({ rejected }: { readonly rejected: HostNode['rejectedSamples'] }): ReactNode {
  if (rejected === null) return none;
  if (rejected.length === 0) return 'none rejected in the last 15 minutes';
  const counted = rejected.map(({ source, field, count: times }) => `${field} of ${source} (${exact(times)} ×)`);
  return <span className="text-warning">sample rejected in the last 15 minutes: {counted.join(', ')}</span>;
}

function NodesSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width="100%" height={28} />
        <Skeleton width="100%" height={28} />
        <Skeleton width="50%" height={180} />
      </div>
    </Waiting>
  );
}

/** The observed hosts: are they seen, and what does seeing them cost. */
export function NodesPage(): ReactNode {
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/nodes', undefined, () => ({}));
  const atMs = useNow(5000);
  const rows = (data?.nodes ?? []).map((host) => ({ host, atMs }));
  return (
    <main className="page">
      {error !== null && (
        <Failure what="The list of nodes" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && <NodesSkeleton />}
      {data !== undefined && (
        <div className={error === null ? 'page-body' : 'page-body old'}>
          <header className="page-head">
            <h1>Nodes</h1>
            <p className="quiet">{rows.length === 1 ? '1 host' : `${rows.length} hosts`}</p>
          </header>
          {rows.length === 0 ? (
            <Empty title="No host is observed yet">
              <p>An agent has to start and be scraped once. The doctor says what is missing.</p>
            </Empty>
          ) : (
            <div className="sheet">
              <DataTable label="Nodes" columns={columns} rows={rows} idOf={({ host }) => host.node} start={{ column: 'node', falling: false }} />
            </div>
          )}
          <div className="cards">
            {rows.map((row) => (
              <Facts key={row.host.node} {...row} />
            ))}
          </div>
        </div>
      )}
    </main>
  );
}
