import type { ElasticsearchConfig } from '#contract/children.ts';

/** Kinds of documents; each has an index for each ingest day. */
export const kinds = ['log', 'gap', 'event', 'dead-letter'] as const;
export type Kind = (typeof kinds)[number];

export const indexOf = ({ prefix }: Pick<ElasticsearchConfig, 'prefix'>, kind: Kind, day: string): string => `${prefix}-${kind}-${day}`;
export const allOf = ({ prefix }: Pick<ElasticsearchConfig, 'prefix'>, kind: Kind): string => `${prefix}-${kind}-*`;
/** The day of an index by its name. */
export const dayOf = (index: string): string => index.slice(-'2026-01-31'.length);

interface Template {
  readonly name: string;
  readonly template: object;
}

const keyword = { type: 'keyword' };
/** Looked for, and never sorted or counted by. */
const token = { type: 'keyword', doc_values: false };
const kept = { type: 'keyword', index: false, doc_values: false };
const long = { type: 'long' };

/** What is only looked for is no part of what is read back. */
export const logMappings = {
  _source: { excludes: ['us', 'level_number', 'minute_level', 'hour_level', 'part', 'seq', 'came', 'words', 'held', 'names'] },
  properties: {
    // A time that nanoseconds cannot tell (before 1970, after 2262) stays in the source; `us` has it all the same.
    time: { type: 'date_nanos', ignore_malformed: true },
    us: long,
    part: long,
    seq: long,
    came: { type: 'long', index: false },
    level: keyword,
    level_number: { type: 'byte' },
    minute_level: keyword,
    hour_level: keyword,
    identity: keyword,
    source: keyword,
    node: keyword,
    pattern: keyword,
    template: { type: 'keyword', doc_values: false, ignore_above: 8000 },
    message: kept,
    attributes: { type: 'flattened', ignore_above: 1000, depth_limit: 20 },
    unmapped: kept,
    words: { type: 'text', analyzer: 'whitespace', norms: false },
    held: token,
    names: token,
  },
};

const gapMappings = { properties: { us: long, from_us: long, node: keyword, count: long, reason: keyword } };

const eventMappings = {
  properties: {
    at_ms: { type: 'double' },
    last_ms: { type: 'double' },
    seq: long,
    time: { type: 'date_nanos', ignore_malformed: true },
    node: keyword,
    type: keyword,
    severity: keyword,
    identity: keyword,
    fingerprint: keyword,
    ids: token,
    record: { type: 'object', enabled: false },
  },
};

const deadLetterMappings = { properties: { at: { type: 'date' }, kind: keyword, reason: kept, record: kept } };

const mappings: Readonly<Record<Kind, object>> = { log: logMappings, gap: gapMappings, event: eventMappings, 'dead-letter': deadLetterMappings };

const componentName = ({ prefix }: ElasticsearchConfig): string => `${prefix}-settings`;

export function componentTemplate(config: ElasticsearchConfig): Template {
  const { shards, replicas } = config;
  const index = {
    number_of_shards: shards,
    number_of_replicas: replicas,
    codec: 'best_compression',
    refresh_interval: '1s',
    mapping: { ignore_malformed: false },
  };
  return { name: componentName(config), template: { template: { settings: { index } } } };
}

/** More than those that others may have for everything; what a person adds with a higher one wins. */
const priority = 200;

export function indexTemplates(config: ElasticsearchConfig): Template[] {
  return kinds.map((kind) => ({
    name: `${config.prefix}-${kind}`,
    template: {
      index_patterns: [allOf(config, kind)],
      priority,
      composed_of: [componentName(config)],
      template: { mappings: { dynamic: false, date_detection: false, ...mappings[kind] } },
    },
  }));
}
