import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { cgroupTree } from './cgroup-tree.ts';
import { procfs } from './process-facts.ts';

const inode = (path: string) => statSync(path, { bigint: true }).ino;

/** A tree of folders and a clock that stands still unless it is told to go on. */
function scene(t: { after(clean: () => void): void }) {
  const mount = mkdtempSync(`${tmpdir()}/sonde-cgroups-`);
  t.after(() => rmSync(mount, { recursive: true }));
  const clock = { ms: 0 };
  const add = (path: string) => {
    mkdirSync(mount + path, { recursive: true });
    writeFileSync(`${mount}${path}/cgroup.procs`, '');
    return inode(mount + path);
  };
  return { mount, clock, add, now: () => clock.ms };
}

test('an id is the inode of its folder, at any depth', (t) => {
  const { mount, now, add } = scene(t);
  const deep = add('/kubepods/burstable/pod1/c1');
  const unit = add('/system.slice/nginx.service');
  const tree = cgroupTree({ mount, now });
  assert.equal(tree.path(deep), '/kubepods/burstable/pod1/c1');
  assert.equal(tree.path(unit), '/system.slice/nginx.service');
  assert.equal(tree.path(inode(mount)), '/');
});

test('misses walk the tree again at a bounded rate, and hits never do', (t) => {
  const { mount, now, clock, add } = scene(t);
  const tree = cgroupTree({ mount, now });
  assert.equal(tree.path(add('/a1')), '/a1');
  assert.equal(tree.path(add('/a2')), '/a2');
  assert.equal(tree.path(add('/a3')), '/a3');
  const late = add('/a4');
  assert.equal(tree.path(late), undefined, 'three walks in no time are enough');
  assert.equal(tree.path(inode(`${mount}/a1`)), '/a1');
  clock.ms = 60_000;
  assert.equal(tree.path(late), '/a4');
});

test('an id that is gone costs one walk, not one at each question', (t) => {
  const { mount, now, add } = scene(t);
  const tree = cgroupTree({ mount, now });
  for (let round = 0; round < 100; round += 1) assert.equal(tree.path(123_456_789n), undefined);
  assert.equal(tree.path(add('/new')), '/new', 'there are walks left');
  assert.equal(tree.path(0n), undefined);
});

test('a removed cgroup stays known, for the processes that ended in it', (t) => {
  const { mount, now, clock, add } = scene(t);
  const tree = cgroupTree({ mount, now });
  const short = add('/short');
  assert.equal(tree.path(short), '/short');
  rmSync(`${mount}/short`, { recursive: true });
  clock.ms = 60_000;
  tree.path(add('/other'));
  assert.equal(tree.path(short), '/short');
});

test('memory is bounded however many cgroups come and go', (t) => {
  const { mount, now, clock, add } = scene(t);
  const tree = cgroupTree({ mount, now, maxEntries: 20 });
  for (let round = 0; round < 60; round += 1) {
    clock.ms += 60_000;
    tree.path(BigInt(10_000_000 + round));
    tree.path(add(`/c${round}`));
    assert.ok(tree.size() <= 40);
  }
});

const { cgroupMount } = procfs();

test('cgroups of the running kernel are found', { skip: cgroupMount === undefined || process.getuid?.() !== 0 ? 'needs root and cgroup v2' : false }, (t) => {
  const top = `${cgroupMount}/sonde-test-tree-${process.pid}`;
  t.after(() => {
    for (const path of ['/a/b', '/a', '']) rmdirSync(top + path);
  });
  mkdirSync(`${top}/a/b`, { recursive: true });
  const tree = cgroupTree({ mount: cgroupMount ?? '' });
  assert.equal(tree.path(inode(`${top}/a/b`)), `/sonde-test-tree-${process.pid}/a/b`);
  assert.equal(tree.path(inode(`${top}/a`)), `/sonde-test-tree-${process.pid}/a`);
});
