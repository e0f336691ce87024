import { type ReactNode, useState } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { go } from '../../ui/location.ts';
import { useRoute } from '../../ui/queries.ts';
import { Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { LineHead } from './line-head.tsx';
import { aroundKey } from './search.ts';

const fewAround = 5;
const mostAround = 80;

const whose = [
  { of: 'source', says: 'of the same file' },
  { of: 'all', says: 'of everyone' },
] as const;
type Whose = (typeof whose)[number]['of'];

function Near({ record, isThis = false }: { readonly record: LogRecord; readonly isThis?: boolean }): ReactNode {
  return (
    <li className={`log-near log-${record.level}`} aria-current={isThis ? true : undefined}>
      <LineHead record={record} />
    </li>
  );
}

/** What stands before and after a line where it was written, whatever is searched for. */
export function Around({ id, of }: { readonly id: string; readonly of: Whose }): ReactNode {
  const [each, setEach] = useState(fewAround);
  const { data, error, isFetching, refetch } = useRoute('GET /api/logs/context', [id, of, each], () => ({ id, of, before: each, after: each }), {
    still: true,
  });
  const isMore = data !== undefined && (data.before.length >= each || data.after.length >= each) && each < mostAround;
  return (
    <section className="log-around" aria-label="Lines around this one">
      <div className="log-around-head">
        <h3>Lines around</h3>
        {whose.map(({ of: one, says }) => (
          <button key={one} type="button" className="control" aria-pressed={one === of} onClick={() => go({ set: { [aroundKey]: one } }, 'replace')}>
            {says}
          </button>
        ))}
        {isMore && (
          <button type="button" className="control log-around-more" disabled={isFetching} onClick={() => setEach(each * 4)}>
            More
          </button>
        )}
      </div>
      {error !== null && <Failure what="The lines around" error={error} onRetry={() => void refetch()} retrying={isFetching} />}
      {data === undefined && error === null && (
        <Waiting>
          <Skeleton width="100%" height={220} />
        </Waiting>
      )}
      {data !== undefined && (
        <ol>
          {data.before.map((record) => (
            <Near key={record.id} record={record} />
          ))}
          <Near record={data.record} isThis />
          {data.after.map((record) => (
            <Near key={record.id} record={record} />
          ))}
        </ol>
      )}
    </section>
  );
}
