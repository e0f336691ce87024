import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectorCheck } from '#contract/doctor.ts';
import type { Doctor } from '#contract/routes.ts';
import { doctorText } from './text.ts';

const report: NonNullable<Doctor['hosts'][number]['report']> = {
  node: 'web-1',
  cluster: 'local',
  version: '0.1.0',
  get startedAt() {
    return new Date(Date.now() - 100_000).toISOString();
  },
  host: { kernel: '6.18.0', architecture: 'x64', cpus: 4, memoryBytes: 8 * 1024 ** 3, bootedAt: '2026-01-01T00:00:00Z', addresses: [] },
  residentBytes: 90 * 1024 ** 2,
  residentPeakBytes: 100 * 1024 ** 2,
  cpuSeconds: 1,
  series: { budget: 20_000, exposed: 900, edgesNamed: 8, edgesInOther: 0 },
  collectors: [
    {
      name: 'tcp',
      help: 'TCP connections.',
      up: true,
      reason: '',
      programs: [
        { name: 'reset_sent', hook: 'tp_btf/tcp_send_reset', runsPerSecond: 12.4, nsPerRun: 345.6 },
        { name: 'reset_seen', hook: 'tp_btf/tcp_receive_reset', runsPerSecond: 0, nsPerRun: 0 },
      ],
      cpuSecondsKernel: 0.5,
      cpuSecondsAgent: 0.25,
      lost: { ring_full: 3 },
    },
    { name: 'udp', help: 'UDP.', up: false, reason: 'the kernel refused it', programs: [], cpuSecondsKernel: 0, cpuSecondsAgent: 0, lost: {} },
  ],
  checks: [],
  unixSockets: { connected: 2, says: 'nginx and php talk over unix sockets.' },
};

const doctor: Doctor = {
  at: '2026-01-01T00:00:00Z',
  state: 'warning',
  checks: [
    { name: 'agent', state: 'ok', says: 'runs (pid 7)', mend: '' },
    { name: 'disk', state: 'warning', says: 'only 5 MiB free', mend: 'Make room.' },
  ],
  hosts: [{ node: 'web-1', cluster: 'local', health: { state: 'warning', reasons: ['udp is not up'] }, agentUp: true, report, rejectedSamples: [] }],
  lost: { total: 3, ratio: 0.001, byReason: [] },
  pipeline: null,
};

test('each check is a line with its state, and what to do about it stands below', () => {
  assert.match(doctorText(doctor), /^ok {7}agent: runs \(pid 7\)\nwarning {2}disk: only 5 MiB free\n {9}→ Make room\.\n/);
});

test('each collector stands with its reason, its cost and what it lost', () => {
  const text = doctorText(doctor);
  assert.match(
    text,
    / {2}up {7}tcp: TCP connections\.\n {4}cost: 0\.50 % of a core in the kernel \(2 programs, 12 runs\/s\), 0\.25 % in the agent\n {4}lost: 3 \(ring_full\)\n/,
  );
  assert.match(text, / {2}not up {3}udp: the kernel refused it\n/);
  assert.match(text, /lost in the last minutes: 3 events \(0\.10 %\)\nstate: warning\n$/);
});

test('a collector that is up is told once; the check of one that lacks something says what', () => {
  const ofTcp = (state: 'ok' | 'warning') => ({ name: collectorCheck('tcp'), state, says: 'TCP connections.', mend: '' });
  const textWith = (state: 'ok' | 'warning') => {
    const hosts = doctor.hosts.map((host) => ({ ...host, report: { ...report, checks: [ofTcp(state)] } }));
    return doctorText({ ...doctor, hosts });
  };
  assert.equal(textWith('ok').match(/TCP connections/g)?.length, 1);
  assert.match(textWith('warning'), / {2}warning {2}collector tcp: TCP connections\.\n/);
});

test('while nobody tells what was lost, that is said', () => {
  assert.match(doctorText({ ...doctor, lost: null }), /lost in the last minutes: not known\nstate: warning\n$/);
});

test('an agent that does not answer is said so', () => {
  assert.match(
    doctorText({
      ...doctor,
      hosts: [{ node: 'n', cluster: 'c', health: { state: 'unknown', reasons: [] }, agentUp: false, report: null, rejectedSamples: null }],
    }),
    /host n \(cluster c\): its agent does not answer\n/,
  );
});

test('text from outside brings no control characters along', () => {
  assert.ok(!doctorText({ ...doctor, checks: [{ name: 'x', state: 'ok', says: '\u001b[2J', mend: '' }] }).includes('\u001b'));
});
