import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShown, nothingPicked, type Picked, pick, readPicks, writePicks } from './pick.ts';

const all = ['user', 'system', 'iowait'];
const shown = (picked: Picked) => all.filter((label) => isShown(picked, label, all));

test('a click leaves one line, and the same click brings all of them back', () => {
  const alone = pick(nothingPicked, 'user', false);
  assert.deepEqual(shown(nothingPicked), all);
  assert.deepEqual(shown(alone), ['user']);
  assert.deepEqual(shown(pick(alone, 'system', false)), ['system']);
  assert.deepEqual(shown(pick(alone, 'user', false)), all);
});

test('adding joins a line to those that are shown, or takes it away; the last one that leaves brings all of them back', () => {
  const both = pick(pick(nothingPicked, 'user', false), 'iowait', true);
  assert.deepEqual(shown(both), ['user', 'iowait']);
  assert.deepEqual(shown(pick(both, 'user', true)), ['iowait']);
  assert.deepEqual(shown(pick(pick(both, 'user', true), 'iowait', true)), all);
  assert.deepEqual(shown(pick(both, 'user', false)), ['user']);
});

test('what was picked and is there no more hides nothing', () => {
  assert.deepEqual(shown(pick(nothingPicked, 'steal', false)), all);
});

test('what is picked stands in the address, chart by chart, whatever the lines are called', () => {
  const odd = new Set(['/var/lib, old;', '100 %:a']);
  const one = writePicks(null, 'CPU', new Set(['user']));
  const both = writePicks(one ?? null, 'Disks busy', odd);
  assert.deepEqual(readPicks(both ?? null, 'CPU'), new Set(['user']));
  assert.deepEqual(readPicks(both ?? null, 'Disks busy'), odd);
  assert.deepEqual(readPicks(both ?? null, 'Disks'), nothingPicked);
  assert.equal(writePicks(both ?? null, 'Disks busy', nothingPicked), one);
  assert.equal(writePicks(one ?? null, 'CPU', nothingPicked), undefined);
  assert.deepEqual(readPicks('CPU:%,;', 'CPU'), new Set(['%']));
});
