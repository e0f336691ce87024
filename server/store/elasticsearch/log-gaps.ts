import { Type } from 'typebox';
import { logLosses } from '#contract/log-losses.ts';
import { literals } from '#contract/schema.ts';
import type { LogBatch, LogStore, LostLines } from '../logs/log-store.ts';
import type { Document } from './bulk.ts';
import { partOf } from './log-document.ts';
import { within } from './log-hits.ts';
import { type LogIndex, searchable, whole } from './log-index.ts';
import type { Query } from './log-rule.ts';
import { checked } from './prepared.ts';

const Last = Type.Object({ hits: Type.Object({ hits: Type.Array(Type.Object({ sort: Type.Tuple([Type.Number(), Type.Number()]) })) }) });

/** Spools that are remembered; the others are looked up. */
const mostSpools = 10_000;

/** What is missing before a batch. */
export interface Gap {
  readonly count: number;
  /** When the last line before it was written. */
  readonly fromUs: number;
}

/**
 * Numbers that an agent gave and that never came: it had to drop their lines. A spool that is not known goes on where another of the
 * agent ended; where none is known, nothing is missing.
 */
export class LogGaps {
  readonly #index: LogIndex;
  readonly #last = new Map<number, number>();

  constructor(index: LogIndex) {
    this.#index = index;
  }

  async before({ agent, spool, first }: LogBatch): Promise<Gap | undefined> {
    if (first === 1) return undefined;
    const part = partOf(agent, spool);
    const known = this.#last.get(part);
    if (known !== undefined && known >= first - 1) return undefined;
    // Another server may have taken what this one does not know of.
    await this.#index.server.ask({ method: 'POST', path: `/${this.#index.name}/_refresh`, query: searchable });
    const last = (await this.#lastOf({ term: { part } }, first)) ?? (await this.#lastOf({ term: { node: agent } }, first));
    return last === undefined || last.seq === first - 1 ? undefined : { count: first - last.seq - 1, fromUs: last.us };
  }

  /** Which of its lines are there, under whatever day: an agent's clock may be ahead, and what it sends again after midnight is of another day then. */
  async stored({ agent, spool, first, count }: LogBatch): Promise<ReadonlySet<number>> {
    const part = partOf(agent, spool);
    if (this.#last.get(part) === first - 1) return new Set();
    const { server, name } = this.#index;
    await server.ask({ method: 'POST', path: `/${name}/_refresh`, query: searchable });
    const body = {
      size: count,
      query: { bool: { filter: [{ term: { part } }, { range: { seq: { gte: first, lt: first + count } } }] } },
      sort: [{ seq: 'asc' }, { us: 'asc' }],
      track_total_hits: false,
      _source: false,
    };
    const answer = await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body });
    return new Set(checked(Last, answer, 'which lines it has').hits.hits.map(({ sort: [seq] }) => seq));
  }

  /** The batch is stored. */
  taken({ agent, spool, first, count }: LogBatch): void {
    const part = partOf(agent, spool);
    const last = Math.max(this.#last.get(part) ?? 0, first + count - 1);
    const [oldest] = this.#last.keys();
    if (oldest !== undefined && this.#last.size >= mostSpools) this.#last.delete(oldest);
    this.#last.delete(part);
    this.#last.set(part, last);
  }

  /** The last line of a query before a number. */
  async #lastOf(query: Query, before: number): Promise<{ readonly seq: number; readonly us: number } | undefined> {
    const { server, name } = this.#index;
    const body = {
      size: 1,
      query: { bool: { filter: [query, { range: { seq: { lt: before } } }] } },
      sort: [{ seq: 'desc' }, { us: 'desc' }],
      track_total_hits: false,
      _source: false,
    };
    const answer = await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body });
    const [seq, us] = checked(Last, answer, 'which lines it has').hits.hits[0]?.sort ?? [];
    return seq === undefined || us === undefined ? undefined : { seq, us };
  }
}

/** Lines that are missing before one of this time. */
export function gapDocument({ agent, spool, first, day, lostBy = 'unknown' }: Omit<LogBatch, 'body' | 'count'>, us: number, { count, fromUs }: Gap): Document {
  const gap = { us, from_us: Math.min(fromUs, us), node: agent, count, reason: lostBy };
  return { kind: 'gap', day, id: `${partOf(agent, spool)}.${first}`, text: JSON.stringify(gap) };
}

const Losses = Type.Object({
  hits: Type.Object({
    hits: Type.Array(
      Type.Object({
        _source: Type.Object({ us: Type.Number(), from_us: Type.Number(), node: Type.String(), count: Type.Integer(), reason: literals(logLosses) }),
      }),
    ),
  }),
});

export async function lossesOf({ server, name }: LogIndex, { limit, ...window }: Parameters<LogStore['losses']>[0]): Promise<LostLines[]> {
  const body = { size: limit, query: within(window), sort: [{ us: 'desc' }], track_total_hits: false };
  const { hits } = checked(Losses, await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body }), 'a search').hits;
  return hits.map(({ _source: { us, from_us, node, count, reason } }) => ({ fromUs: from_us, toUs: us, node, count, reason }));
}
