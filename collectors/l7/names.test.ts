import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dnsMethod, dnsStatus, httpMethod, l7Protocol, l7Status, mysqlMethod, redisMethod, redisStatus, tlsMethod, tlsStatus } from '../../bpf/gen/l7.ts';
import { namesOf } from './names.ts';

const named = (protocol: number, method: number, status: number) => {
  const names = namesOf(protocol) ?? assert.fail('the protocol has names');
  return `${names.protocol} ${names.method(method)} ${names.status(status)}`;
};
const { L7_OK, L7_FAILED, L7_NOT_RUN, L7_UNANSWERED } = l7Status;
/** As the kernel side writes the class of a SQLSTATE. */
const sqlClass = (signs: string) => L7_FAILED + 1 + Number.parseInt(signs, 36);

test('methods and statuses have the words of their protocol', () => {
  assert.equal(named(l7Protocol.L7_HTTP, httpMethod.HTTP_GET, 404), 'http GET 404');
  assert.equal(named(l7Protocol.L7_HTTP, httpMethod.HTTP_OTHER, 999), 'http other other');
  assert.equal(named(l7Protocol.L7_DNS, dnsMethod.DNS_AAAA, dnsStatus.DNS_NOERROR), 'dns AAAA NOERROR');
  assert.equal(named(l7Protocol.L7_DNS, dnsMethod.DNS_A, dnsStatus.DNS_NXDOMAIN), 'dns A NXDOMAIN');
  assert.equal(named(l7Protocol.L7_REDIS, redisMethod.REDIS_HGETALL, L7_OK), 'redis HGETALL ok');
  assert.equal(named(l7Protocol.L7_REDIS, redisMethod.REDIS_OTHER, redisStatus.REDIS_WRONGTYPE), 'redis other WRONGTYPE');
  assert.equal(named(l7Protocol.L7_REDIS, redisMethod.REDIS_SET, L7_FAILED), 'redis SET ERR');
  assert.equal(named(l7Protocol.L7_MYSQL, mysqlMethod.MYSQL_SELECT, sqlClass('42')), 'mysql SELECT 42');
  assert.equal(named(l7Protocol.L7_POSTGRESQL, 0, sqlClass('XX')), 'postgresql other XX');
  assert.equal(named(l7Protocol.L7_POSTGRESQL, 0, L7_NOT_RUN), 'postgresql other not_run');
  assert.equal(named(l7Protocol.L7_MYSQL, 0, L7_FAILED), 'mysql other failed');
  assert.equal(named(l7Protocol.L7_POSTGRESQL, 0, sqlClass('08')), 'postgresql other 08');
  assert.equal(named(l7Protocol.L7_TLS, tlsMethod.TLS_HANDSHAKE, tlsStatus.TLS_ALERT + 48), 'tls handshake alert_unknown_ca');
  assert.equal(named(l7Protocol.L7_TLS, tlsMethod.TLS_HANDSHAKE, tlsStatus.TLS_ALERT + 200), 'tls handshake alert_other');
});

test('what was never answered says so in every protocol', () => {
  for (const protocol of [l7Protocol.L7_HTTP, l7Protocol.L7_DNS, l7Protocol.L7_REDIS, l7Protocol.L7_POSTGRESQL, l7Protocol.L7_MYSQL, l7Protocol.L7_TLS])
    assert.match(named(protocol, 1, L7_UNANSWERED), / unanswered$/);
});

test('what is left alone has no names', () => {
  assert.equal(namesOf(l7Protocol.L7_LEFT_ALONE), undefined);
});
