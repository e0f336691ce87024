import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AlertEvidence, Alerts } from '#contract/alerts.ts';
import { Logs } from '#contract/logs.ts';
import { routes, type TopologyEdge } from '#contract/routes.ts';
import { autoscalingAnswers, boardsAnswer } from './boards/answered.ts';
import { arrivalMs, demo } from './console/parts.ts';
import { AlertsPage } from './demo/alerts-page.ts';
import { fires, killAlerting, quick, refused, resolves, turn } from './demo/faults.ts';
import { has, Receiver, tellings } from './demo/webhook.ts';
import { demoRoom } from './whole/demo-room.ts';
import { eventually } from './whole/eventually.ts';
import { Launched, type Sonde, startSonde } from './whole/sonde.ts';

const goneMs = 20_000;

const shopNames = ['shopper.ts', 'storefront.ts', 'checkout.ts'];
const programs = [...new Set(demo.flatMap(({ from, to }) => [from, to]))];
const demoPorts = demo.map(({ port }) => port);

async function demoEdges(sonde: Sonde): Promise<Map<string, TopologyEdge>> {
  const { edges } = await sonde.get('/api/topology', routes['GET /api/topology'].reply);
  return new Map(edges.map((edge) => [`${edge.client} → ${edge.server}:${edge.port}`, edge]));
}

/** Every step of the demo is there, carries bytes both ways, is asked and answers in time, and is well. */
async function shopIsWell(sonde: Sonde): Promise<void> {
  const edges = await demoEdges(sonde);
  for (const { from, to, port, protocol } of demo) {
    const name = `process:${from} → process:${to}:${port}`;
    const edge = edges.get(name);
    assert.ok(edge !== undefined, `${name} is not among ${[...edges.keys()].join(', ')}`);
    assert.deepEqual(edge.health, { state: 'ok', reasons: [] }, name);
    assert.ok(edge.l4.toServerBytesPerSecond > 0 && edge.l4.toClientBytesPerSecond > 0, `${name}: ${JSON.stringify(edge.l4)}`);
    assert.ok(edge.l4.connectsPerSecond > 0 || edge.l4.openConnections > 0, `${name}: ${JSON.stringify(edge.l4)}`);
    assert.equal(edge.own, false, name);
    isAsked(name, edge, protocol);
  }
}

/** Requests, errors and p99, of this protocol and no other. */
function isAsked(name: string, { l7 }: TopologyEdge, protocol: (typeof demo)[number]['protocol']): void {
  const words = `${name}: ${JSON.stringify(l7)}`;
  assert.ok(l7.seen, words);
  assert.deepEqual(
    l7.protocols.map((one) => one.protocol),
    [protocol],
    words,
  );
  assert.ok(l7.requestsPerSecond > 0, words);
  assert.equal(l7.errorRatio, 0, words);
  assert.ok(l7.p99Seconds !== null && l7.p99Seconds > 0, words);
}

/** Of the demo's own programs, those whose edges are not well, in words. */
async function unwell(sonde: Sonde): Promise<string[]> {
  const clients = demo.map(({ from }) => `process:${from}`);
  const edges = [...(await demoEdges(sonde))].filter(([, { client, health }]) => clients.includes(client) && health.state !== 'ok');
  return edges.map(([name, { health }]) => `${name} ${health.state}: ${health.reasons.join('; ')}`);
}

/** What it wrote is found by the name that it has on the map. */
async function hasLines(sonde: Sonde, name: string, more = ''): Promise<string[]> {
  const { records } = await sonde.get(`/api/logs?query=${encodeURIComponent(`app=${name} ${more}`)}&limit=10`, Logs);
  assert.ok(records.length > 0, `${name} has no lines ${more}`);
  for (const { identity } of records) assert.equal(identity, `process:${name}`);
  return records.map(({ message }) => message);
}

