import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Value } from 'typebox/value';
import { collectorNames, collectorUp } from '#contract/metrics.ts';
import { Doctor, routes } from '#contract/routes.ts';
import { Actor } from './traffic/actor.ts';
import { Program } from './traffic/program.ts';
import { alertsReadWhatIsThere } from './whole/alert-rules.ts';
import { eventually } from './whole/eventually.ts';
import { scraped } from './whole/readings.ts';
import { flagsOf, freePorts, Launched, nodeName, type Sonde, startSonde } from './whole/sonde.ts';

const agreedMs = 30_000;

interface Refusal {
  readonly code: number | null;
  readonly says: string;
}

/** A start that is refused, with what it says on standard error. It prints nothing else. */
async function refused(flags: readonly string[]): Promise<Refusal> {
  await using up = new Launched(flags);
  const { code } = await up.ended;
  assert.equal(up.stdout, '');
  return { code, says: up.stderr };
}

interface Examined {
  readonly code: number | null;
  readonly words: string;
  readonly found: Doctor;
}

/** `./sonde doctor`, in words and as JSON, at a moment at which both find the same: what others do here may be over for one of them. */
const examined = (data: string): Promise<Examined> => eventually('one answer of the doctor', agreedMs, () => examine(data));

async function examine(data: string): Promise<Examined> {
  const command = [process.execPath, join(import.meta.dirname, '..', 'up', 'doctor.ts'), '--data', data];
  await using inWords = new Program(command);
  await using asJson = new Program([...command, '--json']);
  const [{ code }, ended] = await Promise.all([inWords.ended, asJson.ended]);
  assert.deepEqual([ended.code, inWords.stderr, asJson.stderr], [code, '', '']);
  const found: unknown = JSON.parse(asJson.stdout);
  return { code, words: inWords.stdout, found: Value.Parse(Doctor, found) };
}

/** What is there at this moment: nothing is waited for. */
async function atOnce(sonde: Sonde) {
  const query = encodeURIComponent(`up{job="sonde-agent"} == 1`);
  const [{ data }, samples] = await Promise.all([sonde.get(`/api/query?query=${query}`, routes['GET /api/query'].reply), scraped(sonde)]);
  return { scrapes: data, collectors: samples.filter(({ name }) => name === collectorUp.name) };
}

function wasReady({ up }: Sonde, { collectors, scrapes }: Awaited<ReturnType<typeof atOnce>>): void {
  assert.match(up.stdout, /^Sonde is ready: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w%.~-]+\n$/);
  assert.deepEqual(collectors.map(({ labels, value }) => `${labels.collector} ${value}`).sort(), collectorNames.map((name) => `${name} 1`).sort());
  assert.match(JSON.stringify(scrapes), new RegExp(`"node":"${nodeName}".*"value"`));
}

async function allThatIsWrong(folder: string): Promise<void> {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, 'cluster: local\nretention:\n  metrics:\n    days: many\n');
  const { code, says } = await refused(['--data', join(folder, 'wrong'), '--config', file, '--port', '0', '--prot', '8400']);
  assert.equal(code, 2, says);
  assert.match(says, /retention\.metrics\.days.*"many".*wrong\.yaml:4.*an integer from 1 to 3650/);
  assert.match(says, /port.*"?0"?.*--port.*a port from 1 to 65535/);
  assert.match(says, /unknown flag --prot.*--port/);
}

async function promtoolChecks(sonde: Sonde): Promise<void> {
  const input = await sonde.metrics();
  assert.match(input, /^sonde_tcp_connects_total\{/m);
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
}

describe('a start that cannot be, and what the doctor says of one', { concurrency: true }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const data = join(folder, 'data');
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  let sonde: Sonde;
  let first: Awaited<ReturnType<typeof atOnce>>;
  before(async () => {
    sonde = stack.use(await startSonde({ data }));
    first = await atOnce(sonde);
  });
  after(() => stack.disposeAsync());

  test('the ready line is all that it prints, and comes when every program is attached, the API answers and the agent is scraped', () =>
    wasReady(sonde, first));

  test('wrong settings: all of them at once, each with its key, its value and what is allowed', () => allThatIsWrong(folder));

  test('a console for other machines without TLS', async () => {
    const { code, says } = await refused([...flagsOf(join(folder, 'open'), await freePorts()), '--listen', '0.0.0.0']);
    assert.equal(code, 2, says);
    assert.match(says, /listen.*"0\.0\.0\.0".*tls\.cert, tls\.key/);
  });

  test('a port that another process has: its name and its id', async () => {
    await using holder = new Actor('holder.py');
    const port = await holder.serve('127.0.0.1', 'hold');
    const { code, says } = await refused(flagsOf(join(folder, 'busy'), { ...(await freePorts()), console: port }));
    assert.equal(code, 1, says);
    assert.match(says, new RegExp(`port: ${port}.*is taken by .* \\(pid ${holder.program.pid}\\)`));
    assert.ok(!existsSync(join(folder, 'busy')), 'no folder is left behind');
  });

  test('a data folder that another Sonde has: its id', async () => {
    const { code, says } = await refused(flagsOf(data, await freePorts()));
    assert.equal(code, 1, says);
    assert.match(says, new RegExp(`${data}.*in use by another Sonde \\(pid ${sonde.up.pid}\\)`));
  });

  test('a folder that holds something else', async () => {
    const { code, says } = await refused(flagsOf('/usr/share', await freePorts()));
    assert.equal(code, 1, says);
    assert.match(says, /\/usr\/share/);
  });

  test('the doctor of one that runs: each of its processes, and what its server and its agent say', async () => {
    const { code, words, found } = await examined(data);
    assert.equal(code, found.state === 'failed' ? 1 : 0, words);
    for (const name of ['agent', 'server', 'prometheus', 'alertmanager']) assert.equal(found.checks.find((check) => check.name === name)?.state, 'ok', words);
    const report = found.hosts.find(({ node }) => node === nodeName)?.report ?? assert.fail(words);
    assert.ok(report.collectors.every(({ up }) => up));
    assert.match(words, /^ok {7}agent: runs \(pid \d+\)$/m);
    for (const { name, help } of report.collectors) assert.ok(words.includes(`up       ${name}: ${help}`), words);
    assert.match(words, new RegExp(`state: ${found.state}\n$`));
  });

  test('promtool finds nothing to say about the metrics of its agent', () => promtoolChecks(sonde));
  test('every alert and its cause read series that are there, or it names what it needs; what holds one back is one', () => alertsReadWhatIsThere(sonde));
  test('the doctor where none runs: what a start would find', async () => {
    const { code, words, found } = await examined(join(folder, 'nobody'));
    assert.equal(code, found.state === 'failed' ? 1 : 0, words);
    const says = `no Sonde runs on ${join(folder, 'nobody')}`;
    assert.match(found.checks[0]?.says ?? '', new RegExp(`^${says}`));
    assert.match(words, new RegExp(`^info {5}sonde: ${says}`));
    assert.deepEqual(found.hosts, []);
    assert.ok(!existsSync(join(folder, 'nobody')), 'no folder is left behind');
  });
});
