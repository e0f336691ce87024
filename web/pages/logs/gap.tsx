import type { ReactNode } from 'react';
import type { LogLoss } from '#contract/logs.ts';
import { exact } from '../../lib/quantity.ts';
import { clockOf } from '../../lib/time.ts';
import { Link } from '../../ui/link.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';

const linesOf = (count: number): string => `${exact(count)} ${count === 1 ? 'line' : 'lines'}`;

function Row({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="log-gap">
      <span className="swatch-hatch" aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}

/** What came and was not sent, where it would stand. */
export function Dropped({ lines, onLoad }: { readonly lines: number; readonly onLoad: () => void }): ReactNode {
  return (
    <Row>
      {linesOf(lines)} came too fast to be shown as they came.{' '}
      <button type="button" className="text-button" onClick={onLoad}>
        Load the newest
      </button>
    </Row>
  );
}

const why: Readonly<Record<LogLoss['reason'], string>> = {
  spool_full: 'its spool was full before the server could take them',
  spool_corrupt: 'a part of its spool could not be read',
  rejected: 'the server did not take them',
  unknown: 'its agent had to drop them, and did not say why',
};

/** What was read and never came. */
export function Lost({ loss: { from, to, node, lines, reason } }: { readonly loss: LogLoss }): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const span = from === to ? `before ${clockOf(to, zone)}` : `${clockOf(from, zone)} to ${clockOf(to, zone)}`;
  return (
    <Row>
      {linesOf(lines)} lost on <Link to={changeTo(nodePath(node))}>{node}</Link>, {span}: {why[reason]}
    </Row>
  );
}
