import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asConsole, testServer } from '../fixtures/test-server.ts';

test('the console is told of a Grafana where one is configured', async () => {
  for (const grafanaUrl of ['https://grafana.example.com', null]) {
    await using server = await testServer({ grafanaUrl });
    assert.deepEqual((await server.get('/api/elsewhere', asConsole)).json(), { grafanaUrl });
  }
});
