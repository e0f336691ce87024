import { useQueries } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Sparklines as Reply } from '#contract/history.ts';
import { firstKnown } from '../../lib/spark.ts';
import { type TimeScope, windowOf } from '../../lib/time.ts';
import { api } from '../api.ts';
import { useTime } from '../time-scope.ts';

type Of = 'workloads' | 'nodes';
type Values = readonly (number | null)[];

interface Shown {
  readonly show: (id: string) => () => void;
  readonly lineOf: (id: string, name: string) => Values | undefined;
}

const Context = createContext<Shown>({ show: () => () => undefined, lineOf: () => undefined });

/** While one scrolls, rows come and go: what stays for this long is asked for. */
const settleMs = 120;
const rowsAtOnce = 40;
/** An address may not be longer than a server takes. */
const charsAtOnce = 4000;
const refreshMs = 15_000;

/** In groups that stay as they are when the table is sorted anew. */
function groupsOf(ids: readonly string[]): string[][] {
  const groups: string[][] = [];
  let chars = 0;
  for (const id of [...ids].sort()) {
    const last = groups.at(-1);
    chars += id.length;
    if (last === undefined || last.length >= rowsAtOnce || chars > charsAtOnce) {
      groups.push([id]);
      chars = id.length;
    } else last.push(id);
  }
  return groups;
}

/** What rows are in sight, once they have come to rest. */
function useShown(): [readonly string[], Shown['show']] {
  const inSight = useRef(new Map<string, number>());
  const [ids, setIds] = useState<readonly string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = useMemo(() => {
    const change = (id: string, by: 1 | -1) => {
      const times = (inSight.current.get(id) ?? 0) + by;
      if (times > 0) inSight.current.set(id, times);
      else inSight.current.delete(id);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setIds([...inSight.current.keys()]), settleMs);
    };
    return (id: string) => {
      change(id, 1);
      return () => change(id, -1);
    };
  }, []);
  return [ids, show];
}

interface Props {
  readonly of: Of;
  /** Whatever the time of the page: for tables that only know the present. */
  readonly now?: boolean;
  readonly children: ReactNode;
}

const present: TimeScope = { kind: 'live', range: '15m' };

/** Gives the cells below the lines of the rows that are in sight, and asks for no others. */
export function Sparklines({ of, now = false, children }: Props): ReactNode {
  const [pageTime] = useTime();
  const time = now ? present : pageTime;
  const [ids, show] = useShown();
  const groups = useMemo(() => groupsOf(ids), [ids]);
  const found = useQueries({
    queries: groups.map((group) => ({
      queryKey: ['GET /api/sparklines', of, time, group],
      queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Reply> =>
        api('GET /api/sparklines', { of, ids: JSON.stringify(group), ...windowOf(time, Date.now()) }, signal),
      refetchInterval: time.kind === 'live' ? refreshMs : (false as const),
    })),
    combine: (results) => results.map(({ data }) => data),
  });
  const kept = useRef(new Map<string, Values>());
  const shown = useMemo((): Shown => {
    for (const { id, series } of found.flatMap((reply) => reply?.rows ?? [])) for (const { name, values } of series) kept.current.set(`${name} ${id}`, values);
    const first = firstKnown([...kept.current.values()]);
    return { show, lineOf: (id, name) => kept.current.get(`${name} ${id}`)?.slice(first) };
  }, [found, show]);
  return <Context value={shown}>{children}</Context>;
}

/** The lines of a row by their names, as far as they are known; asked for while the row is there. */
export function useLine(id: string, name: string): Values | undefined {
  const { show, lineOf } = useContext(Context);
  useEffect(() => show(id), [show, id]);
  return lineOf(id, name);
}
