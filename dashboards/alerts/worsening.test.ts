import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertsThatWorsen } from './worsening.ts';

test('what is told at two severities is known by its name, and nothing that is told at one', () => {
  const names = alertsThatWorsen();
  for (const name of ['NodeFsAlmostFull', 'NodeFsFillingUp', 'LogLag']) assert.ok(names.includes(name), `${name} is a ticket that becomes a page`);
  for (const name of ['EdgeRequestErrors', 'NodeMemoryHigh', 'AgentDown', 'Watchdog']) assert.ok(!names.includes(name), `${name} is not`);
  assert.deepEqual(names, [...new Set(names)]);
});
