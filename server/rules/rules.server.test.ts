import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import type { Problem } from '#contract/reply.ts';
import type { RulesChanged } from '#contract/rule-changes.ts';
import { type Backtest, type NewRule, Preview, Rule, Rules } from '#contract/rules.ts';
import { type AgentEndpoint, agentEndpoint } from '../fixtures/agent-endpoint.ts';
import { type PrometheusServer, prometheusServer } from '../fixtures/prometheus-server.ts';
import { asConsole, type TestServer, testConfig, testServer } from '../fixtures/test-server.ts';
import { waitFor } from '../fixtures/wait.ts';

let agent: AgentEndpoint;
let prometheus: PrometheusServer;
let server: TestServer;
let folder: string;

const userRules = () => readFile(join(folder, 'rules', 'user.yml'), 'utf8');

const own = `groups:
- name: sonde-compute
  rules:
  - alert: NodeHot
    expr: sonde_host_cpus > 1000
    for: 15m
    labels: {severity: ticket, domain: compute, owner: platform}
    annotations: {summary: 'It is hot.', unit: count, runbook: NodeHot}
`;

before(async () => {
  agent = await agentEndpoint('host-a');
  agent.set('sonde_host_cpus', {}, 4);
  prometheus = await prometheusServer([{ job: 'sonde-agent', address: agent.address, labels: { cluster: 'test', node: 'host-a' } }], 1, false);
  await prometheus.readRules('own', own);
  const tellUp = ({ rules }: RulesChanged) => {
    void userRules().then((text) => prometheus.readRules('user', text));
    void prometheus.readRules('own', rules.off.includes('NodeHot') ? 'groups: []\n' : own);
  };
  folder = await mkdtemp(join(tmpdir(), 'sonde-rules-'));
  const alerting = { ...testConfig(folder).alerting, alertmanager: { url: 'http://127.0.0.1:1', folder, isOurs: false } };
  server = await testServer({ prometheusUrl: prometheus.url, alerting }, tellUp);
  await waitFor('the first scrape', async () => {
    const { status, json } = await server.get('/api/query?query=sonde_host_cpus');
    return status === 200 && JSON.stringify(json()).includes('host-a') ? true : undefined;
  });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await prometheus[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function send(method: 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  const response = await server.app.inject({ method, url, headers: { host: '127.0.0.1:8400', ...asConsole }, ...(payload && { payload }) });
  return { status: response.statusCode, json: <T>() => response.json<T>() };
}

const rule = (expression: string, changes: Partial<NewRule> = {}): NewRule => ({
  name: 'ManyCpus',
  condition: { of: 'metrics', expression },
  for: '0s',
  severity: 'ticket',
  summary: '{{ $labels.node }} has {{ $value }} CPUs.',
  ...changes,
});

const listed = async (): Promise<Rules> => (await server.get('/api/rules')).json() as Rules;

const wrong: readonly [expression: string, place: string, says: RegExp][] = [
  ['rate(sonde_host_interrupts_total[5m] > 5', '(', /the \( at 4 is not closed: \) is missing/],
  ['sonde_host_cpus{node="a" > 5', '{', /the \{ at 15 is not closed: \} is missing/],
  ['sonde_host_cpus) > 5', ')', /the \) closes nothing/],
  ['incrase(sonde_host_interrupts_total[5m]) > 5', 'incrase', /no function incrase; did you mean increase\?/],
  ['sonde_host_cpu > 5', 'sonde_host_cpu', /Sonde has no metric sonde_host_cpu; did you mean sonde_host_cpus\?/],
  ['sonde_tcp_connects_total{clinet="a"} > 5', 'clinet', /has no label clinet; did you mean client\?/],
  ['sonde_host_cpus >', '', /parse error/],
  ['"ä" + sonde_host_cpus bogus', 'bogus', /unexpected identifier/],
  ['sonde_host_cpus[5m]', 'sonde_host_cpus[5m]', /gives a range of values/],
  ['"text"', '"text"', /gives a text/],
  ['rate(sonde_host_cpus)', 'sonde_host_cpus', /expected type range vector/],
];

for (const [expression, place, says] of wrong) {
  test(`${expression} is refused, with where and why`, async () => {
    const { status, json } = await send('POST', '/api/rules', rule(expression));
    const problem = json<Problem>();
    assert.equal(status, 400, problem.detail);
    assert.equal(problem.field, 'condition.expression');
    assert.match(problem.detail, says);
    if (place !== '') assert.equal(expression.slice(problem.position, (problem.position ?? 0) + (problem.length ?? 0)), place);
  });
}

test('a template that Prometheus could not read is refused where it stands', async () => {
  for (const text of ['{{ .Foo }}', 'a {{ $labels.node', '{{ template "x" }}', '{{ query "up" }}', '{{{{ $value }}']) {
    const { status, json } = await send('POST', '/api/rules', rule('sonde_host_cpus > 3', { summary: text }));
    assert.equal(status, 400);
    assert.equal(json<Problem>().position, text.indexOf('{{'));
  }
});

test('a rule is added, evaluated, changed, switched off and on, and removed; others go on meanwhile', async () => {
  const added = await send('POST', '/api/rules', rule('sonde_host_cpus > 3'));
  assert.equal(added.status, 200, JSON.stringify(added.json()));
  assert.ok(Compile(Rule).Check(added.json()));
  await send('POST', '/api/rules', rule('sonde_host_cpus > 2', { name: 'Beside' }));
  const firing = await waitFor('the rule to fire', async () => (await listed()).rules.find(({ name, state }) => name === 'ManyCpus' && state === 'firing'));
  assert.equal(firing.builtIn, false);
  assert.equal(firing.alerts, 1);

  const changed = await send('PUT', '/api/rules/ManyCpus', { ...rule('sonde_host_cpus > 5'), name: undefined });
  assert.equal(changed.json<Rule>().expression, 'sonde_host_cpus > 5');
  await waitFor('the rule to be quiet', async () => (await listed()).rules.find(({ name, state }) => name === 'ManyCpus' && state === 'inactive'));

  const off = await send('PUT', '/api/rules/ManyCpus/switch', { on: false });
  assert.equal(off.json<Rule>().on, false);
  assert.equal((await send('PUT', '/api/rules/ManyCpus/switch', { on: true })).json<Rule>().on, true);
  assert.equal((await send('DELETE', '/api/rules/ManyCpus')).status, 200);
  assert.equal((await send('DELETE', '/api/rules/ManyCpus')).status, 404);
  // Each reload came between two evaluations of the other: its alert has no gap.
  const samples = await waitFor('samples of the other', async () => {
    const { data } = (await server.get('/api/query?query=ALERTS%7Balertname%3D%22Beside%22%2Calertstate%3D%22firing%22%7D%5B1m%5D')).json() as {
      data: { result: { values: [number, string][] }[] };
    };
    const [one, ...more] = data.result;
    assert.deepEqual(more, []);
    return one !== undefined && one.values.length > 3 ? one.values.map(([at]) => at) : undefined;
  });
  for (const [index, at] of samples.entries()) if (index > 0) assert.ok(at - (samples[index - 1] ?? 0) < 1.5, `a gap at ${at}: ${samples}`);
  await send('DELETE', '/api/rules/Beside');
});

test("Sonde's own rules are listed, cannot be changed, and can be switched off and on", async () => {
  const all = await listed();
  assert.ok(Compile(Rules).Check(all));
  const hot = all.rules.find(({ name }) => name === 'NodeHot');
  assert.deepEqual(
    [hot?.builtIn, hot?.on, hot?.for, hot?.severity, hot?.owner, hot?.domain, hot?.runbook],
    [true, true, '15m', 'ticket', 'platform', 'compute', 'NodeHot'],
  );
  for (const name of ['NodeHot', 'nodehot']) assert.equal((await send('POST', '/api/rules', rule('sonde_host_cpus > 3', { name }))).status, 409);
  assert.equal((await send('PUT', '/api/rules/NodeHot', { ...rule('up > 1'), name: undefined })).status, 409);
  assert.equal((await send('DELETE', '/api/rules/NodeHot')).status, 409);
  assert.equal((await send('PUT', '/api/rules/NodeHot/switch', { on: false })).json<Rule>().on, false);
  await waitFor('Prometheus to be without it', async () => (JSON.stringify((await prometheusRules()).data).includes('NodeHot') ? undefined : true));
  assert.equal((await listed()).rules.filter(({ name }) => name === 'NodeHot').length, 1);
  assert.equal((await send('PUT', '/api/rules/NodeHot/switch', { on: true })).json<Rule>().on, true);
  assert.equal((await send('PUT', '/api/rules/Nobody/switch', { on: true })).status, 404);
});

const prometheusRules = async () => (await (await fetch(`${prometheus.url}/api/v1/rules`)).json()) as { data: unknown };

test('a preview has the left side of a condition, its threshold, and hints of what is not there', async () => {
  const { status, json } = await send('POST', '/api/rules/preview', {
    condition: { of: 'metrics', expression: 'sonde_host_cpus > 3' },
    from: String(Date.now() / 1000 - 30),
  });
  const preview = json<Preview>();
  assert.equal(status, 200);
  assert.ok(Compile(Preview).Check(preview));
  assert.deepEqual([preview.query, preview.comparison, preview.threshold], ['sonde_host_cpus', '>', 3]);
  assert.equal(preview.series.length, 1);
  const odd = await send('POST', '/api/rules/preview', { condition: { of: 'metrics', expression: 'upp == 0' } });
  assert.deepEqual(odd.json<Preview>().hints, [{ says: 'Prometheus has no metric upp now; did you mean up?', position: 0, length: 3 }]);
});

test('a back-test says what Prometheus fired on the same data, to one evaluation', async () => {
  const condition = { of: 'metrics', expression: 'sonde_host_memory_free_bytes > 5' } as const;
  await send('POST', '/api/rules', rule(condition.expression, { name: 'Tested', condition, for: '2s' }));
  await waitFor('the rule to be evaluated', async () => (await listed()).rules.find(({ name, evaluatedAt }) => name === 'Tested' && evaluatedAt !== null));
  // Up, a flap that is too short, a series that is gone for one scrape and comes again, and the end.
  const values = [1, 9, 9, 9, 9, 9, 9, 1, 9, 9, 1, 1, 9, 9, 9, 9, 9, Number.NaN, 9, 9, 9, 9, 9, 9, 1, 1, 1];
  for (const value of values) {
    agent.set('sonde_host_memory_free_bytes', {}, value);
    const before = agent.scrapes();
    await waitFor('a scrape', async () => (agent.scrapes() > before ? true : undefined));
  }
  await waitFor('the end', async () => (await listed()).rules.find(({ name, state }) => name === 'Tested' && state === 'inactive'));
  const { status, json } = await send('POST', '/api/rules/backtest', { condition, for: '2s' });
  assert.equal(status, 200, JSON.stringify(json()));
  const tested = json<Backtest>();
  const { data } = (await server.get('/api/query?query=ALERTS%7Balertname%3D%22Tested%22%2Calertstate%3D%22firing%22%7D%5B5m%5D')).json() as {
    data: { result: { values: [number, string][] }[] };
  };
  const evaluations = (data.result[0]?.values ?? []).map(([at]) => at);
  const fired = evaluations.filter((at, index) => index === 0 || at - (evaluations[index - 1] ?? 0) > 1.5);
  const ended = evaluations.filter((at, index) => index === evaluations.length - 1 || (evaluations[index + 1] ?? 0) - at > 1.5);
  assert.equal(tested.fired, fired.length, JSON.stringify({ tested, evaluations }));
  assert.equal(fired.length, 3);
  for (const [index, { from, to }] of tested.intervals.toReversed().entries()) {
    assert.ok(Math.abs(Date.parse(from) / 1000 - (fired[index] ?? 0)) <= 1.05, `fired at ${fired[index]}, not at ${from}`);
    assert.ok(Math.abs(Date.parse(to ?? '') / 1000 - 1 - (ended[index] ?? 0)) <= 1.05, `last at ${ended[index]}, not until ${to}`);
  }
  // A window that begins while it fires: it fires from there on, and had not to wait again.
  const from = Date.parse(tested.intervals.at(-1)?.from ?? '') + 1000;
  const cut = (await send('POST', '/api/rules/backtest', { condition, for: '2s', from: String(from / 1000) })).json<Backtest>();
  assert.deepEqual([cut.fired, cut.intervals.at(-1)?.from], [3, new Date(from).toISOString()]);
  await send('DELETE', '/api/rules/Tested');
});

test('whatever is sent, it is taken or refused, and never a failure of the server', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('up', 'up > 1', '5m', '0s', '', '__proto__', 'rate(', '{', '"', 'level>=warn', '/(/', '-'),
  );
  const number = fc.oneof(fc.double(), fc.integer());
  const condition = fc.oneof(
    fc.record({ of: fc.constant('metrics'), expression: text }),
    fc.record({
      of: fc.constantFrom('logs', 'events'),
      query: text,
      within: fc.constantFrom('5m', '1s', '99999d'),
      comparison: fc.constantFrom('>', '=='),
      threshold: number,
    }),
    fc.jsonValue(),
  );
  const near = fc.record(
    {
      name: fc.constantFrom('Fuzzed', 'NodeHot', 'x'),
      condition,
      for: fc.constantFrom('0s', '5m', '99999d', '-1s'),
      severity: fc.constantFrom('info', 'none', 'x'),
      summary: text,
      description: text,
      owner: text,
      from: text,
      to: text,
    },
    { requiredKeys: ['condition'] },
  );
  const calls = [
    ['POST', '/api/rules'],
    ['PUT', '/api/rules/Fuzzed'],
    ['PUT', '/api/rules/Fuzzed/switch'],
    ['POST', '/api/rules/preview'],
    ['POST', '/api/rules/backtest'],
    ['DELETE', '/api/rules/Fuzzed'],
  ] as const;
  const body = fc.oneof({ weight: 4, arbitrary: near }, fc.record({ on: fc.boolean() }), fc.dictionary(text, fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...calls), body, async ([method, url], payload) => {
      const { status, json } = await send(method, url, JSON.parse(JSON.stringify(payload)));
      assert.ok(status < 500, `${status} ${JSON.stringify(json())}`);
    }),
    { numRuns: 150 },
  );
  assert.ok(Compile(Rules).Check(await listed()));
});
