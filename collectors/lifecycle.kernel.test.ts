import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { cgroupMounts } from './host/cgroups.ts';
import { Lab } from './l7/lab.ts';
import { until } from './runtime/fixtures/until.ts';

const { unified } = cgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
const mount = unified ?? assert.fail('cgroup v2 is not mounted');

/** Gone with the test, as is what had to be made for them. */
function cgroups(t: TestContext, ...paths: readonly string[]): string[] {
  const folders = paths.map((path) => mount + path);
  const made = ['/system.slice', ...paths].flatMap((path) => mkdirSync(mount + path, { recursive: true }) ?? []);
  t.after(() => {
    for (const folder of made.reverse()) rmdirSync(folder);
  });
  return folders;
}

async function liveAndEnd(folder: string): Promise<void> {
  const child = spawn('/bin/cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  writeFileSync(`${folder}/cgroup.procs`, String(child.pid));
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
}

test('a service and a container that start and end are told, each once', { timeout: 60_000 }, async (t) => {
  const unit = `sonde-life-${process.pid}.service`;
  const id = process.pid.toString(16).padStart(64, '0');
  const folders = cgroups(t, `/system.slice/${unit}`, `/system.slice/docker-${id}.scope`, `/sonde-life-${process.pid}`);
  await using lab = new Lab({ sweepMs: 250 });
  for (const folder of folders) await liveAndEnd(folder);
  const told = () => lab.events.filter(({ attributes }) => folders.includes(`${mount}${attributes['sonde.cgroup.path']}`));
  await until('the last has ended', () => told().length >= 4);
  assert.deepEqual(
    told().map(({ type, identity }) => [type, identity?.name]),
    [
      ['systemd.unit_started', unit],
      ['systemd.unit_ended', unit],
      ['container.started', id.slice(0, 12)],
      ['container.ended', id.slice(0, 12)],
    ],
  );
});
