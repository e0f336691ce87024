import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { endingAt, type Strip, stepped, stripOf } from '../../../lib/look-back.ts';
import { bounds, type TimeScope } from '../../../lib/time.ts';
import { useNow } from '../../../ui/now.ts';
import { useTime } from '../../../ui/time-scope.ts';

export interface Moment {
  readonly time: TimeScope;
  readonly strip: Strip;
  readonly nowMs: number;
  /** The end of the window that is shown. */
  readonly atMs: number;
  readonly seek: (atMs: number, how?: 'push' | 'replace') => void;
}

const nowEveryMs = 5000;

/** The moment that is looked at, and how one gets to another. */
export function useMoment(): Moment {
  const [time, setTime] = useTime();
  const coarseMs = useNow(nowEveryMs);
  // A moment that was just chosen may be newer than the clock that was last read.
  const nowMs = time.kind === 'live' ? coarseMs : Math.max(coarseMs, Date.parse(time.to));
  return {
    time,
    strip: stripOf(time, nowMs),
    nowMs,
    atMs: bounds(time, nowMs).toMs,
    seek: (atMs, how) => setTime(endingAt(time, atMs, Date.now()), how),
  };
}

const frameMs = 700;
const replayMs = 3_600_000;

/** Goes on step by step, each when the map of the one before is there; from the present it replays the last hour. */
export function usePlay({ strip, atMs, time, seek }: Moment): { readonly playing: boolean; readonly toggle: () => void } {
  const [playing, setPlaying] = useState(false);
  const fetching = useIsFetching({ queryKey: ['GET /api/topology'] }) > 0;
  const next = useRef(() => {});
  next.current = () => {
    const nowMs = Date.now();
    const nextMs = stepped(strip, atMs, 1, nowMs);
    seek(nextMs, 'replace');
    if (nextMs >= nowMs) setPlaying(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each moment begins a wait of its own
  useEffect(() => {
    if (!playing || fetching) return;
    const timer = setTimeout(() => next.current(), frameMs);
    return () => clearTimeout(timer);
  }, [playing, fetching, atMs]);
  const toggle = () => {
    if (!playing && time.kind === 'live') seek(Math.max(strip.leastMs, atMs - replayMs));
    setPlaying(!playing);
  };
  return { playing, toggle };
}

const settledMs = 150;
/** What the server counts windows by: two people who drag to nearly the same place see the same. */
const gridMs = 5000;

/** Places are shares of the strip's width. */
export interface Drag {
  readonly dragMs: number | undefined;
  readonly begin: (share: number) => void;
  readonly move: (share: number) => void;
  readonly end: (share: number) => void;
}

/** A drag shows its moment at once, and asks for the map when it rests. One drag is one step of the back button. */
export function useDrag({ strip, seek }: Moment): Drag {
  const [dragMs, setDragMs] = useState<number>();
  const asked = useRef<ReturnType<typeof setTimeout>>(undefined);
  const how = useRef<'push' | 'replace'>('push');
  useEffect(() => () => clearTimeout(asked.current), []);
  const ask = (atMs: number) => {
    clearTimeout(asked.current);
    seek(atMs, how.current);
    how.current = 'replace';
  };
  const momentAt = (share: number): number => {
    if (share >= 1) return Date.now();
    const ms = strip.fromMs + share * (strip.toMs - strip.fromMs);
    return Math.max(Math.round(ms / gridMs) * gridMs, strip.leastMs);
  };
  return {
    dragMs,
    begin: (share: number) => {
      how.current = 'push';
      setDragMs(momentAt(share));
    },
    move: (share: number) => {
      const atMs = momentAt(share);
      setDragMs(atMs);
      clearTimeout(asked.current);
      asked.current = setTimeout(() => ask(atMs), settledMs);
    },
    end: (share: number) => {
      setDragMs(undefined);
      ask(momentAt(share));
    },
  };
}
