import type { Elasticsearch } from './client.ts';

export interface LogIndex {
  readonly server: Elasticsearch;
  /** All days' indexes, with a star. */
  readonly name: string;
}

/** Days that were not there, or are gone by now, hold nothing. */
export const searchable = { ignore_unavailable: true, allow_no_indices: true } as const;
/** A search that one shard cannot answer has no answer: what is missing would not be seen. */
export const whole = { ...searchable, allow_partial_search_results: false } as const;
