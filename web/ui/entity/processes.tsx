import './processes.css';
import type { ReactNode } from 'react';
import type { WorkloadProcesses } from '#contract/processes.ts';
import type { TopologyNode } from '#contract/routes.ts';
import { isPastNow } from '../../lib/process-words.ts';
import { Link } from '../link.tsx';
import { useNow } from '../now.ts';
import { useRoute } from '../queries.ts';
import { runs } from '../runs.ts';
import { Failure, Skeleton, Waiting } from '../states.tsx';
import { useTime } from '../time-scope.ts';

const everyMs = 5000;
/** How often it is seen that a pause has become the past. */
const nowEveryMs = 30_000;
const mostNamed = 3;

interface Props {
  readonly of: Pick<TopologyNode, 'id' | 'kind' | 'hosts'>;
  /** Beside the title. */
  readonly says?: string;
  /** Shows those that there are. */
  readonly children: (told: WorkloadProcesses) => ReactNode;
}

function Unknown({ unknown }: Pick<WorkloadProcesses, 'unknown'>): ReactNode {
  const [first] = unknown;
  if (first === undefined) return null;
  const nodes = unknown.slice(0, mostNamed).map(({ node }) => node);
  const others = unknown.length - nodes.length;
  return (
    <p className="processes-unknown">
      <span className="swatch-hatch" aria-hidden="true" />
      Those on {nodes.join(', ')}
      {others > 0 && ` and ${others} more`} are not known: {first.reason}.
    </p>
  );
}

function Told({ of, children }: Omit<Props, 'says'>): ReactNode {
  const [time] = useTime();
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = useRoute(
    'GET /api/workloads/:id/processes',
    of.id,
    () => ({ id: of.id }),
    time.kind === 'live' ? { everyMs } : {},
  );
  const told = isPlaceholderData ? undefined : data;
  const failure = error !== null && (
    <Failure what="The processes" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(told && { shownSinceMs: dataUpdatedAt })} />
  );
  if (told === undefined) {
    return (
      failure || (
        <Waiting>
          <Skeleton width="100%" height={60} />
        </Waiting>
      )
    );
  }
  return (
    <div className={error === null ? undefined : 'old'}>
      {failure}
      {told.processes.length === 0 ? <p className="dim">No process of it runs now.</p> : children(told)}
      <Unknown {...told} />
      <p className="dim processes-note">Requests are counted for the workload, not for each process.</p>
    </div>
  );
}

/** The processes of a workload as they are now. There is nothing of those that no agent of ours sees. */
export function Processes({ of, says, children }: Props): ReactNode {
  const [time] = useTime();
  const nowMs = useNow(nowEveryMs);
  if (!runs(of) || of.hosts.length === 0) return null;
  const isPast = isPastNow(time, nowMs);
  return (
    <section className="panel-part processes" aria-label="Processes">
      <h3>
        Processes <span>{isPast ? 'known only as they are now' : (says ?? 'as they are now')}</span>
      </h3>
      {isPast ? (
        <p className="dim">
          You look at the past, of which processes are not kept.{' '}
          <Link className="facts-link" to={{ set: { from: undefined, to: undefined } }}>
            Show those of now
          </Link>
        </p>
      ) : (
        <Told of={of}>{children}</Told>
      )}
    </section>
  );
}
