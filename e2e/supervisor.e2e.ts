import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { eventually } from './whole/eventually.ts';
import { worksSince } from './whole/fresh.ts';
import { bpfPrograms, familyOf, heldBpfPrograms, isAlive, mountPoints, mountPointsAnywhere, namedIn } from './whole/processes.ts';
import { flagsOf, Launched, type Ports, type Sonde, startSonde } from './whole/sonde.ts';

const goneMs = 15_000;

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
      await refusesABusyPort(data, killed.ports);
      await using next = await startSonde({ data });
      await worksSince(next, next.up.startedAt);
      assert.deepEqual(await next.stop(), { code: 0, signal: null });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** A start that is not the first: what is there stays, and is the next one's. */
async function refusesABusyPort(data: string, ports: Ports): Promise<void> {
  await using holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const kept = readdirSync(data);
  await using up = new Launched(flagsOf(data, { ...ports, prometheus: port }));
  const { code } = await up.ended;
  assert.deepEqual([code, up.stdout], [1, ''], up.stderr);
  assert.match(up.stderr, new RegExp(`prometheus\\.port: ${port}.*is taken by .* \\(pid ${process.pid}\\)`));
  assert.deepEqual(readdirSync(data), kept);
}

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
    const mounted = mountPointsAnywhere();
    assert.deepEqual(
      mounts.filter((path) => mounted.has(path)),
      [],
      'mounts',
    );
  });
}
