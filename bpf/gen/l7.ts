// Generated from the object's BTF by bpf/generate-readers.ts.
import { bytesAt, wordAt } from '../words.ts';
import { type EdgeKey, readEdgeKey } from './sockets.ts';

export const l7Protocol = {
  L7_UNDECIDED: 0,
  L7_HTTP: 1,
  L7_DNS: 2,
  L7_REDIS: 3,
  L7_POSTGRESQL: 4,
  L7_MYSQL: 5,
  L7_TLS: 6,
  L7_LEFT_ALONE: 7,
} as const;

export const l7Unseen = {
  L7_ENCRYPTED: 0,
  L7_HTTP2: 1,
  L7_UNKNOWN_PROTOCOL: 2,
  L7_FROM_BEFORE: 3,
  L7_UNPARSABLE: 4,
} as const;

export const l7Status = {
  L7_OK: 0,
  L7_FAILED: 1,
  L7_NOT_RUN: 65534,
  L7_UNANSWERED: 65535,
} as const;

export const l7Stat = {
  L7_STAT_REPAIRED: 0,
  L7_STAT_STORAGE_FAILED: 1,
  L7_STAT_UNPARSED: 2,
  L7_STAT_GAP: 3,
  L7_STAT_NO_SCRATCH: 4,
  L7_STAT_SHED: 5,
  L7_STAT_ORPHANS: 6,
  L7_STAT_TABLE_FULL: 7,
  L7_STAT_RING_FULL: 8,
  L7_STAT_LEFT_OUT: 9,
  L7_STAT_UNNAMED: 10,
  L7_STAT_QUERIES_FULL: 11,
  L7_STAT_UNLEARNT: 12,
  L7_STAT_ESTIMATES: 13,
  L7_STAT_COUNT: 19,
} as const;

export const l7EventKind = {
  L7_EVENT_REQUEST: 0,
  L7_EVENT_HELLO: 1,
  L7_EVENT_DNS: 2,
  L7_EVENT_KINDS: 3,
} as const;

export const httpMethod = {
  HTTP_OTHER: 0,
  HTTP_GET: 1,
  HTTP_HEAD: 2,
  HTTP_POST: 3,
  HTTP_PUT: 4,
  HTTP_DELETE: 5,
  HTTP_PATCH: 6,
  HTTP_OPTIONS: 7,
  HTTP_CONNECT: 8,
  HTTP_TRACE: 9,
} as const;

export const dnsMethod = {
  DNS_OTHER: 0,
  DNS_A: 1,
  DNS_AAAA: 2,
  DNS_PTR: 3,
  DNS_CNAME: 4,
  DNS_MX: 5,
  DNS_TXT: 6,
  DNS_SRV: 7,
  DNS_NS: 8,
  DNS_SOA: 9,
  DNS_HTTPS: 10,
  DNS_SVCB: 11,
  DNS_CAA: 12,
  DNS_DS: 13,
  DNS_DNSKEY: 14,
  DNS_ANY: 15,
} as const;

export const dnsStatus = {
  DNS_NOERROR: 0,
  DNS_FORMERR: 1,
  DNS_SERVFAIL: 2,
  DNS_NXDOMAIN: 3,
  DNS_NOTIMP: 4,
  DNS_REFUSED: 5,
  DNS_YXDOMAIN: 6,
  DNS_YXRRSET: 7,
  DNS_NXRRSET: 8,
  DNS_NOTAUTH: 9,
  DNS_NOTZONE: 10,
} as const;

