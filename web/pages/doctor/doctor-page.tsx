import './doctor.css';
import type { ReactNode } from 'react';
import type { HostNode } from '#contract/nodes.ts';
import type { Doctor } from '#contract/routes.ts';
import type { HealthState } from '../../ui/health.ts';
import { Mark } from '../../ui/mark.tsx';
import { useNow } from '../../ui/now.ts';
import { useRoute } from '../../ui/queries.ts';
import { Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { Checks } from './checks.tsx';
import { Collectors } from './collectors.tsx';
import { Losses } from './losses.tsx';

const stateMarks: Readonly<Record<Doctor['state'], HealthState>> = { ok: 'ok', warning: 'warning', failed: 'critical' };

function sentence({ checks, hosts }: Doctor): string {
  const wrong = checks.filter(({ state }) => state === 'warning' || state === 'failed').length;
  const where = hosts.length === 1 ? (hosts[0]?.node ?? 'this host') : `${hosts.length} hosts`;
  if (wrong === 0) return `All ${checks.length} checks are fine on ${where}.`;
  return `${wrong} of ${checks.length} checks on ${where} ${wrong === 1 ? 'needs' : 'need'} mending.`;
}

function Host({ host, atMs }: { readonly host: HostNode; readonly atMs: number }): ReactNode {
  const { report, node } = host;
  if (report === null) {
    return (
      <section className="sheet">
        <header className="sheet-head">
          <h2>{node}</h2>
          <p>
            <span className="status-line">
              <Mark state="unknown" />
              Its agent does not answer, so what it sees and costs is not known.
            </span>
          </p>
        </header>
      </section>
    );
  }
  return (
    <>
      <Collectors report={report} atMs={atMs} />
      <section className="sheet" aria-label={`Unix sockets on ${node}`}>
        <header className="sheet-head">
          <h2>Unix sockets</h2>
          <p className="dim">{report.unixSockets.says}</p>
        </header>
      </section>
    </>
  );
}

function Loaded({ doctor }: { readonly doctor: Doctor }): ReactNode {
  const atMs = useNow(5000);
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
        <Checks checks={doctor.checks} />
      </section>
      {doctor.hosts.map((host) => (
        <Host key={host.node} host={host} atMs={atMs} />
      ))}
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
