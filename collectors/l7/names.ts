import {
  dnsMethod,
  dnsStatus,
  httpMethod,
  l7Protocol,
  l7Status,
  l7Unseen,
  mysqlMethod,
  postgresqlMethod,
  redisMethod,
  redisStatus,
  tlsMethod,
  tlsStatus,
} from '../../bpf/gen/l7.ts';
import { alertNames } from './alerts.ts';

/** The labels of one protocol's requests. */
interface Names {
  readonly protocol: string;
  method(number: number): string;
  status(number: number): string;
}

type Naming = (number: number) => string;

/** `HTTP_GET` → `GET`; what is not listed is `other`, and so is the 0 of a list of methods. */
function listed(numbers: { readonly [name: string]: number }): Naming {
  const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name.slice(name.indexOf('_') + 1)]));
  return (number) => names.get(number) ?? 'other';
}

function methods(numbers: { readonly [name: string]: number }): Naming {
  const name = listed(numbers);
  return (number) => (number === 0 ? 'other' : name(number));
}

/** `failed` is an error of which no more is known. */
function outcomes(failed: string, own: Naming): Naming {
  return (number) => {
    if (number === l7Status.L7_OK) return 'ok';
    if (number === l7Status.L7_NOT_RUN) return 'not_run';
    return number === l7Status.L7_FAILED ? failed : own(number);
  };
}

const firstClass = l7Status.L7_FAILED + 1;
const sqlSigns = 36;

/** The first two signs of a SQLSTATE, of `0-9A-Z` each. */
function sqlClass(number: number): string {
  const place = number - firstClass;
  return place < sqlSigns * sqlSigns ? place.toString(sqlSigns).toUpperCase().padStart(2, '0') : 'failed';
}

function httpStatus(number: number): string {
  return number >= 100 && number < 600 ? String(number) : 'other';
}

const alertOf = (number: number): string => `alert_${alertNames.get(number - tlsStatus.TLS_ALERT) ?? 'other'}`;

const protocols = new Map<number, Names>([
  [l7Protocol.L7_HTTP, { protocol: 'http', method: methods(httpMethod), status: httpStatus }],
  [l7Protocol.L7_DNS, { protocol: 'dns', method: methods(dnsMethod), status: listed(dnsStatus) }],
  [l7Protocol.L7_REDIS, { protocol: 'redis', method: methods(redisMethod), status: outcomes('ERR', listed(redisStatus)) }],
  [l7Protocol.L7_POSTGRESQL, { protocol: 'postgresql', method: methods(postgresqlMethod), status: outcomes('failed', sqlClass) }],
  [l7Protocol.L7_MYSQL, { protocol: 'mysql', method: methods(mysqlMethod), status: outcomes('failed', sqlClass) }],
  [l7Protocol.L7_TLS, { protocol: 'tls', method: (number) => methods(tlsMethod)(number).toLowerCase(), status: outcomes('failed', alertOf) }],
]);

function answered(names: Names): Names {
  return { ...names, status: (number) => (number === l7Status.L7_UNANSWERED ? 'unanswered' : names.status(number)) };
}

const known = new Map([...protocols].map(([number, names]) => [number, answered(names)]));

export function namesOf(protocol: number): Names | undefined {
  return known.get(protocol);
}

const unseenReasons = new Map<number, string>([
  [l7Unseen.L7_ENCRYPTED, 'encrypted'],
  [l7Unseen.L7_HTTP2, 'http2'],
  [l7Unseen.L7_UNKNOWN_PROTOCOL, 'unknown_protocol'],
  [l7Unseen.L7_FROM_BEFORE, 'from_before'],
  [l7Unseen.L7_UNPARSABLE, 'unparsable'],
]);

export const unseenReasonOf = (reason: number): string => unseenReasons.get(reason) ?? 'other';
