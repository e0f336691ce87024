import { ArrowDown, CirclePlay, Pause } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { exact } from '../../lib/quantity.ts';
import { useNow } from '../../ui/now.ts';

interface Props {
  readonly isReading: boolean;
  readonly isFollowing: boolean;
  readonly newer: number;
  /** What came too fast to be shown as it came: the list says where. */
  readonly dropped: number;
  /** Absent where there is nothing to read. */
  readonly onPause: (() => void) | undefined;
  readonly onResume: () => void;
}

const worthARate = 2;

/** How many came, and how fast, since one began to read. */
function Newer({ newer }: Pick<Props, 'newer'>): ReactNode {
  const nowMs = useNow(1000);
  const [sinceMs] = useState(() => Date.now());
  const seconds = (nowMs - sinceMs) / 1000;
  if (newer === 0) return <span className="dim">nothing newer yet</span>;
  return (
    <span className="dim">
      {exact(newer)} newer {newer === 1 ? 'line' : 'lines'}
      {seconds >= worthARate && `, ${exact(Math.round(newer / seconds))} a second`}
    </span>
  );
}

/** Whether lines are shown as they come. Scrolling back or opening a line stops that, so that what is read stays. */
export function TailFoot({ isReading, isFollowing, newer, dropped, onPause, onResume }: Props): ReactNode {
  useEffect(() => {
    if (!isReading) return;
    const end = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, [role=menu], [role=dialog]') !== null;
      if (event.key !== 'End' || isTyping) return;
      event.preventDefault();
      onResume();
    };
    addEventListener('keydown', end);
    return () => removeEventListener('keydown', end);
  }, [isReading, onResume]);
  if (isReading) {
    return (
      <footer className="log-foot">
        <Pause className="icon" size={14} aria-hidden="true" />
        <b>Paused while you read</b>
        <Newer newer={newer} />
        <button type="button" className="control control-accent log-resume" onClick={onResume}>
          <ArrowDown className="icon" size={14} aria-hidden="true" />
          Resume <kbd>End</kbd>
        </button>
      </footer>
    );
  }
  return (
    <footer className="log-foot">
      <CirclePlay className="icon" size={14} aria-hidden="true" />
      <span className="dim">{isFollowing ? 'Lines are shown as they come' : 'Lines are looked for every few seconds: the live stream is away'}</span>
      {dropped > 0 && (
        <span className="log-dropped dim">
          <span className="swatch-hatch" aria-hidden="true" />
          {exact(dropped)} {dropped === 1 ? 'line' : 'lines'} came too fast and {dropped === 1 ? 'is' : 'are'} left out here
        </span>
      )}
      {onPause !== undefined && (
        <button type="button" className="control control-box log-resume" onClick={onPause}>
          <Pause className="icon" size={14} aria-hidden="true" />
          Pause
        </button>
      )}
    </footer>
  );
}
