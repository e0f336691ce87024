import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { output } from './traffic/program.ts';
import { eventually } from './whole/eventually.ts';
import { worksSince } from './whole/fresh.ts';
import { smallDisk } from './whole/small-disk.ts';
import { startSonde } from './whole/sonde.ts';

const backMs = 90_000;
const garbage = Buffer.alloc(64 * 1024, 'this was never a database. ');

interface DataFolder extends Disposable {
  readonly path: string;
}

function dataFolder(): DataFolder {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  return { path: join(folder, 'data'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Of a Sonde that was stopped. */
async function leftBehind(): Promise<DataFolder> {
  const data = dataFolder();
  const sonde = await startSonde({ data: data.path });
  await sonde.stop();
  return data;
}

async function copyOf({ path }: DataFolder): Promise<DataFolder> {
  const copy = dataFolder();
  await output(['cp', '--archive', path, copy.path]);
  return copy;
}

describe('damage', { concurrency: true }, () => {
  const left = leftBehind();
  after(async () => (await left)[Symbol.dispose]());

  test('the disk of the data fills up: the console answers, says so, and goes on when there is room', async () => {
    await using disk = await smallDisk(96);
    await using sonde = await startSonde({ data: join(disk.path, 'data') });
    await eventually('the map shows what runs here', backMs, async () => {
      const { nodes } = await sonde.get('/api/topology', routes['GET /api/topology'].reply);
      assert.ok(nodes.length > 1);
    });
    const makeRoom = await disk.fill();
    await eventually('the doctor says that the disk is full', backMs, async () => {
      const { checks } = await sonde.get('/api/doctor', routes['GET /api/doctor'].reply);
      assert.ok(checks.some(({ state, says }) => state === 'failed' && /^0 B free/.test(says)));
    });
    await eventually('Prometheus cannot write', backMs, () => assert.match(sonde.up.stderr, /prometheus:.*no space left on device/));
    await eventually('the map stands still and says why', backMs, async () => {
      const { stale, nodes } = await sonde.get('/api/topology', routes['GET /api/topology'].reply);
      assert.equal(stale?.reason, 'Prometheus answers, but stores nothing: the disk is full');
      assert.ok(nodes.length > 1);
    });
    await eventually('the doctor says that Prometheus cannot write', backMs, async () => {
      const { checks } = await sonde.get('/api/doctor', routes['GET /api/doctor'].reply);
      assert.ok(checks.some(({ name, state, says }) => name === 'Prometheus' && state === 'failed' && /cannot write: the disk is full/.test(says)));
      assert.ok(!checks.some(({ mend }) => /CPU/.test(mend)));
    });
    makeRoom();
    await worksSince(sonde, new Date());
    assert.ok(sonde.up.running);
  });

  test('a database of records that is none: it is moved aside, and the event says so', async () => {
    using data = await copyOf(await left);
    const folder = join(data.path, 'server');
    for (const name of readdirSync(folder).filter((file) => file.startsWith('records.db'))) writeFileSync(join(folder, name), garbage);
    await using sonde = await startSonde({ data: data.path });
    await eventually('the event', backMs, async () => {
      const { records } = await sonde.get('/api/events?limit=1000', routes['GET /api/events'].reply);
      assert.ok(records.some(({ type }) => type === 'sonde.store_corrupt'));
    });
    await worksSince(sonde, sonde.up.startedAt);
    assert.match(sonde.up.stderr, /moved aside/);
    assert.ok(readdirSync(folder).some((name) => name.includes('corrupt')));
  });

  test('a write-ahead log of Prometheus that is none: it starts, and says what it lost; the events still have the end of the one before', async () => {
    using data = await copyOf(await left);
    const wal = join(data.path, 'prometheus', 'wal');
    for (const name of readdirSync(wal).filter((file) => /^\d+$/.test(file))) writeFileSync(join(wal, name), garbage);
    await using sonde = await startSonde({ data: data.path });
    await worksSince(sonde, sonde.up.startedAt);
    assert.match(sonde.up.stderr, /prometheus:.*corrupt/i);
    const { records } = await sonde.get('/api/events?limit=1000', routes['GET /api/events'].reply);
    assert.equal(records.filter(({ type }) => type === 'sonde.agent_down').length, 1);
  });

  test('a folder of Prometheus that cannot be opened: it is moved aside, and the log says so', async () => {
    using data = await copyOf(await left);
    const folder = join(data.path, 'prometheus');
    rmSync(join(folder, 'wal'), { recursive: true });
    writeFileSync(join(folder, 'wal'), garbage);
    await using sonde = await startSonde({ data: data.path });
    await worksSince(sonde, sonde.up.startedAt);
    assert.match(sonde.up.stderr, /prometheus: COULD NOT OPEN ITS DATA.*wal-broken-/);
    assert.ok(readdirSync(folder).some((name) => name.startsWith('wal-broken-')));
  });
});
