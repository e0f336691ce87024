import type { ReactNode } from 'react';
import { ApiError } from '../../../ui/api.ts';
import { PlainMarkdown } from '../../../ui/plain-markdown.tsx';
import { useRoute } from '../../../ui/queries.ts';
import { Failure, Skeleton, Waiting } from '../../../ui/states.tsx';

const parts = [
  { key: 'meaning', title: 'What it means' },
  { key: 'see', title: 'How to see it' },
  { key: 'act', title: 'What to do' },
  { key: 'ignore', title: 'When to ignore it' },
] as const;

/** What to do about an alert, as those who wrote its rule have it. */
export function RunbookText({ name }: { readonly name: string }): ReactNode {
  const { data, error, isFetching, refetch } = useRoute('GET /api/runbooks/:name', name, () => ({ name }), { still: true });
  if (error instanceof ApiError && error.status === 404) return <p className="dim">There is no runbook {name} here.</p>;
  if (error !== null) return <Failure what="The runbook" error={error} onRetry={() => void refetch()} retrying={isFetching} />;
  if (data === undefined)
    return (
      <Waiting>
        <Skeleton width="100%" height={120} />
      </Waiting>
    );
  return (
    <article className="runbook" aria-label={`Runbook of ${name}`}>
      {parts.map(({ key, title }) => (
        <section key={key}>
          <h4>{title}</h4>
          <PlainMarkdown text={data[key]} />
        </section>
      ))}
    </article>
  );
}