export const redisMethod = {
  REDIS_OTHER: 0,
  REDIS_GET: 1,
  REDIS_SET: 2,
  REDIS_SETEX: 3,
  REDIS_SETNX: 4,
  REDIS_MGET: 5,
  REDIS_MSET: 6,
  REDIS_INCR: 7,
  REDIS_INCRBY: 8,
  REDIS_DEL: 9,
  REDIS_UNLINK: 10,
  REDIS_EXISTS: 11,
  REDIS_EXPIRE: 12,
  REDIS_TTL: 13,
  REDIS_KEYS: 14,
  REDIS_SCAN: 15,
  REDIS_HGET: 16,
  REDIS_HSET: 17,
  REDIS_HMGET: 18,
  REDIS_HGETALL: 19,
  REDIS_HDEL: 20,
  REDIS_HINCRBY: 21,
  REDIS_LPUSH: 22,
  REDIS_RPUSH: 23,
  REDIS_LPOP: 24,
  REDIS_RPOP: 25,
  REDIS_BLPOP: 26,
  REDIS_BRPOP: 27,
  REDIS_LRANGE: 28,
  REDIS_SADD: 29,
  REDIS_SPOP: 30,
  REDIS_SMEMBERS: 31,
  REDIS_SISMEMBER: 32,
  REDIS_ZADD: 33,
  REDIS_ZRANGE: 34,
  REDIS_ZRANGEBYSCORE: 35,
  REDIS_ZSCORE: 36,
  REDIS_ZPOPMIN: 37,
  REDIS_XADD: 38,
  REDIS_XREADGROUP: 39,
  REDIS_XACK: 40,
  REDIS_PUBLISH: 41,
  REDIS_EVAL: 42,
  REDIS_EVALSHA: 43,
  REDIS_MULTI: 44,
  REDIS_EXEC: 45,
  REDIS_AUTH: 46,
  REDIS_HELLO: 47,
  REDIS_SELECT: 48,
  REDIS_CLIENT: 49,
  REDIS_INFO: 50,
  REDIS_RESET: 51,
  REDIS_MONITOR: 52,
  REDIS_SYNC: 53,
  REDIS_PSYNC: 54,
  REDIS_PING: 55,
  REDIS_SUBSCRIBE: 56,
  REDIS_PSUBSCRIBE: 57,
  REDIS_SSUBSCRIBE: 58,
  REDIS_UNSUBSCRIBE: 59,
  REDIS_PUNSUBSCRIBE: 60,
  REDIS_SUNSUBSCRIBE: 61,
} as const;

export const redisStatus = {
  REDIS_ERR: 2,
  REDIS_WRONGTYPE: 3,
  REDIS_MOVED: 4,
  REDIS_ASK: 5,
  REDIS_NOAUTH: 6,
  REDIS_NOPERM: 7,
  REDIS_WRONGPASS: 8,
  REDIS_NOSCRIPT: 9,
  REDIS_EXECABORT: 10,
  REDIS_LOADING: 11,
  REDIS_BUSY: 12,
  REDIS_READONLY: 13,
  REDIS_OOM: 14,
  REDIS_MISCONF: 15,
  REDIS_CROSSSLOT: 16,
  REDIS_TRYAGAIN: 17,
  REDIS_CLUSTERDOWN: 18,
  REDIS_MASTERDOWN: 19,
  REDIS_NOREPLICAS: 20,
  REDIS_BUSYGROUP: 21,
  REDIS_NOGROUP: 22,
  REDIS_BUSYKEY: 23,
  REDIS_NOPROTO: 24,
  REDIS_UNBLOCKED: 25,
  REDIS_UNKILLABLE: 26,
  REDIS_NOTBUSY: 27,
  REDIS_DENIED: 28,
} as const;

