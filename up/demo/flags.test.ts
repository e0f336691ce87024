import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../config/arguments.ts';
import { ConfigError } from '../config/settings.ts';
import { faults } from './faults.ts';
import { demoFlags, demoOf, demoUsage } from './flags.ts';

const asked = (...argv: string[]) => demoOf(readArguments(argv, demoFlags));
const problem = (text: string) => (error: unknown) => {
  assert.ok(error instanceof ConfigError);
  assert.deepEqual(error.problems, [text]);
  return true;
};

test('there is a demo when it is asked for', () => {
  assert.equal(asked(), undefined);
  assert.ok(asked('--demo'));
  const on = (demo: ReturnType<typeof asked>) => demo?.switches.state().faults.flatMap(({ name, on }) => (on ? [name] : []));
  assert.deepEqual(on(asked('--demo')), []);
  assert.deepEqual(on(asked('--demo', '--fault', 'refused,dns')), ['refused', 'dns']);
});

test('an unknown fault is told those that there are', () => {
  const says =
    'fault: "latency" (flag --fault) is not allowed; allowed: refused, slow-query, 5xx, packet-loss, dns, log-storm, memory-hog, cpu-burner, full-disk';
  for (const names of ['latency', 'refused,latency']) assert.throws(() => asked('--demo', '--fault', names), problem(says));
});

test('a fault needs the demo', () => {
  assert.throws(() => asked('--fault', 'refused'), problem('fault: "refused" (flag --fault) is not allowed without --demo'));
});

test('the help names both flags and every fault', () => {
  for (const word of ['--demo\n', '--fault NAME,…\n', ...faults.map(({ name }) => `    ${name} `)]) assert.ok(demoUsage().includes(word), word);
});
