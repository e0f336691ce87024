import { type ReactNode, useState } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { Around, moreAround } from '../../ui/found/around.tsx';
import { useRoute } from '../../ui/queries.ts';
import { LineHead } from './line-head.tsx';

const whose = [
  { of: 'source', says: 'of the same file' },
  { of: 'all', says: 'of everyone' },
] as const;
type Whose = (typeof whose)[number]['of'];

export const isWhose = (of: string | null): of is Whose => whose.some((one) => one.of === of);

const near = (record: LogRecord): ReactNode => (
  <div className={`log-near log-${record.level}`}>
    <LineHead record={record} />
  </div>
);

export function LinesAround({ id, of }: { readonly id: string; readonly of: Whose }): ReactNode {
  const [each, setEach] = useState<number>(moreAround.first);
  const asked = useRoute('GET /api/logs/context', [id, of, each], () => ({ id, of, before: each, after: each }), { still: true });
  return <Around what="lines" asked={asked} each={each} onMore={() => setEach(moreAround.next)} whose={whose} of={of} row={near} />;
}
