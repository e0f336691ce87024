import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import { placementIn } from '../identity/cgroup-path.ts';
import { lives } from './lives.ts';

function placedIn(path: string): Identity | undefined {
  const { container, unit } = placementIn(path);
  if (container !== undefined) return { kind: 'container', name: container.slice(0, 12), namespace: '' };
  return unit === undefined ? undefined : { kind: 'systemd', name: unit, namespace: '' };
}

const nginx = '/system.slice/nginx.service';
const container = `/docker/${'0123456789abcdef'.repeat(4)}`;

/** `+`: the first process came; `-`: the last one left. */
function told(...steps: readonly (readonly [path: string, hierarchy: number, change: '+' | '-'])[]): string[] {
  const step = lives(placedIn);
  return steps.flatMap(([path, hierarchy, change]) => {
    const found = step({ path, hierarchy, isPopulated: change === '+' });
    return found === undefined ? [] : [`${found.identity.name} ${found.starts ? 'starts' : 'ends'}`];
  });
}

test('what starts and ends is told once each, in however many hierarchies it has a cgroup', () => {
  assert.deepEqual(told([nginx, 0, '+'], [nginx, 1, '+'], [nginx, 1, '-'], [nginx, 0, '-']), ['nginx.service starts', 'nginx.service ends']);
  assert.deepEqual(told([container, 3, '+'], [container, 3, '-'], [container, 3, '+']), ['0123456789ab starts', '0123456789ab ends', '0123456789ab starts']);
});

test('of what ran before anybody looked the end is told, once', () => {
  assert.deepEqual(told([nginx, 0, '-'], [nginx, 1, '-'], [nginx, 0, '+']), ['nginx.service ends', 'nginx.service starts']);
});

test('what is neither a container nor a service is nobody', () => {
  assert.deepEqual(told(['/user.slice/user-0.slice/app.service', 0, '+'], ['/system.slice/run-r0123.service', 0, '+']), []);
});

test('what a container runs as its own service is neither a service of this host nor a start of the container', () => {
  const inside = `${container}/system.slice/nginx.service`;
  assert.deepEqual(told([nginx, 0, '+'], [inside, 0, '+'], [inside, 0, '-'], [nginx, 0, '-']), ['nginx.service starts', 'nginx.service ends']);
  assert.deepEqual(told([inside, 0, '+'], [container, 0, '+'], [inside, 0, '-']), ['0123456789ab starts']);
});
