import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Doctor } from '#contract/routes.ts';
import { agentCheck } from '../doctor/checks.ts';
import { findingsIn, findingValue } from '../doctor/findings.ts';
import { healthThen } from './seen-then.ts';

const looked = { labels: {}, value: 0 };
const kept = (checks: Doctor['checks']) => [
  looked,
  ...findingsIn({ checks, hosts: [] }).map(({ name, state }) => ({ labels: { check: name }, value: findingValue[state] })),
];

test('a host was as well then as the doctor found its agent then', () => {
  const away = kept([agentCheck({ node: 'db-1', failure: 'refused' })]);
  assert.equal(healthThen('db-1', away).state, 'critical');
  assert.equal(healthThen('1', away).state, 'ok', 'another host');
  assert.equal(healthThen('db-1', [looked, { labels: { check: 'Agent on db-1' }, value: findingValue.warning }]).state, 'warning');
  assert.deepEqual(healthThen('db-1', [looked]), { state: 'ok', reasons: [] });
});

test('where the doctor kept nothing, how it was is not known', () => {
  assert.equal(healthThen('db-1', []).state, 'unknown');
});
