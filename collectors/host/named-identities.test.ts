import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';
import { addMemory, addThrottling, Uses } from './identity-use.ts';
import { NamedIdentities } from './named-identities.ts';

const gib = 2 ** 30;

interface Used {
  readonly name: string;
  readonly kind?: 'process' | 'systemd';
  readonly user: number;
  readonly memory?: number;
}

function settler(scene: HostScene) {
  const named = new NamedIdentities(scene.sources);
  return (...used: readonly Used[]) => {
    const uses = new Uses();
    for (const { name, kind = 'process', user, memory } of used) {
      const use = uses.of({ kind, name, namespace: '' });
      use.userSeconds += user;
      if (memory !== undefined) addMemory(use, { anonBytes: memory, fileBytes: 0, workingSetBytes: memory });
    }
    named.settle(uses, 15, 16 * gib);
  };
}

/** Name and value of the series of one metric, by its labels after the identity's. */
const rows = (scene: HostScene, metric: string, rest: string) =>
  new Map(
    scene.shown(`sonde_host_identity_${metric}`).flatMap((line) => {
      const [, name, labels, value] = /^\{identity="([^"]*)",identity_kind="[^"]*",identity_namespace=""(.*)\} (.*)$/.exec(line) ?? [];
      return name !== undefined && labels === rest ? [[name, Number(value)] as const] : [];
    }),
  );
const userSeconds = (scene: HostScene) => rows(scene, 'cpu_seconds_total', ',mode="user"');

const crowd = (count: number, user: number): Used[] => Array.from({ length: count }, (_, n) => ({ name: `p${n}`, user: user + n / 1000 }));

test('32 have names, the others are one, and nothing is lost', (t) => {
  const scene = hostScene(t);
  const settle = settler(scene);
  for (let look = 0; look < 5; look += 1) settle(...crowd(100, 1));
  const seconds = userSeconds(scene);
  assert.equal(seconds.size, 33);
  assert.ok(seconds.has('p99') && seconds.has('other'), 'the busiest have names');
  const sum = [...seconds.values()].reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - 5 * (100 + 4.95)) < 1e-6);
  assert.deepEqual(scene.shown('sonde_host_unnamed'), ['{subject="identity"} 68']);
});

test('who becomes busy gets a name, and takes it from the least; a small lead takes none', (t) => {
  const scene = hostScene(t);
  const settle = settler(scene);
  for (let look = 0; look < 20; look += 1) settle(...crowd(32, 1));
  for (let look = 0; look < 20; look += 1) settle(...crowd(32, 1), { name: 'as large', user: 1.2 });
  assert.equal(userSeconds(scene).has('as large'), false);
  for (let look = 0; look < 20; look += 1) settle(...crowd(32, 1), { name: 'busy', user: 15 });
  const seconds = userSeconds(scene);
  assert.ok(seconds.has('busy'));
  assert.equal(seconds.has('p0'), false);
});

test('one who was idle or gone for a while counts on; after a quarter of an hour it has no series', (t) => {
  const scene = hostScene(t);
  const settle = settler(scene);
  for (let look = 0; look < 5; look += 1) settle({ name: 'worker', user: 3 });
  for (let look = 0; look < 50; look += 1) settle();
  assert.equal(userSeconds(scene).get('worker') ?? 0, 15);
  settle({ name: 'worker', user: 1 });
  assert.equal(userSeconds(scene).get('worker'), 16);
  for (let look = 0; look < 62; look += 1) settle();
  assert.equal(userSeconds(scene).has('worker'), false);
});

test('very small processes have no name of their own, services always', (t) => {
  const scene = hostScene(t);
  const settle = settler(scene);
  for (let look = 0; look < 30; look += 1)
    settle(
      { name: 'grep', user: 0, memory: gib / 1024 },
      { name: 'idle.service', kind: 'systemd', user: 0, memory: gib / 1024 },
      { name: 'db', user: 0, memory: gib },
    );
  const memory = rows(scene, 'memory_bytes', ',type="anon"');
  assert.deepEqual(
    [...memory].toSorted(([a], [b]) => a.localeCompare(b)),
    [
      ['db', gib],
      ['idle.service', gib / 1024],
      ['other', gib / 1024],
    ],
  );
});

test('periods of a CPU limit are shown where there is one', (t) => {
  const scene = hostScene(t);
  const named = new NamedIdentities(scene.sources);
  const uses = new Uses();
  const limited = uses.of({ kind: 'container', name: 'shop-api', namespace: '' });
  for (let cgroup = 0; cgroup < 2; cgroup += 1) addThrottling(limited, { periods: 100, throttledPeriods: 30, throttledSeconds: 1.25 });
  limited.limitBytes = gib;
  uses.of({ kind: 'systemd', name: 'nginx.service', namespace: '' }).userSeconds = 1;
  named.settle(uses, 15, 16 * gib);
  const labels = '{identity="shop-api",identity_kind="container",identity_namespace=""}';
  const shown = scene.shown('sonde_host_identity_').filter((line) => /period|throttled|limit/.test(line));
  assert.deepEqual(shown, [
    `cpu_periods_total${labels} 200`,
    `cpu_throttled_periods_total${labels} 60`,
    `cpu_throttled_seconds_total${labels} 2.5`,
    `memory_limit_bytes${labels} ${gib}`,
  ]);
});
