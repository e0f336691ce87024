import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Demo } from '#contract/demo.ts';
import { running } from '../children/child.ts';
import { lineLog } from '../log.ts';
import { Supervisor } from '../supervisor.ts';
import { refused } from './faults.ts';
import { Switchboard } from './switchboard.ts';

const onIn = ({ faults }: Demo) => faults.flatMap(({ name, on }) => (on ? [name] : []));

test('a fault’s program runs while it is on, and whoever follows hears of each change', async () => {
  const supervisor = new Supervisor({ log: lineLog(() => {}), started: () => {}, ended: () => {} });
  const names = () => supervisor.reports().map(({ name }) => name);
  const child = (name: string) => ({ name, command: ['sleep', '60'], ipc: false, ready: running });
  const switchboard = new Switchboard([refused]);
  const following = new AbortController();
  const told: string[][] = [];
  const next = () => Promise.withResolvers<void>();
  let change = next();
  switchboard.follow(following.signal, (state) => {
    told.push(onIn(state));
    change.resolve();
    change = next();
  });
  switchboard.begin({ supervisor, childrenOf: (fault) => (fault === 'dns' ? [child('demo-resolver')] : []) });
  const turn = async (name: string, on: boolean) => {
    const changed = change.promise;
    switchboard.turn(name, on);
    await changed;
  };
  try {
    await turn('dns', true);
    assert.deepEqual(names(), ['demo-resolver']);
    switchboard.turn('no such fault', true);
    await turn('refused', false);
    await turn('dns', false);
    await turn('refused', true);
    assert.deepEqual(names(), [], 'it has ended before what came after');
    assert.deepEqual(told, [['refused'], ['refused', 'dns'], ['dns'], [], ['refused']]);
  } finally {
    following.abort();
    await supervisor.stop();
  }
});

test('what cannot be on this host says why', () => {
  const switchboard = new Switchboard([refused]);
  const supervisor = new Supervisor({ log: lineLog(() => {}), started: () => {}, ended: () => {} });
  const childrenOf = () => {
    throw new Error('no cgroup hierarchy with cpu is mounted');
  };
  switchboard.begin({ supervisor, childrenOf });
  assert.equal(switchboard.state().faults.find(({ on }) => on)?.problem, 'no cgroup hierarchy with cpu is mounted');
});