/** Once it runs, it says so. */
function runs({ up }: Sonde): Promise<void> {
  return eventually('the line of the demo', arrivalMs, () => assert.match(up.stderr, /^sonde: the demo runs: a shop at http:\/\/127\.0\.0\.1:8480\//m));
}

function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/** What comes with the page: its graph, the connection on the map of then, the event, its lines, and links that hold whom and when. */
function explains({ graph, neighbours, events, patterns, links }: AlertEvidence): void {
  assert.deepEqual([graph?.threshold, graph?.comparison, graph?.series.length], [0.05, '>', 1]);
  const refusing = neighbours.edges.filter(({ client, health }) => client === 'process:checkout.ts' && health === 'critical');
  assert.equal(refusing.length, 1, JSON.stringify(neighbours.edges));
  assert.ok(
    neighbours.nodes.some(({ name }) => name === 'storefront.ts'),
    JSON.stringify(neighbours.nodes),
  );
  assert.match(JSON.stringify(events.records), /checkout\.ts could not connect to .* on port 8483/);
  assert.match(JSON.stringify(patterns?.found), /payment refused/);
  for (const page of ['Map', 'Logs', 'Events']) {
    const href = links.find(({ name }) => name === page)?.href ?? '';
    assert.match(href, /(sel=edge:|checkout\.ts).*&from=.+&to=/, `${page}: ${JSON.stringify(links)}`);
  }
}

async function onePage(sonde: Sonde, receiver: Receiver): Promise<void> {
  await using page = await AlertsPage.open(sonde);
  const listed = await fires(sonde, receiver, refused);
  await page.lists(listed);
  const { alerts, groups } = await sonde.get('/api/alerts?state=firing', Alerts);
  const alert = alerts.find(({ labels }) => has(labels, refused.labels));
  assert.match(alert?.summary ?? '', /checkout\.ts .*:8483/);
  assert.equal(alert?.annotations.cause, 'refused');
  assert.equal(groups.find(({ id }) => id === alert?.group.id)?.names[0], 'EdgeConnectFailures');
  explains(await sonde.get(`/api/alerts/${alert?.id}`, AlertEvidence));
  await turn(sonde, refused, 'off');
  await resolves(sonde, receiver, refused);
  await page.listsNoMore(listed);
  assert.equal(tellings(receiver.messages, 'firing', refused.labels), 1);
  assert.equal(tellings(receiver.messages, 'resolved', refused.labels), 1);
  // Others on this host may have alerts of their own, and take so much of it that what the shop asks takes longer: that is a ticket.
  const ofShop = ({ labels }: { readonly labels: Readonly<Record<string, string>> }) => labels.severity === 'page' && shopNames.includes(labels.client ?? '');
  const names = receiver.messages.flatMap(({ alerts: told }) => told.filter(ofShop).map(({ labels }) => labels.alertname));
  assert.deepEqual([...new Set(names)], ['EdgeConnectFailures']);
}

test('the demo is on the map within a minute; what a killed Sonde leaves of it is in nobody’s way; its fault is told', { timeout: 1_500_000 }, async (t) => {
  await using _room = await demoRoom();
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const data = join(folder, 'data');
  try {
    await t.test('the demo is on the map within a minute, all of it is well, and every board has its data', async () => {
      await using sonde = await startSonde({ data, flags: ['--demo'] });
      await eventually('the demo on the map', arrivalMs, () => shopIsWell(sonde));
      await runs(sonde);
      assert.deepEqual(await unwell(sonde), []);
      await eventually('lines of every program', arrivalMs, () => Promise.all(programs.map((name) => hasLines(sonde, name))));
      const prometheus = `http://127.0.0.1:${sonde.ports.prometheus}`;
      await boardsAnswer(prometheus, arrivalMs);
      await autoscalingAnswers(prometheus, 'checkout.ts', arrivalMs);
      await sonde.up.stop('SIGKILL');
    });

    await t.test('a killed Sonde takes its demo along', () =>
      eventually('the end of the demo', goneMs, async () => {
        for (const port of demoPorts) assert.ok(!(await isListening(port)), `port ${port} is still listened on`);
      }),
    );

    await t.test('the next one starts it again on what is left: with --fault refused one edge is critical and says why, the rest is well', async (step) => {
      await using receiver = await Receiver.start();
      await using sonde = await startSonde({ data, flags: ['--demo', '--fault', 'refused', '--webhook', receiver.url, ...quick] });
      await runs(sonde);
      await eventually('the refused payments on the map', arrivalMs, async () => {
        const [fault = '', ...others] = await unwell(sonde);
        assert.match(fault, /^process:checkout\.ts → host:\S+:8483 critical: (?:.*; )?[\d\u202f]+ of [\d\u202f]+ connects failed: refused$/);
        assert.deepEqual(others, []);
      });
      await eventually('the rest of the demo on the map', arrivalMs, () => shopIsWell(sonde));
      const errors = await hasLines(sonde, 'checkout.ts', 'level=error refused');
      assert.match(errors[0] ?? '', /msg="payment refused" .*error="POST \/payments on port 8483: connect ECONNREFUSED 127\.0\.0\.1:8483"/);
      await step.test('it pages once, names the cause, and is told once more when it is over', () => onePage(sonde, receiver));
      await step.test('an alert outlives a kill of Prometheus and Alertmanager', async () => {
        const heard = receiver.fromNow();
        await turn(sonde, refused, 'on');
        await fires(sonde, heard, refused);
        await killAlerting(sonde);
        await fires(sonde, heard, refused);
        await turn(sonde, refused, 'off');
        await resolves(sonde, heard, refused);
        const times = { firing: tellings(heard.messages, 'firing', refused.labels), resolved: tellings(heard.messages, 'resolved', refused.labels) };
        // Alertmanager does not write down at once whom it has told.
        assert.ok(times.firing <= 2 && times.resolved === 1, JSON.stringify(times));
      });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a fault that does not exist is refused with those that do, and so is a fault without the demo', async () => {
  for (const [flags, said] of [
    [['--demo', '--fault', 'refusd'], /fault: "refusd" \(flag --fault\) is not allowed; allowed: refused, slow-query, /],
    [['--fault', 'refused'], /fault: "refused" \(flag --fault\) is not allowed without --demo/],
  ] as const) {
    await using up = new Launched(flags);
    assert.deepEqual(await up.ended, { code: 2, signal: null });
    assert.match(up.stderr, said);
  }
});
