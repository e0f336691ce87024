import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { Demo } from '#contract/demo.ts';
import { demoSwitches, noDemo } from './switches.ts';

const demo = (on: boolean): Demo => ({ faults: [{ name: 'refused', does: 'a', look: 'b', alerts: ['C'], on, problem: '' }] });

test('without a demo there is no fault, and none can be turned on', async () => {
  const channel = new EventEmitter();
  for (const switches of [noDemo, demoSwitches(channel)]) {
    assert.deepEqual(switches.state(), { faults: [] });
    await assert.rejects(switches.turn('refused', true), /no demo runs here/);
  }
});

test('a fault is on once the supervisor says so', async () => {
  const asked: object[] = [];
  const channel = Object.assign(new EventEmitter(), { send: (message: object) => asked.push(message) });
  const switches = demoSwitches(channel);
  channel.emit('message', { demo: demo(false) });
  channel.emit('message', { demo: 'nonsense' });
  assert.deepEqual(switches.state(), demo(false));
  await assert.rejects(switches.turn('latency', true), /no fault called latency/);
  const turned = switches.turn('refused', true);
  assert.deepEqual(asked, [{ fault: 'refused', on: true }]);
  channel.emit('message', { demo: demo(true) });
  assert.deepEqual(await turned, demo(true));
});
