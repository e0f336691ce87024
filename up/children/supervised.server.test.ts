import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { startTicksOf } from '../host/leftovers.ts';
import { lineLog } from '../log.ts';
import { type Child, type Ending, running } from './child.ts';
import { messageOf, until } from './readiness.ts';
import { SupervisedChild } from './supervised.ts';

const deadlineMs = 20_000;

function eventually(what: string, holds: () => boolean): Promise<void> {
  let last = '';
  const attempt = (): Promise<void> => (holds() ? Promise.resolve() : Promise.reject(new Error(what)));
  return until(AbortSignal.timeout(deadlineMs), (why) => (last = why), attempt).catch((cause: unknown) => {
    throw new Error(`waiting: ${last}`, { cause });
  });
}

interface Started extends AsyncDisposable {
  readonly supervised: SupervisedChild;
  readonly said: string[];
  readonly pids: number[];
}

/** A real process that runs this script, under supervision. */
function supervise(script: string, more: Partial<Child> = {}): Started {
  const said: string[] = [];
  const pids: number[] = [];
  const child: Child = { name: 'probe', command: [process.execPath, '-e', script], ipc: false, ready: running, ...more };
  const watch = { log: lineLog((text) => said.push(text.trimEnd())), started: (_: string, pid: number) => pids.push(pid), ended: () => {} };
  const supervised = new SupervisedChild(child, watch);
  supervised.start();
  return { supervised, said, pids, [Symbol.asyncDispose]: () => supervised.stop(true) };
}

const forever = 'setInterval(() => {}, 1000);';
const Hello = Type.Object({ hello: Type.String() });

test('a child that ends is started again after 0.2 s, 0.4 s, 0.8 s', async () => {
  await using started = supervise('console.error("no luck"); process.exit(3)');
  await eventually('three restarts', () => started.supervised.report().restarts >= 3);
  const pauses = started.said.filter((line) => line.includes('starting again'));
  assert.deepEqual(
    pauses.slice(0, 3),
    [0.2, 0.4, 0.8].map((pause) => `sonde: probe ended with 3, starting again in ${pause} s`),
  );
  await eventually('the reason', () => started.supervised.report().problem === 'it ended with 3, after "no luck"');
  assert.ok(started.said.includes('probe: no luck'));
});

test('a child that is killed comes back', async () => {
  await using started = supervise(forever);
  await started.supervised.firstReady;
  process.kill(started.pids[0] ?? 0, 'SIGKILL');
  await eventually('the second process', () => started.pids.length === 2 && started.supervised.report().state === 'ready');
  assert.ok(started.said.includes('sonde: probe was ended by SIGKILL, starting again in 0.2 s'));
  assert.ok(started.said.includes('sonde: probe is back'));
});

test('a program that is not there is reported, not thrown', async () => {
  await using started = supervise('', { command: ['/nowhere/program'] });
  await eventually('the report', () => started.said.some((line) => line.includes('could not be started')));
});

test('the input comes as one line, the answer over IPC makes it ready', async () => {
  let heard = '';
  const script = `let text = ''; process.stdin.on('data', (chunk) => text += chunk).on('end', () => process.send({ hello: text })); ${forever}`;
  const ready: Child['ready'] = async (run) => {
    heard = (await messageOf(run, Hello)).hello;
  };
  await using started = supervise(script, { ipc: true, input: () => 'secret\n', ready });
  await started.supervised.firstReady;
  assert.equal(heard, 'secret\n');
});

test('another message than the expected one leaves it unready, with the reason', async () => {
  await using started = supervise(`process.send({ good: 'day' }); ${forever}`, { ipc: true, ready: async (run) => void (await messageOf(run, Hello)) });
  await eventually('the reason', () => started.supervised.report().problem.includes('does not know'));
  assert.equal(started.supervised.report().state, 'starting');
});

test('while it is waited for, what it says of that is told; once it is ready no more', async () => {
  const line = JSON.stringify({ level: 50, time: 'now', name: 'probe', msg: 'Kafka is away' });
  const script = `console.log(${JSON.stringify(line)}); console.log('fine'); process.once('SIGHUP', () => process.send({ hello: 'you' })); ${forever}`;
  const ready: Child['ready'] = async (run) => {
    run.waitsFor('it joins');
    await messageOf(run, Hello);
  };
  await using started = supervise(script, { ipc: true, ready });
  await eventually('what it waits for', () => started.supervised.report().problem === 'it joins; it says "Kafka is away"');
  await eventually('its last line', () => started.said.includes('probe: fine'));
  process.kill(started.pids[0] ?? 0, 'SIGHUP');
  await started.supervised.firstReady;
  assert.equal(started.supervised.report().problem, '');
});

test('a stop asks first, and its process and what that started are gone afterwards', async () => {
  const script = `process.on('SIGTERM', () => { console.log('asked'); process.exit(0) }); const { pid } = require('node:child_process').spawn('sleep', ['600']); console.log('started', pid); ${forever}`;
  const { supervised, said, pids } = supervise(script);
  await eventually('its child', () => said.some((line) => line.startsWith('probe: started')));
  const sleeper = Number(
    said
      .find((line) => line.startsWith('probe: started'))
      ?.split(' ')
      .at(-1),
  );
  assert.ok(startTicksOf(sleeper) !== undefined);
  await supervised.stop();
  assert.ok(said.includes('probe: asked'));
  await eventually('both ended', () => [sleeper, ...pids].every((pid) => startTicksOf(pid) === undefined));
  assert.equal(supervised.report().state, 'stopped');
  assert.equal(pids.length, 1);
});

test('a stop in a pause starts nothing again', async () => {
  const { supervised, pids } = supervise('process.exit(1)');
  await eventually('a pause', () => supervised.report().state === 'pausing');
  const before = pids.length;
  await supervised.stop();
  assert.equal(supervised.report().state, 'stopped');
  assert.equal(pids.length, before);
});

test('what mends a failed start hears how it ended, and the pauses begin again', async () => {
  const endings: Ending[] = [];
  const afterEnd: Child['afterEnd'] = (ending) => Promise.resolve(endings.push(ending) >= 2);
  await using started = supervise('console.log("broken"); process.exit(1)', { afterEnd });
  await eventually('three ends', () => endings.length >= 3);
  assert.deepEqual(endings[0], { how: 'ended with 1', wasReady: true, lines: ['broken'] });
  const pauses = started.said.filter((line) => line.includes('starting again')).map((line) => line.slice(-5));
  assert.deepEqual(pauses.slice(0, 3), ['0.2 s', '0.2 s', '0.2 s']);
});