export const postgresqlMethod = {
  POSTGRESQL_OTHER: 0,
  POSTGRESQL_SELECT: 1,
  POSTGRESQL_INSERT: 2,
  POSTGRESQL_UPDATE: 3,
  POSTGRESQL_DELETE: 4,
  POSTGRESQL_MERGE: 5,
  POSTGRESQL_REPLACE: 6,
  POSTGRESQL_WITH: 7,
  POSTGRESQL_VALUES: 8,
  POSTGRESQL_TABLE: 9,
  POSTGRESQL_COPY: 10,
  POSTGRESQL_LOAD: 11,
  POSTGRESQL_CALL: 12,
  POSTGRESQL_DO: 13,
  POSTGRESQL_BEGIN: 14,
  POSTGRESQL_COMMIT: 15,
  POSTGRESQL_ROLLBACK: 16,
  POSTGRESQL_SAVEPOINT: 17,
  POSTGRESQL_RELEASE: 18,
  POSTGRESQL_XA: 19,
  POSTGRESQL_SET: 20,
  POSTGRESQL_RESET: 21,
  POSTGRESQL_SHOW: 22,
  POSTGRESQL_USE: 23,
  POSTGRESQL_DISCARD: 24,
  POSTGRESQL_EXPLAIN: 25,
  POSTGRESQL_DESCRIBE: 26,
  POSTGRESQL_PREPARE: 27,
  POSTGRESQL_EXECUTE: 28,
  POSTGRESQL_DEALLOCATE: 29,
  POSTGRESQL_DECLARE: 30,
  POSTGRESQL_FETCH: 31,
  POSTGRESQL_MOVE: 32,
  POSTGRESQL_CLOSE: 33,
  POSTGRESQL_CREATE: 34,
  POSTGRESQL_ALTER: 35,
  POSTGRESQL_DROP: 36,
  POSTGRESQL_TRUNCATE: 37,
  POSTGRESQL_RENAME: 38,
  POSTGRESQL_COMMENT: 39,
  POSTGRESQL_GRANT: 40,
  POSTGRESQL_REVOKE: 41,
  POSTGRESQL_LOCK: 42,
  POSTGRESQL_UNLOCK: 43,
  POSTGRESQL_LISTEN: 44,
  POSTGRESQL_NOTIFY: 45,
  POSTGRESQL_UNLISTEN: 46,
  POSTGRESQL_ANALYZE: 47,
  POSTGRESQL_VACUUM: 48,
  POSTGRESQL_REINDEX: 49,
  POSTGRESQL_REFRESH: 50,
  POSTGRESQL_OPTIMIZE: 51,
  POSTGRESQL_CHECK: 52,
  POSTGRESQL_FLUSH: 53,
  POSTGRESQL_KILL: 54,
} as const;

export const mysqlMethod = {
  MYSQL_OTHER: 0,
  MYSQL_SELECT: 1,
  MYSQL_INSERT: 2,
  MYSQL_UPDATE: 3,
  MYSQL_DELETE: 4,
  MYSQL_MERGE: 5,
  MYSQL_REPLACE: 6,
  MYSQL_WITH: 7,
  MYSQL_VALUES: 8,
  MYSQL_TABLE: 9,
  MYSQL_COPY: 10,
  MYSQL_LOAD: 11,
  MYSQL_CALL: 12,
  MYSQL_DO: 13,
  MYSQL_BEGIN: 14,
  MYSQL_COMMIT: 15,
  MYSQL_ROLLBACK: 16,
  MYSQL_SAVEPOINT: 17,
  MYSQL_RELEASE: 18,
  MYSQL_XA: 19,
  MYSQL_SET: 20,
  MYSQL_RESET: 21,
  MYSQL_SHOW: 22,
  MYSQL_USE: 23,
  MYSQL_DISCARD: 24,
  MYSQL_EXPLAIN: 25,
  MYSQL_DESCRIBE: 26,
  MYSQL_PREPARE: 27,
  MYSQL_EXECUTE: 28,
  MYSQL_DEALLOCATE: 29,
  MYSQL_DECLARE: 30,
  MYSQL_FETCH: 31,
  MYSQL_MOVE: 32,
  MYSQL_CLOSE: 33,
  MYSQL_CREATE: 34,
  MYSQL_ALTER: 35,
  MYSQL_DROP: 36,
  MYSQL_TRUNCATE: 37,
  MYSQL_RENAME: 38,
  MYSQL_COMMENT: 39,
  MYSQL_GRANT: 40,
  MYSQL_REVOKE: 41,
  MYSQL_LOCK: 42,
  MYSQL_UNLOCK: 43,
  MYSQL_LISTEN: 44,
  MYSQL_NOTIFY: 45,
  MYSQL_UNLISTEN: 46,
  MYSQL_ANALYZE: 47,
  MYSQL_VACUUM: 48,
  MYSQL_REINDEX: 49,
  MYSQL_REFRESH: 50,
  MYSQL_OPTIMIZE: 51,
  MYSQL_CHECK: 52,
  MYSQL_FLUSH: 53,
  MYSQL_KILL: 54,
  MYSQL_PING: 55,
  MYSQL_STATISTICS: 56,
  MYSQL_FIELD_LIST: 57,
  MYSQL_CHANGE_USER: 58,
  MYSQL_RESET_CONNECTION: 59,
  MYSQL_BINLOG_DUMP: 60,
} as const;

