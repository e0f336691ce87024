import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { readArguments } from '../config/arguments.ts';
import { readSettings } from '../config/read.ts';
import { hostChecks, kernelCheck, portChecks } from './checks.ts';

const settings = (...flags: string[]) => readSettings({ arguments: readArguments(flags, { switches: ['cluster'], options: [] }), env: {}, file: undefined });

test('a busy port is said with its key, its origin, its holder and the way out', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const checks = await portChecks(settings(`--agent.port=${port}`));
  server.close();
  const check = checks.find(({ name }) => name === `port ${port}`);
  assert.equal(check?.state, 'failed');
  assert.match(check?.says ?? '', new RegExp(`^agent\\.port: ${port} \\(flag --agent\\.port\\) is taken by .+ \\(pid ${process.pid}\\)$`));
  assert.match(check?.mend ?? '', /--agent\.port PORT or SONDE_AGENT_PORT/);
});

test('a busy port beside that of Kafka, where its controller would listen, is said with the key of Kafka’s', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const checks = await portChecks(settings('--cluster', `--kafka.port=${port - 1}`));
  server.close();
  const check = checks.find(({ name }) => name === `port ${port}`);
  assert.equal(check?.state, 'failed');
  assert.match(check?.says ?? '', new RegExp(`^kafka\\.port: ${port - 1} \\(flag --kafka\\.port\\): port ${port}, of its controller, is taken by `));
  assert.match(check?.mend ?? '', /--kafka\.port PORT or SONDE_KAFKA_PORT/);
});

test('an address of another machine is said with its key', async () => {
  const checks = await portChecks(settings('--agent.listen=192.0.2.1'));
  assert.match(checks[1]?.says ?? '', /^agent\.listen: "192\.0\.2\.1" \(flag --agent\.listen\) cannot be listened on with port 8401 \(EADDRNOTAVAIL\)$/);
});

test('with a Prometheus and an Alertmanager of one’s own their ports are not needed', async () => {
  const own = ['--prometheus.url=http://127.0.0.1:9090', '--alertmanager.url=http://127.0.0.1:9093'];
  assert.equal((await portChecks(settings())).length - (await portChecks(settings(...own))).length, 2);
});

test('every check of the host says something, and one that is not well says what to do', () => {
  const checks = hostChecks(settings());
  assert.deepEqual(
    checks.map(({ name }) => name),
    ['root', 'kernel', 'cgroup2', 'kernel lockdown', 'programs', 'build', 'checkout', 'data folder', 'disk', 'memory'],
  );
  for (const { name, state, says, mend } of checks) assert.ok(says !== '' && (state === 'ok') === (mend === ''), name);
});

test('a kernel that does not tell who uses a socket is warned of, with what is not seen, and stops no start', () => {
  const typesWith = (...names: string[]) => Buffer.from(['', ...names, ''].join('\0'));
  assert.equal(kernelCheck(typesWith('sock', 'btf_trace_sock_send_length', 'socket')).state, 'ok');
  const { state, says, mend } = kernelCheck(typesWith('sock', 'btf_trace_sock_exceed_buf_limit', 'btf_trace_sock_send_length_of_others'));
  assert.equal(state, 'warning');
  assert.match(says, /connections, requests, .* nothing is seen/);
  assert.match(mend, /Linux 6\.3 .*bookworm-backports/);
});

test('a data folder with other things in it is refused before anything starts', () => {
  const check = hostChecks(settings('--data=/usr')).find(({ name }) => name === 'data folder');
  assert.equal(check?.state, 'failed');
  assert.match(check?.says ?? '', /^data: "\/usr" \(flag --data\) is not allowed: \/usr holds files that Sonde did not make/);
});
