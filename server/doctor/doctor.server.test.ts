import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Doctor } from '#contract/routes.ts';
import { type AgentEndpoint, agentEndpoint, agentReport } from '../fixtures/agent-endpoint.ts';
import { testServer } from '../fixtures/test-server.ts';
import { lossCheck, recordedCheck } from './checks.ts';

const endpoints: AgentEndpoint[] = [];
after(() => Promise.all(endpoints.map((endpoint) => endpoint[Symbol.asyncDispose]())));

async function doctorWith(change: (endpoint: AgentEndpoint) => void): Promise<Doctor> {
  const endpoint = await agentEndpoint('testhost');
  endpoints.push(endpoint);
  change(endpoint);
  await using server = await testServer({
    agents: [
      { node: 'testhost', url: endpoint.url },
      // Nothing listens on port 1.
      { node: 'gone', url: 'http://127.0.0.1:1' },
    ],
  });
  const { status, json } = await server.get('/api/doctor');
  assert.equal(status, 200);
  return json() as Doctor;
}

const named = ({ checks }: Doctor, name: string) => checks.find((check) => check.name === name);

test('what does not answer is failed, says why, and says what to do', async () => {
  const reply = await doctorWith(() => undefined);
  assert.equal(reply.state, 'failed');
  for (const name of ['Agent on gone', 'Prometheus']) {
    const check = named(reply, name);
    assert.equal(check?.state, 'failed', name);
    assert.notEqual(check?.mend, '');
  }
  assert.equal(named(reply, 'Agent on testhost')?.state, 'ok');
  assert.equal(reply.lost, null, 'what counts losses is not there, so they are not known');
  const [here, gone] = reply.hosts;
  assert.deepEqual([here?.agentUp, here?.health.state, gone?.agentUp, gone?.report], [true, 'ok', false, null]);
  assert.match(gone?.health.reasons[0] ?? '', /the agent does not answer/);
});

test('a collector that is not up makes its host a warning, with the reason', async () => {
  const report = agentReport('testhost');
  const reply = await doctorWith((endpoint) => {
    const down = {
      ...report.collectors[0],
      name: 'udp',
      help: 'UDP',
      up: false,
      reason: 'the kernel has no BTF',
      programs: [],
      cpuSecondsKernel: 0,
      cpuSecondsAgent: 0,
      lost: {},
    };
    endpoint.report = { ...report, collectors: [...report.collectors, down] };
  });
  assert.match(named(reply, 'Agent on testhost')?.says ?? '', /1 of 2 collectors are up \(udp: the kernel has no BTF\)/);
  assert.deepEqual(reply.hosts[0]?.health, { state: 'warning', reasons: ['the udp collector is not up: the kernel has no BTF'] });
});

test('a collector that does without something is up, and the agent a warning', async () => {
  const report = agentReport('testhost');
  const lacks = { says: 'counts only what arrives in order', mend: 'A newer kernel.' };
  const reply = await doctorWith((endpoint) => {
    endpoint.report = { ...report, collectors: report.collectors.map((collector) => ({ ...collector, lacks })) };
  });
  const { state, says } = named(reply, 'Agent on testhost') ?? {};
  assert.deepEqual([state, says], ['warning', 'answers; all 1 collectors are up, but not all of tcp']);
  assert.equal(reply.hosts[0]?.health.state, 'ok');
});

test('an answer that is no report is as good as none, and the field at fault is named', async () => {
  const reply = await doctorWith((endpoint) => {
    endpoint.report = { ...agentReport('testhost'), startedAt: 'noon' };
  });
  assert.match(named(reply, 'Agent on testhost')?.says ?? '', /not a report: \/startedAt/);
});

test('without recorded series the map is called empty only while it is', () => {
  const says = (edgesOnMap: number) => recordedCheck({ agents: 1, recorded: 0, edgesOnMap }).says;
  assert.match(says(0), /so the map is empty/);
  assert.match(says(18), /none now; the map shows what was recorded before/);
  assert.equal(recordedCheck({ agents: 1, recorded: 18, edgesOnMap: 18 }).state, 'ok');
});

test('losses are counted out', () => {
  assert.equal(lossCheck({ total: 0, ratio: 0, byReason: [] }).state, 'ok');
  const { state, says, mend } = lossCheck({ total: 12, ratio: 0.0123, byReason: [{ node: 'a', collector: 'tcp', reason: 'ring_full', count: 12 }] });
  assert.equal(state, 'warning');
  assert.equal(says, '12 events were lost in the last 15 minutes, 1.2 %: 12 by tcp on a (ring full)');
  const many = lossCheck({ total: 12_000, ratio: 0.5, byReason: [{ node: 'a', collector: 'tcp', reason: 'ring_full', count: 12_000 }] });
  assert.equal(many.says, '12\u202f000 events were lost in the last 15 minutes, 50 %: 12\u202f000 by tcp on a (ring full)');
  assert.equal(mend, 'Counts are lower bounds while this lasts. Raise limits.ringBytes in the configuration.');
});