export const tlsMethod = {
  TLS_OTHER: 0,
  TLS_HANDSHAKE: 1,
} as const;

export const tlsStatus = {
  TLS_ALERT: 2,
} as const;

export const l7KeyBytes = 56;
/** The byte at which each member begins. */
export const l7KeyPlaces = {
  edge: 0,
  protocol: 48,
} as const;

export interface L7Key {
  readonly edge: EdgeKey;
  readonly protocol: number;
}

export function readL7Key(view: DataView, at: number): L7Key {
  return {
    edge: readEdgeKey(view, at + 0),
    protocol: view.getUint32(at + 48, true),
  };
}

export const l7TotalsBytes = 408;
/** The place of each 64-bit word. */
export const l7TotalsWords = {
  buckets: 0,
  ticks: 17,
  others: 18,
  names: 19,
  requests: 35,
} as const;

export const l7RequestEventBytes = 224;
/** The byte at which each member begins. */
export const l7RequestEventPlaces = {
  kind: 0,
  protocol: 4,
  method: 5,
  status: 6,
  at: 8,
  edge: 16,
  ticks: 64,
  textLength: 68,
  traceLength: 72,
  text: 80,
  trace: 184,
} as const;

export interface L7RequestEvent {
  readonly kind: number;
  readonly protocol: number;
  readonly method: number;
  readonly status: number;
  readonly at: number;
  readonly edge: EdgeKey;
  readonly ticks: number;
  readonly textLength: number;
  readonly traceLength: number;
  readonly text: Uint8Array;
  readonly trace: Uint8Array;
}

export function readL7RequestEvent(view: DataView, at: number): L7RequestEvent {
  return {
    kind: view.getUint32(at + 0, true),
    protocol: view.getUint8(at + 4),
    method: view.getUint8(at + 5),
    status: view.getUint16(at + 6, true),
    at: wordAt(view, at + 8),
    edge: readEdgeKey(view, at + 16),
    ticks: view.getUint32(at + 64, true),
    textLength: view.getUint32(at + 68, true),
    traceLength: view.getUint32(at + 72, true),
    text: bytesAt(view, at + 80, 104),
    trace: bytesAt(view, at + 184, 40),
  };
}

export const l7HelloEventBytes = 2104;
/** The byte at which each member begins. */
export const l7HelloEventPlaces = {
  kind: 0,
  length: 4,
  edge: 8,
  bytes: 56,
} as const;

export interface L7HelloEvent {
  readonly kind: number;
  readonly length: number;
  readonly edge: EdgeKey;
  readonly bytes: Uint8Array;
}

export function readL7HelloEvent(view: DataView, at: number): L7HelloEvent {
  return {
    kind: view.getUint32(at + 0, true),
    length: view.getUint32(at + 4, true),
    edge: readEdgeKey(view, at + 8),
    bytes: bytesAt(view, at + 56, 2048),
  };
}

export const l7DnsEventBytes = 520;
/** The byte at which each member begins. */
export const l7DnsEventPlaces = {
  kind: 0,
  length: 4,
  bytes: 8,
} as const;

export interface L7DnsEvent {
  readonly kind: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

export function readL7DnsEvent(view: DataView, at: number): L7DnsEvent {
  return {
    kind: view.getUint32(at + 0, true),
    length: view.getUint32(at + 4, true),
    bytes: bytesAt(view, at + 8, 512),
  };
}

/** Where each setting lies in .rodata. */
export const settings = {
  l7SamplesPerSecond: { offset: 0, bytes: 4 },
  l7HellosPerSecond: { offset: 4, bytes: 4 },
  l7SlowTicks: { offset: 8, bytes: 4 },
  l7BoundsTicks: { offset: 16, bytes: 128 },
} as const;
