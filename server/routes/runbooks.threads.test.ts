import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { routes } from '#contract/routes.ts';
import { testServer } from '../fixtures/test-server.ts';

test('a runbook is served in its parts; one that is not there is a 404', async () => {
  await using server = await testServer();
  const answer = await server.get('/api/runbooks/NodeOOM');
  assert.equal(answer.status, 200);
  const { name, meaning, act } = Value.Parse(routes['GET /api/runbooks/:name'].reply, answer.json());
  assert.equal(name, 'NodeOOM');
  assert.match(meaning, /^The host itself had no memory left/);
  assert.match(act, /^Make sure that what was killed runs again/);
  assert.equal((await server.get('/api/runbooks/NoSuchAlert')).status, 404);
  assert.equal((await server.get('/api/runbooks/..%2F..%2Fetc%2Fpasswd')).status, 400);
});
