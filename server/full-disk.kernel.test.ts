import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Record } from '#contract/record.ts';
import { freePort } from '../engines/free-port.ts';
import { type ServerProcess, serverProcess } from './fixtures/server-process.ts';
import { ingestSecret, testConfig } from './fixtures/test-server.ts';
import { waitFor } from './fixtures/wait.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonde-full-'));
});
after(() => rm(folder, { recursive: true }));

/** A server whose data folder is a file system of its own, which is gone with the server. */
async function onDisk(prepare: string): Promise<ServerProcess> {
  const config = testConfig(folder, { listen: { host: '127.0.0.1', port: await freePort() } });
  const script = `mount -t tmpfs -o size=1m tmpfs ${folder} && ${prepare} && exec "$@"`;
  return await serverProcess(config, ['unshare', '--mount', 'sh', '-c', script, 'sh']);
}

function record(index: number): Record {
  const at = new Date(Date.now() - index).toISOString();
  return {
    id: `record-${index}`,
    kind: 'event',
    time: at,
    node: 'testhost',
    type: 'test.event',
    severity: 'info',
    identity: '',
    object: '',
    reason: '',
    message: 'x'.repeat(4000),
    attributes: {},
    fingerprint: `record-${index}`,
    count: 1,
  };
}

async function send({ url }: ServerProcess, records: readonly Record[]): Promise<{ status: number; detail: string }> {
  const headers = { authorization: `Bearer ${ingestSecret}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/records`, { method: 'POST', headers, body: JSON.stringify({ records }) });
  const { detail = '' } = (await response.json()) as { detail?: string };
  return { status: response.status, detail };
}

const asked = ({ url, consoleToken }: ServerProcess, path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${consoleToken}` } });

test('a disk that fills up refuses records in clear words, keeps those it has, and leaves the console working', async () => {
  const server = await onDisk('true');
  let sent = 0;
  let refused: { status: number; detail: string } | undefined;
  while (refused === undefined && sent < 1000) {
    const answer = await send(
      server,
      Array.from({ length: 20 }, (_, index) => record(sent + index)),
    );
    if (answer.status === 200) sent += 20;
    else refused = answer;
  }
  assert.ok(sent > 0);
  assert.equal(refused?.status, 507);
  assert.match(refused?.detail ?? '', /full/);
  const { records } = (await (await asked(server, '/api/events?limit=1000')).json()) as { records: Record[] };
  assert.equal(records.length, sent);
  await waitFor('a doctor who has looked since', async () => {
    const { checks } = (await (await asked(server, '/api/doctor')).json()) as { checks: { name: string; state: string }[] };
    return checks.some(({ name, state }) => name === 'Disk space' && state === 'failed') ? true : undefined;
  });
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  assert.equal((await server.end()).code, 0);
});

test('a server that starts on a full disk has a token and says what is wrong', async () => {
  const server = await onDisk(`(cat /dev/zero > ${folder}/filler || true)`);
  assert.match(server.consoleToken, /^[\w-]{43}$/);
  const { status } = await send(server, [record(0)]);
  assert.ok(status === 507 || status === 503, String(status));
  const { checks } = (await (await asked(server, '/api/doctor')).json()) as { checks: { name: string; state: string }[] };
  for (const name of ['Event store', 'Disk space']) assert.equal(checks.find((check) => check.name === name)?.state, 'failed', name);
  assert.equal((await server.end()).code, 0);
  assert.match(server.output(), /the token of the console could not be kept/);
});
