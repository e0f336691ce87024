import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isNotThere } from './api.ts';
import { useLasting } from './lasting.ts';
import { Late } from './late.tsx';
import { Failure, Skeleton, StaleBar, Waiting } from './states.tsx';

interface Aged {
  readonly stale: { readonly since: string; readonly reason: string } | null;
}

interface Props<Reply extends Aged> {
  /** What could not be loaded, where it fails: `This node`. */
  readonly what: string;
  readonly asked: UseQueryResult<Reply, Error>;
  /** Whether an answer is about what is asked for now: the one before stays while another loads. */
  readonly isThis?: (reply: Reply) => boolean;
  /** In place of the page where there is no such thing. */
  readonly missing?: ReactNode;
  /** Heights of the parts, px, while nothing is there yet. */
  readonly skeleton: readonly number[];
  readonly className?: string;
  readonly children: (reply: Reply) => ReactNode;
}

function PageSkeleton({ heights }: { readonly heights: readonly number[] }): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width={320} height={24} />
        {heights.map((height, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
          <Skeleton key={row} width="70%" height={height} />
        ))}
      </div>
    </Waiting>
  );
}

/** A page that one answer fills: loading, failed, stale, not there, or shown. */
export function PageFrame<Reply extends Aged>({ what, asked, isThis = () => true, missing, skeleton, className = '', children }: Props<Reply>): ReactNode {
  const lasting = useLasting(asked);
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = lasting;
  const isMissing = missing !== undefined && isNotThere(error);
  const shown = data !== undefined && !isMissing && isThis(data) ? data : undefined;
  const isOld = error !== null || isPlaceholderData || (shown !== undefined && shown.stale !== null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <main className="page" tabIndex={0}>
      {isMissing && missing}
      {error !== null && !isMissing && (
        <Failure what={what} error={error} onRetry={() => void refetch()} retrying={isFetching} {...(shown && { shownSinceMs: dataUpdatedAt })} />
      )}
      {shown !== undefined && shown.stale !== null && <StaleBar {...shown.stale} />}
      <Late asked={lasting} shown={shown} />
      {shown === undefined && error === null && <PageSkeleton heights={skeleton} />}
      {shown !== undefined && <div className={isOld ? `${className} old` : className}>{children(shown)}</div>}
    </main>
  );
}
