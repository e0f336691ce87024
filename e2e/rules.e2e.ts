import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Type } from 'typebox';
import { Alerts } from '#contract/alerts.ts';
import { Rule, Rules } from '#contract/rules.ts';
import { eventually } from './whole/eventually.ts';
import { familyOf, namedIn } from './whole/processes.ts';
import { roomForAll, type Sonde, startSonde } from './whole/sonde.ts';

/** A counter is read at scrapes, its rise looked at in the time that a rule says. */
const firesMs = 90_000;
const soonMs = 30_000;

let sonde: Sonde;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sonde-rules-'));
  writeFileSync(join(folder, 'shop.log'), '');
  sonde = await startSonde({ flags: [...roomForAll, '--logs', join(folder, '*.log')] });
});
after(async () => {
  await sonde[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const rules = async () => (await sonde.get('/api/rules', Rules)).rules;
const prometheusPid = () => namedIn(familyOf(sonde.up.pid), 'prometheus').pid;

async function stateOf(name: string, state: string): Promise<void> {
  await eventually(`${name} to be ${state}`, firesMs, async () => assert.equal((await rules()).find((rule) => rule.name === name)?.state, state));
}

const words = { for: '0s', severity: 'ticket', summary: 'As it should.' };
const found = (of: 'logs' | 'events', query: string) => ({ of, query, within: '20s', comparison: '>=', threshold: of === 'logs' ? 3 : 1 });

test('rules on numbers, lines and events fire; nobody had to start Prometheus anew', async () => {
  const pid = prometheusPid();
  const metrics = { of: 'metrics', expression: 'sonde_host_cpus > 0' };
  const added = [
    { name: 'AnyCpu', condition: metrics, ...words },
    { name: 'LostOrders', condition: found('logs', '"order lost" shop'), ...words },
    { name: 'Deployed', condition: found('events', 'type=deploy'), ...words },
  ];
  for (const rule of added) assert.equal((await sonde.post('/api/rules', Rule, rule)).name, rule.name);
  // What is counted before Prometheus has read a counter once is no rise.
  for (const counter of ['sonde_log_query_matches_total{rule="LostOrders"}', 'sonde_event_query_matches_total{rule="Deployed"}']) {
    const at = `/api/query?query=${encodeURIComponent(counter)}`;
    await eventually(counter, soonMs, async () => assert.match(JSON.stringify(await sonde.get(at, Type.Unknown())), /"0"\]/));
  }
  for (let number = 0; number < 5; number += 1) appendFileSync(join(folder, 'shop.log'), `shop: order lost, number ${number}\nshop: order sold\n`);
  const token = readFileSync(join(sonde.data, 'up', 'deploy.token'), 'utf8').trim();
  const deploy = await fetch(`${sonde.url}/api/events/deploys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ identity: 'shop', version: '2' }),
  });
  assert.equal(deploy.status, 200, await deploy.text());
  await Promise.all(added.map(({ name }) => stateOf(name, 'firing')));
  await eventually('the alerts', soonMs, async () => {
    const { alerts } = await sonde.get('/api/alerts?state=firing', Alerts);
    for (const { name } of added)
      assert.ok(
        alerts.some((alert) => alert.name === name),
        name,
      );
  });
  // What they count is over, and so are they.
  await Promise.all([stateOf('LostOrders', 'inactive'), stateOf('Deployed', 'inactive')]);
  assert.equal(prometheusPid(), pid);
});

test('a rule of Sonde’s own that is switched off is not evaluated, until it is on again', async () => {
  const inPrometheus = async () => await (await fetch(`http://127.0.0.1:${sonde.ports.prometheus}/api/v1/rules`)).text();
  assert.match(await inPrometheus(), /"Watchdog"/);
  assert.equal((await sonde.put('/api/rules/Watchdog/switch', Rule, { on: false })).on, false);
  await eventually('Prometheus to be without it', soonMs, async () => assert.doesNotMatch(await inPrometheus(), /"Watchdog"/));
  assert.equal((await sonde.put('/api/rules/Watchdog/switch', Rule, { on: true })).on, true);
  await eventually('Prometheus to have it', soonMs, async () => assert.match(await inPrometheus(), /"Watchdog"/));
});

test('what another Alertmanager tells is an alert here, until it is over', async () => {
  const token = readFileSync(join(sonde.data, 'up', 'webhook.token'), 'utf8').trim();
  const tell = async (status: 'firing' | 'resolved') => {
    const alert = {
      status,
      labels: { alertname: 'Elsewhere', severity: 'critical' },
      annotations: { summary: 'Far away.' },
      startsAt: new Date().toISOString(),
    };
    const about = { version: '4', groupKey: '{}', status, receiver: 'sonde', groupLabels: {}, commonLabels: {}, commonAnnotations: {} };
    const answer = await fetch(`${sonde.url}/api/webhooks/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...about, externalURL: 'http://other.example:9093', alerts: [alert] }),
    });
    assert.equal(answer.status, 200, await answer.text());
  };
  const seen = async () => (await sonde.get('/api/alerts?state=firing,resolved', Alerts)).alerts.find(({ name }) => name === 'Elsewhere');
  await tell('firing');
  await eventually('it to be seen', soonMs, async () => {
    const alert = await seen();
    assert.deepEqual([alert?.state, alert?.source, alert?.severity], ['firing', 'alertmanager', 'page']);
  });
  await tell('resolved');
  await eventually('it to be over', soonMs, async () => assert.equal((await seen())?.state, 'resolved'));
});

test('the server that comes back has the rules as they were', async () => {
  const { pid } = namedIn(familyOf(sonde.up.pid), 'sonde-server');
  process.kill(pid, 'SIGKILL');
  await eventually('the rules', soonMs, async () => assert.ok((await rules()).some(({ name, state }) => name === 'AnyCpu' && state === 'firing')));
  assert.equal((await sonde.delete('/api/rules/AnyCpu', Type.Object({ removed: Type.Boolean() }))).removed, true);
  await eventually('it to be gone', soonMs, async () => assert.ok((await rules()).every(({ name }) => name !== 'AnyCpu')));
});
