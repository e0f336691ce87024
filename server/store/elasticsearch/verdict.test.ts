import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from './verdict.ts';

type Told = readonly [status: number, type: string, reason: string];

const kindOf = ([status, type, reason]: Told): string => {
  const verdict = verdictOf({ status, error: { type, reason } });
  return typeof verdict === 'string' ? verdict : Object.keys(verdict).join();
};

/** As Elasticsearch 8.19 tells them. */
const ofDocuments: readonly Told[] = [
  [400, 'strict_dynamic_mapping_exception', '[1:6] mapping set to strict, dynamic introduction of [x] within [_doc] is not allowed'],
  [400, 'document_parsing_exception', "[1:6] failed to parse field [n] of type [long] in document with id '1'. Preview of field's value: 'abc'"],
  [400, 'document_parsing_exception', '[1:2] failed to parse: [1:6] Unexpected end of file'],
  [400, 'document_parsing_exception', '[1:7] failed to parse: Limit of total fields [3] has been exceeded while adding new fields [1]'],
  [400, 'mapper_parsing_exception', 'failed to parse'],
  [400, 'illegal_argument_exception', 'Limit of total fields [1000] has been exceeded while adding new fields [1]'],
  [400, 'illegal_argument_exception', 'mapper [attributes.status] cannot be changed from type [long] to [text]'],
  [
    400,
    'illegal_argument_exception',
    'Document contains at least one immense term in field="message" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped.',
  ],
];

const ofTheCluster: readonly Told[] = [
  [401, 'security_exception', 'unable to authenticate user [sonde] for REST request [/_bulk]'],
  [
    403,
    'security_exception',
    'action [indices:data/write/bulk[s]] is unauthorized for user [sonde] with effective roles [reader] on indices [sonde-log-2026-01-01]',
  ],
  [400, 'validation_exception', 'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [8]/[1] maximum normal shards open;'],
  [
    400,
    'illegal_argument_exception',
    'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum shards open;',
  ],
  [400, 'illegal_argument_exception', 'Number of documents in shard [[sonde-log-2026-01-01][0]] exceeds the limit of [2147483519] documents per shard'],
  [400, 'illegal_argument_exception', 'pipeline with id [none] does not exist'],
  [400, 'illegal_argument_exception', 'no write index is defined for alias [sonde-log-2026-01-01].'],
  [400, 'index_closed_exception', 'closed'],
  [403, 'cluster_block_exception', 'index [sonde-log-2026-01-01] blocked by: [FORBIDDEN/5/index read-only (api)];'],
  [
    429,
    'cluster_block_exception',
    'index [p] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
  ],
  [429, 'es_rejected_execution_exception', 'rejected execution of coordinating operation'],
  [503, 'unavailable_shards_exception', '[sonde-log-2026-01-01][0] primary shard is not active Timeout: [1m]'],
];

test('what concerns the document is refused for good', () => {
  for (const told of ofDocuments) assert.equal(kindOf(told), 'refused', told[2]);
});

test('what concerns the cluster, or who may write, is asked again, with its reason', () => {
  for (const told of ofTheCluster) assert.equal(kindOf(told), 'later', told[2]);
  const [status, type, reason] = ofTheCluster[1] ?? [0, '', ''];
  assert.deepEqual(verdictOf({ status, error: { type, reason } }), { later: `${type}: ${reason}` });
});

test('an index that is not there is made, what is there is known, and no verdict is none', () => {
  assert.equal(kindOf([404, 'index_not_found_exception', 'no such index [p-new] and [action.auto_create_index] is [false]']), 'homeless');
  assert.equal(kindOf([409, 'version_conflict_engine_exception', '[1]: version conflict, document already exists (current version [1])']), 'known');
  assert.equal(verdictOf({ status: 201 }), 'stored');
  assert.deepEqual(verdictOf(undefined), { later: 'status 500' });
});
