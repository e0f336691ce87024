import { CircleAlert, RotateCw } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { ago } from '../lib/time.ts';
import { ApiError } from './api.ts';
import { useNow } from './now.ts';

const skeletonAfterMs = 150;

/** Shows its children only when the wait is long enough to be seen. */
export function Waiting({ children }: { readonly children: ReactNode }): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), skeletonAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="waiting" role="status" aria-label="Loading">
      {late && children}
    </div>
  );
}

export function Skeleton({ width, height }: { readonly width: number | string; readonly height: number }): ReactNode {
  return <span className="skeleton" style={{ width, height }} />;
}

const skeletonRows = 12;

/** A list that is on its way, below what stands above it. */
export function ListSkeleton({ head, rowHeight }: { readonly head: ReactNode; readonly rowHeight: number }): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        {head}
        {Array.from({ length: skeletonRows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
          <Skeleton key={row} width="100%" height={rowHeight} />
        ))}
      </div>
    </Waiting>
  );
}

/** What went wrong, in the server's words, with the field at fault where the input was. */
function failureText(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  const { problem } = error;
  return problem?.allowed === undefined ? error.message : `${error.message} Allowed: ${problem.allowed}.`;
}

interface FailureProps {
  readonly what: string;
  readonly error: Error;
  /** When what is still shown was true; absent when there is nothing to show. */
  readonly shownSinceMs?: number;
  readonly onRetry: () => void;
  readonly retrying: boolean;
}

/** A failure keeps what was there and says how old it is. */
export function Failure({ what, error, shownSinceMs, onRetry, retrying }: FailureProps): ReactNode {
  const nowMs = useNow(1000);
  return (
    <div className={shownSinceMs === undefined ? 'failure failure-whole' : 'failure failure-bar'} role="alert">
      <CircleAlert className="icon" size={16} aria-hidden="true" />
      <p>
        <strong>{what} could not be loaded.</strong> {failureText(error)}
        {shownSinceMs !== undefined && ` What you see is from ${ago(shownSinceMs, nowMs)}.`}
      </p>
      <Button className="control control-box" onPress={onRetry} isPending={retrying}>
        <RotateCw className="icon" size={14} aria-hidden="true" />
        Retry
      </Button>
    </div>
  );
}

/** The last good answer, because the metrics store is away. */
export function StaleBar({ since, reason }: { readonly since: string; readonly reason: string }): ReactNode {
  const nowMs = useNow(1000);
  return (
    <div className="stale" role="status">
      <span className="swatch-hatch" aria-hidden="true" />
      <p>
        <strong>From {ago(Date.parse(since), nowMs)}.</strong> {reason}
      </p>
    </div>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
