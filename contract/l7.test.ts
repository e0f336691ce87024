import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Outcome, outcomeOf } from './l7.ts';
import { l7Protocols } from './metrics.ts';

const cases: readonly [protocol: string, outcome: Outcome, statuses: readonly string[]][] = [
  ['http', 'ok', ['101', '200', '204', '304', 'other']],
  ['http', 'client_error', ['400', '404', '429', '499']],
  ['http', 'error', ['500', '503']],
  ['dns', 'ok', ['NOERROR', 'other']],
  ['dns', 'client_error', ['NXDOMAIN']],
  ['dns', 'error', ['SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP']],
  ['redis', 'ok', ['ok', 'MOVED', 'ASK', 'other']],
  ['redis', 'client_error', ['NOSCRIPT']],
  ['redis', 'error', ['ERR', 'WRONGTYPE', 'OOM', 'LOADING']],
  ['postgresql', 'ok', ['ok', '00', '02', 'other']],
  ['postgresql', 'error', ['23', '40', '42', '53', '57']],
  ['mysql', 'ok', ['ok', 'other']],
  ['mysql', 'error', ['23', '42', 'HY']],
  ['tls', 'ok', ['ok']],
  ['tls', 'error', ['alert_handshake_failure', 'failed']],
  ['other', 'ok', ['ok', 'other']],
];

for (const [protocol, outcome, statuses] of cases) {
  test(`${statuses.join(', ')} of ${protocol}: ${outcome}`, () => {
    for (const status of statuses) assert.equal(outcomeOf(protocol, status), outcome, status);
  });
}

test('an answer that never came is an error in every protocol', () => {
  for (const protocol of l7Protocols) assert.equal(outcomeOf(protocol, 'unanswered'), 'error', protocol);
});

test('a status is taken whole', () => {
  assert.equal(outcomeOf('http', '4040'), 'error');
  assert.equal(outcomeOf('redis', 'okay'), 'error');
  assert.equal(outcomeOf('mysql', '200'), 'error');
});
