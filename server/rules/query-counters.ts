import type { Rule } from '#contract/find/term.ts';
import type { Record } from '#contract/record.ts';
import type { NewRule } from '#contract/rules.ts';
import { ruleOf } from '../found/asked.ts';
import { eventMatcher, type Searched } from '../store/event-matcher.ts';
import type { LogMark, LogStore } from '../store/logs/log-store.ts';
import { rowsBegun } from './rows-begun.ts';

interface Counter {
  inc(labels: { rule: string }, value: number): void;
  remove(labels: { rule: string }): void;
}

export interface QueryCountersOptions {
  readonly logStore: LogStore;
  readonly counters: { readonly logs: Counter; readonly events: Counter };
  readonly everyMs: number;
  readonly onFailure: (error: unknown) => void;
}

/** Makes counters of lines and events, for the rules on them. */
export interface QueryCounters {
  /** The rules from now on: one that is new or asks for something else begins at 0. */
  follow(rules: readonly Pick<NewRule, 'name' | 'condition'>[]): void;
  /** When all lines that are there now are counted: of a new rule, what comes from then on is. */
  looked(): Promise<void>;
  /** Events as they are taken: one that is the same again within a minute counts once, as it is one row where it is found. */
  sawEvents(events: readonly Record[]): void;
  stop(): Promise<void>;
}

interface OnLines {
  readonly query: string;
  readonly rule: Rule;
  mark: LogMark | undefined;
}

interface OnEvents {
  readonly query: string;
  readonly fits: (event: Searched) => boolean;
}

function followed<Kept extends { readonly query: string }>(
  known: Map<string, Kept>,
  wanted: ReadonlyMap<string, string>,
  counter: Counter,
  make: (query: string) => Kept,
): void {
  for (const [name, { query }] of known) {
    if (wanted.get(name) === query) continue;
    known.delete(name);
    counter.remove({ rule: name });
  }
  for (const [name, query] of wanted) {
    if (known.has(name)) continue;
    known.set(name, make(query));
    // Begins at 0 before anything is counted, so that the first one is a rise.
    counter.inc({ rule: name }, 0);
  }
}

const queriesOf = (rules: readonly Pick<NewRule, 'name' | 'condition'>[], of: 'logs' | 'events') =>
  new Map(rules.flatMap(({ name, condition }) => (condition.of === of ? [[name, condition.query]] : [])));

export function queryCounters({ logStore, counters, everyMs, onFailure }: QueryCountersOptions): QueryCounters {
  const onLines = new Map<string, OnLines>();
  const onEvents = new Map<string, OnEvents>();
  const beginsRow = rowsBegun();
  let looking: Promise<void> | undefined;

  const countLines = async (name: string, one: OnLines) => {
    const { dropped, mark } = await logStore.arrived({ rule: one.rule, limit: 0, ...(one.mark && { since: one.mark }) });
    const isFirst = one.mark === undefined;
    one.mark = mark;
    if (!isFirst && dropped > 0 && onLines.get(name) === one) counters.logs.inc({ rule: name }, dropped);
  };
  const look = async () => {
    for (const [name, one] of [...onLines]) await countLines(name, one).catch(onFailure);
  };
  const lookOnce = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void lookOnce(), everyMs).unref();

  return {
    follow: (rules) => {
      followed(onLines, queriesOf(rules, 'logs'), counters.logs, (query) => ({ query, rule: ruleOf(query), mark: undefined }));
      followed(onEvents, queriesOf(rules, 'events'), counters.events, (query) => ({ query, fits: eventMatcher(query) }));
      void lookOnce();
    },
    looked: async () => {
      // One that runs may have begun before.
      await looking;
      await lookOnce();
    },
    sawEvents: (events) => {
      const fresh = events.filter(beginsRow).map((event) => ({ ...event, attributes: JSON.stringify(event.attributes) }));
      for (const [name, { fits }] of onEvents) {
        const count = fresh.filter(fits).length;
        if (count > 0) counters.events.inc({ rule: name }, count);
      }
    },
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
