import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../config/arguments.ts';
import { ConfigError } from '../config/settings.ts';
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
  assert.ok(asked('--demo', '--fault', 'refused'));
});

test('an unknown fault is told those that there are', () => {
  const says = 'fault: "latency" (flag --fault) is not allowed; allowed: refused (orders are paid at a service that is down)';
  assert.throws(() => asked('--demo', '--fault', 'latency'), problem(says));
});

test('a fault needs the demo', () => {
  assert.throws(() => asked('--fault', 'refused'), problem('fault: "refused" (flag --fault) is not allowed without --demo'));
});

test('the help names both flags and every fault', () => {
  for (const word of ['--demo\n', '--fault NAME\n', 'refused (']) assert.ok(demoUsage().includes(word), word);
});
