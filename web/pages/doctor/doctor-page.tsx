import './doctor.css';
import { ChevronRight, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AgentReport, Check } from '#contract/doctor.ts';
import type { HostNode } from '#contract/nodes.ts';
import type { Doctor } from '#contract/routes.ts';
import { bytes, exact, percent } from '../../lib/quantity.ts';
import { cpuShare } from '../../ui/agent.ts';
import { type HealthState, healthOrder } from '../../ui/entity/health.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { useNow } from '../../ui/now.ts';
import { Num } from '../../ui/numbers.tsx';
import { useRoute } from '../../ui/queries.ts';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { Checks } from './checks.tsx';
import { Collectors } from './collectors.tsx';
import { Losses } from './losses.tsx';
import { Pipeline } from './pipeline.tsx';

const stateMarks: Readonly<Record<Doctor['state'], HealthState>> = { ok: 'ok', warning: 'warning', failed: 'critical' };

const toMend = (checks: readonly Check[]): number => checks.filter(({ state }) => state === 'warning' || state === 'failed').length;
const hostChecks = ({ report }: HostNode): readonly Check[] => report?.checks ?? [];

function sentence({ checks, hosts }: Doctor): string {
  const all = [...checks, ...hosts.flatMap(hostChecks)];
  const wrong = toMend(all);
  const where = hosts.length === 1 ? (hosts[0]?.node ?? 'this host') : `${hosts.length} hosts`;
  if (wrong === 0) return `All ${all.length} checks are fine on ${where}.`;
  return `${wrong} of ${all.length} checks on ${where} ${wrong === 1 ? 'needs' : 'need'} mending.`;
}

/** What a collector that is up says of itself stands in the table below. */
const isTold = ({ name, state }: Check): boolean => !(name.startsWith('collector ') && state === 'ok');

function HostHead({ host, children }: { readonly host: HostNode; readonly children: ReactNode }): ReactNode {
  const changeTo = usePageChange();
  return (
    <header className="sheet-head">
      <h2>
        <Server className="icon" size={16} aria-hidden="true" />
        <Link to={changeTo(nodePath(host.node))}>{host.node}</Link>
      </h2>
      {children}
    </header>
  );
}

/** Where the budget does not hold all edges that is marked; the check below says how to mend it. */
function Cost({ report, atMs }: { readonly report: AgentReport; readonly atMs: number }): ReactNode {
  const { exposed, budget, edgesInOther } = report.series;
  const isUsedUp = edgesInOther > 0;
  return (
    <p className="quiet">
      <Num of={percent(cpuShare(report, atMs))} /> of one core since its start, <Num of={bytes(report.residentBytes)} exactly={report.residentBytes} />,{' '}
      <span className={isUsedUp ? 'series-used text-warning' : undefined}>
        {isUsedUp && <Mark state="warning" />} {exact(exposed)} of {exact(budget)} series
      </span>
    </p>
  );
}

/** Of more nodes those that are fine are a line each. */
const mostOpen = 3;

/** What one node lets Sonde see, and what that costs there. */
function Host({ host, atMs, folded }: { readonly host: HostNode; readonly atMs: number; readonly folded: boolean }): ReactNode {
  const { report, node } = host;
  if (report === null) {
    return (
      <section className="sheet" aria-label={node}>
        <HostHead host={host}>
          <p className="status-line">
            <Mark state="unknown" />
            Its agent does not answer, so what it sees and costs is not known.
          </p>
        </HostHead>
      </section>
    );
  }
  const cost = <Cost report={report} atMs={atMs} />;
  const inside = (
    <>
      <div className="host-checks">
        <Checks checks={hostChecks(host).filter(isTold)} />
      </div>
      <Collectors report={report} atMs={atMs} />
    </>
  );
  if (folded) {
    return (
      <details className="folded" aria-label={`Collectors on ${node}`}>
        <summary className="sheet-head">
          <ChevronRight className="icon folded-turn" size={14} aria-hidden="true" />
          <h2>{node}</h2>
          {cost}
        </summary>
        {inside}
      </details>
    );
  }
  return (
    <section className="sheet" aria-label={`Collectors on ${node}`}>
      <HostHead host={host}>{cost}</HostHead>
      {inside}
    </section>
  );
}

const worstFirst = (hosts: readonly HostNode[]): HostNode[] =>
  [...hosts].sort((a, b) => healthOrder.indexOf(a.health.state) - healthOrder.indexOf(b.health.state));

function Loaded({ doctor }: { readonly doctor: Doctor }): ReactNode {
  const atMs = useNow(5000);
  const hosts = worstFirst(doctor.hosts);
  const isOpen = ({ health }: HostNode) => hosts.length <= mostOpen || health.state !== 'ok';
  const calm = hosts.filter((host) => !isOpen(host));
  return (
    <>
      <header className="page-head">
        <h1>Doctor</h1>
        <p className="status-line">
          <Mark state={stateMarks[doctor.state]} />
          {sentence(doctor)}
        </p>
      </header>
      <section className="sheet" aria-label="Checks">
        <h2 className="unseen">Checks</h2>
        <Checks checks={doctor.checks} nodes={doctor.hosts.map(({ node }) => node)} />
      </section>
      {doctor.pipeline !== null && <Pipeline pipeline={doctor.pipeline} />}
      {hosts.filter(isOpen).map((host) => (
        <Host key={host.node} host={host} atMs={atMs} folded={false} />
      ))}
      {calm.length > 0 && (
        <div className="sheet calm-hosts">
          {calm.map((host) => (
            <Host key={host.node} host={host} atMs={atMs} folded />
          ))}
        </div>
      )}
      <Losses lost={doctor.lost} />
    </>
  );
}

function DoctorSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width={320} height={24} />
        <Skeleton width="100%" height={160} />
        <Skeleton width="100%" height={240} />
      </div>
    </Waiting>
  );
}

/** What Sonde sees and can't see on each node, what that costs, and how to mend each line. */
export function DoctorPage(): ReactNode {
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/doctor', undefined, () => ({}));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <main className="page" tabIndex={0}>
      {error !== null && (
        <Failure what="The report" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && <DoctorSkeleton />}
      {data !== undefined && (
        <div className={error === null ? 'page-body' : 'page-body old'}>
          <Loaded doctor={data} />
        </div>
      )}
    </main>
  );
}
