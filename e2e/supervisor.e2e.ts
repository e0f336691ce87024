import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Actor } from './traffic/actor.ts';
import { namespace } from './traffic/namespaces.ts';
import { between } from './whole/counted.ts';
import { eventually } from './whole/eventually.ts';
import { countsExactly } from './whole/exact.ts';
import { worksSince } from './whole/fresh.ts';
import { killAgent, killChild } from './whole/kill.ts';
import { bpfPrograms, familyOf, heldBpfPrograms, isAlive, mountPoints, namedIn } from './whole/processes.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

const goneMs = 15_000;
const host = '127.0.0.1';

describe('a child that is killed comes back', () => {
  const stack = new AsyncDisposableStack();
  let sonde: Sonde;
  before(async () => {
    sonde = stack.use(await startSonde());
  });
  after(() => stack.disposeAsync());

  for (const name of ['sonde-server', 'prometheus']) {
    test(`${name}: the API answers again with fresh numbers`, async () => {
      const moment = new Date();
      await killChild(sonde, name);
      await worksSince(sonde, moment);
    });
  }

  test('sonde-agent: it starts from 0, and nothing is counted twice', async () => {
    await using place = await namespace('killed');
    await using server = new Actor('killed-server.py', place);
    await using client = new Actor('killed-client.py', place);
    const port = await server.serve(host, 'echo');
    const both = (bytes: number) => ({
      'client sent bytes': bytes,
      'client received bytes': bytes,
      'server sent bytes': bytes,
      'server received bytes': bytes,
    });
    const of = [client.name, server.name];
    const edge = between(client.name, server.name, port);
    await client.connect({ host, port, times: 3 }, { send: 1000, keep: true });
    await countsExactly(sonde, { of, about: ['connects', 'accepts', 'bytes'], counts: { [edge]: { connects: 3, accepts: 3, ...both(3000) } } });
    await killAgent(sonde);
    await client.exchange(500);
    const since = { of, about: ['connects', 'accepts', 'bytes'] };
    const raw = { [edge]: both(1500) };
    const gained = { [edge]: { connects: 3, accepts: 3, ...both(4500) } };
    await countsExactly(sonde, { ...since, counts: gained, raw });
  });
});

describe('the end of the supervisor', { concurrency: true }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal}: everything has ended, nothing is left`, async () => {
      await using sonde = await startSonde();
      const left = whatRuns(sonde);
      assert.deepEqual(await sonde.stop(signal), { code: 0, signal: null });
      await nothingLeft(left);
      assert.ok(
        left.mounts.every((path) => !existsSync(path)),
        'its mount point is gone',
      );
    });
  }

  test('kill -9: everything ends by itself, and the next start works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
    try {
      const data = join(folder, 'data');
      await using killed = await startSonde({ data });
      const left = whatRuns(killed);
      await killed.stop('SIGKILL');
      await nothingLeft(left);
      await using next = await startSonde({ data });
      await worksSince(next, next.up.startedAt);
      assert.deepEqual(await next.stop(), { code: 0, signal: null });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

interface Running {
  readonly pids: readonly number[];
  readonly programs: readonly number[];
  readonly mounts: readonly string[];
}

function whatRuns(sonde: Sonde): Running {
  const family = familyOf(sonde.up.pid);
  const programs = heldBpfPrograms(namedIn(family, 'sonde-agent').pid);
  const mounts = mountPoints(namedIn(family, 'sonde-server').pid);
  assert.ok(family.length >= 4, 'four processes run');
  assert.ok(programs.length > 5, 'programs are attached');
  assert.ok(mounts.length > 0, 'folders are mounted');
  return { pids: family.map(({ pid }) => pid), programs, mounts };
}

async function nothingLeft({ pids, programs, mounts }: Running): Promise<void> {
  await eventually('no process, program or mount is left', goneMs, async () => {
    assert.deepEqual(pids.filter(isAlive), [], 'processes');
    const still = new Set(await bpfPrograms());
    assert.deepEqual(
      programs.filter((id) => still.has(id)),
      [],
      'BPF programs',
    );
    const mounted = mountPoints(process.pid);
    assert.deepEqual(
      mounts.filter((path) => mounted.includes(path)),
      [],
      'mounts',
    );
  });
}
