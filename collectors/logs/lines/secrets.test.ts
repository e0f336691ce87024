import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutSecrets } from './secrets.ts';

const secrets = [
  'login password=hunter2 ok',
  'connecting to postgres://shop:hunter2@db/shop',
  'Authorization: Bearer hunter2hunter2',
  '{"user":"a","apiKey":"hunter2"}',
  'GET /cb?code=hunter2&state=1',
  'key AKIAHUNTER2HUNTER2',
  'token ghp_hunter2hunter2hunter2',
  'jwt eyJhunter2hunter2.eyJhunter2hunter2.hunter2',
  'npm_hunter2hunter2',
  'session sk-hunter2hunter2hunter2',
];

for (const line of secrets) {
  test(`no secret is left of ${JSON.stringify(line)}`, () => {
    assert.doesNotMatch(withoutSecrets(line), /hunter2/i);
  });
}
