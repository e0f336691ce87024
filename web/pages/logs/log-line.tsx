import './log-line.css';
import { type MouseEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { aroundKey } from '../../ui/found/around.tsx';
import type { Sought } from '../../ui/found/found-words.ts';
import { go } from '../../ui/location.ts';
import { LineDetails } from './line-details.tsx';
import { LineHead } from './line-head.tsx';
import { openKey } from './search.ts';

interface Props {
  readonly record: LogRecord;
  readonly isOpen: boolean;
  /** Tab comes to one of them, arrows go on from there. */
  readonly isStop: boolean;
  readonly sought: Sought;
}

/** One line; it opens in its place. The link holds which. */
export const Line = memo(function Line({ record, isOpen, isStop, sought }: Props): ReactNode {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const turn = () => go({ set: { [openKey]: isOpen ? undefined : record.id, [aroundKey]: undefined } }, 'replace');
  const click = (event: MouseEvent) => {
    // Who selects text reads; a press of the keyboard selects none.
    if (event.detail === 0 || getSelection()?.isCollapsed !== false) turn();
  };
  const details = `details-${record.id}`;
  return (
    <div ref={row} className={`log-line log-${record.level}${isOpen ? ' log-line-open' : ''}`}>
      <button
        type="button"
        className="log-head-line"
        tabIndex={isStop || isOpen ? 0 : -1}
        aria-expanded={isOpen}
        aria-controls={isOpen ? details : undefined}
        onClick={click}
      >
        <LineHead record={record} isOpen={isOpen} sought={sought} />
      </button>
      {isOpen && (
        <div id={details} className="log-details">
          <LineDetails record={record} />
        </div>
      )}
    </div>
  );
});
