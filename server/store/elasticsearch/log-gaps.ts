import { Type } from 'typebox';
import type { LogBatch } from '../logs/log-store.ts';
import type { Document } from './bulk.ts';
import { partOf } from './log-document.ts';
import { type LogIndex, searchable } from './log-search.ts';
import { checked } from './prepared.ts';

const Last = Type.Object({ aggregations: Type.Optional(Type.Object({ last: Type.Object({ value: Type.Union([Type.Number(), Type.Null()]) }) })) });

/** Spools that are remembered; the others are looked up. */
const mostSpools = 10_000;

/** Numbers that an agent gave and that never came: it had to drop their lines. Of a spool that is not known, nothing is missing. */
export class LogGaps {
  readonly #index: LogIndex;
  readonly #last = new Map<number, number>();

  constructor(index: LogIndex) {
    this.#index = index;
  }

  async missing({ agent, spool, first }: LogBatch): Promise<number> {
    if (first === 1) return 0;
    const part = partOf(agent, spool);
    const known = this.#last.get(part);
    if (known !== undefined && known >= first - 1) return 0;
    // Another server may have taken what this one does not know of.
    const last = await this.#lookUp(part, first);
    return last === 0 ? 0 : first - last - 1;
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

  async #lookUp(part: number, before: number): Promise<number> {
    const { server, name } = this.#index;
    await server.ask({ method: 'POST', path: `/${name}/_refresh`, query: searchable });
    const query = { bool: { filter: [{ term: { part } }, { range: { seq: { lt: before } } }] } };
    const body = { size: 0, query, aggs: { last: { max: { field: 'seq' } } } };
    const answer = await server.ask({ method: 'POST', path: `/${name}/_search`, query: searchable, body });
    return checked(Last, answer, 'which lines it has').aggregations?.last.value ?? 0;
  }
}

/** Where the next line is, so many are missing. */
export function gapDocument({ agent, spool, first, day }: Omit<LogBatch, 'body' | 'count'>, us: number, count: number): Document {
  return { kind: 'gap', day, id: `${partOf(agent, spool)}.${first}`, text: JSON.stringify({ us, node: agent, count }) };
}
