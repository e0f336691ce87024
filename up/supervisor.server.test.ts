import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Child, running } from './children/child.ts';
import { until } from './children/readiness.ts';
import { lineLog } from './log.ts';
import { Supervisor } from './supervisor.ts';

const deadlineMs = 20_000;
const forever = 'setInterval(() => {}, 1000);';

/** Real processes that run these scripts; each says when it is there. */
async function supervise(scripts: Readonly<Record<string, { readonly script: string; readonly endsFirst?: boolean }>>) {
  const said: string[] = [];
  const pids = new Map<string, number[]>();
  const supervisor = new Supervisor({
    log: lineLog((text) => said.push(text.trimEnd())),
    started: (name, pid) => pids.set(name, [...(pids.get(name) ?? []), pid]),
    ended: () => {},
  });
  const children = Object.entries(scripts).map(([name, { script, ...more }]): Child => {
    const command = [process.execPath, '-e', `${script} console.log('there'); ${forever}`];
    return { name, command, ipc: false, ready: running, ...more };
  });
  await supervisor.add(children);
  const says = (line: string) =>
    until(
      AbortSignal.timeout(deadlineMs),
      () => {},
      () => (said.includes(line) ? Promise.resolve() : Promise.reject(new Error(line))),
    );
  for (const { name } of children) await says(`${name}: there`);
  return { supervisor, said, pids, says };
}

test('who has last words ends before those that are to hear them', async () => {
  const { supervisor, said } = await supervise({
    hearer: { script: `process.on('SIGTERM', () => { console.log('asked'); process.exit(0); });` },
    speaker: { script: `process.on('SIGTERM', () => setTimeout(() => { console.log('last words'); process.exit(0); }, 300));`, endsFirst: true },
  });
  await supervisor.stop();
  assert.deepEqual(said.slice(-2), ['speaker: last words', 'hearer: asked']);
});

test('who does not come to an end is not waited for, what ends meanwhile is not started again, and a hard stop asks nobody', async () => {
  const { supervisor, pids, says } = await supervise({
    hearer: { script: `process.on('SIGTERM', () => { console.log('asked'); process.exit(0); });` },
    fragile: { script: '' },
    speaker: { script: `process.on('SIGTERM', () => console.log('not yet'));`, endsFirst: true },
  });
  const stopped = supervisor.stop();
  await says('speaker: not yet');
  process.kill(pids.get('fragile')?.[0] ?? 0, 'SIGKILL');
  await says('hearer: asked');
  await supervisor.stop(true);
  await stopped;
  assert.deepEqual(
    [...pids.values()].map(({ length }) => length),
    [1, 1, 1],
  );
});
