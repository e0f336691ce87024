import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BoardUid, BoardVariable } from '#contract/boards.ts';
import { boardHref } from '../lib/board-href.ts';
import { bounds } from '../lib/time.ts';
import { useRoute } from './queries.ts';
import { useTime } from './time-scope.ts';

interface Props {
  readonly board: BoardUid;
  /** What is chosen there. */
  readonly values: Readonly<Partial<Record<BoardVariable, string | undefined>>>;
  readonly className?: string;
}

/** The same thing at the same time on a board of Grafana, where one is configured. */
export function InGrafana({ board, values, className = 'control' }: Props): ReactNode {
  const [time] = useTime();
  const url = useRoute('GET /api/elsewhere', undefined, () => ({}), { still: true }).data?.grafanaUrl ?? null;
  if (url === null) return null;
  const href = boardHref(url, board, values, time.kind === 'live' ? { from: `now-${time.range}`, to: 'now' } : momentsOf(bounds(time, 0)));
  return (
    <a className={className} href={href} target="_blank" rel="noreferrer">
      <ExternalLink className="icon" size={14} aria-hidden="true" />
      Open in Grafana
    </a>
  );
}

const momentsOf = ({ fromMs, toMs }: ReturnType<typeof bounds>) => ({ from: `${fromMs}`, to: `${toMs}` });
