import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { go } from '../location.ts';
import { Failure, Skeleton, Waiting } from '../states.tsx';

/** The key of the URL that says around what, and of whom, is shown. */
export const aroundKey = 'around';

const fewAround = 5;
const mostAround = 80;

/** More of them, four times as many each time. */
export const moreAround = { first: fewAround, next: (each: number) => each * 4 } as const;

interface Context<One> {
  readonly before: readonly One[];
  readonly record: One;
  readonly after: readonly One[];
}

interface Props<One extends { readonly id: string }> {
  /** `lines`. */
  readonly what: string;
  readonly asked: UseQueryResult<Context<One>, Error>;
  readonly each: number;
  readonly onMore: () => void;
  readonly whose: readonly { readonly of: string; readonly says: string }[];
  readonly of: string;
  readonly row: (one: One, isThis: boolean) => ReactNode;
}

/** What stands before and after one where it stood, whatever is searched for. */
export function Around<One extends { readonly id: string }>({ what, asked, each, onMore, whose, of, row }: Props<One>): ReactNode {
  const { data, error, isFetching, refetch } = asked;
  const isMore = data !== undefined && (data.before.length >= each || data.after.length >= each) && each < mostAround;
  const title = `${what.charAt(0).toUpperCase()}${what.slice(1)} around`;
  return (
    <section className="around" aria-label={`${title} this one`}>
      <div className="around-head">
        <h3>{title}</h3>
        {whose.map(({ of: one, says }) => (
          <button key={one} type="button" className="control" aria-pressed={one === of} onClick={() => go({ set: { [aroundKey]: one } }, 'replace')}>
            {says}
          </button>
        ))}
        {isMore && (
          <button type="button" className="control around-more" disabled={isFetching} onClick={onMore}>
            More
          </button>
        )}
      </div>
      {error !== null && <Failure what={`The ${what} around`} error={error} onRetry={() => void refetch()} retrying={isFetching} />}
      {data === undefined && error === null && (
        <Waiting>
          <Skeleton width="100%" height={220} />
        </Waiting>
      )}
      {data !== undefined && (
        <ol>
          {[...data.before, data.record, ...data.after].map((one) => (
            <li key={one.id} aria-current={one.id === data.record.id ? true : undefined}>
              {row(one, one.id === data.record.id)}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
