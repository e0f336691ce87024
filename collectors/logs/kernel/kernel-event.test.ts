import assert from 'node:assert/strict';
import test from 'node:test';
import { cpuMsOf } from '#contract/fixtures/cpu-time.ts';
import { kernelEventTypes } from '#contract/kernel-events.ts';
import { messages } from './fixtures/messages.ts';
import { kernelEventOf } from './kernel-event.ts';
import { Twins } from './twins.ts';

for (const [message, type, object = '', reason = '', attributes] of messages) {
  test(`${type}: ${message.slice(0, 100)}`, () => {
    const event = kernelEventOf(message);
    assert.deepEqual([event?.type, event?.object], [type, object]);
    if (reason !== '') assert.equal(event?.reason, reason);
    if (attributes !== undefined) assert.deepEqual(event?.attributes, attributes);
  });
}

test('every type has a message of which it is', () => {
  assert.deepEqual([...new Set(messages.map(([, type]) => type))].sort(), [...kernelEventTypes].sort());
});

const others = [
  'usb 1-1: new high-speed USB device number 4 using xhci_hcd',
  'EXT4-fs (sda1): mounted filesystem with ordered data mode. Quota mode: none.',
  'XFS (dm-3): Ending clean mount',
  'nfs: server options are fine',
  'TCP: cubic registered',
  'EDAC MC0: Giving out device to module skx_edac',
  'NVRM: loading NVIDIA UNIX x86_64 Kernel Module  550.54',
  'mlx5_core 0000:5e:00.0: firmware version: 22.31.1014',
  'nvme nvme0: 8/0/0 default/read/poll queues',
  'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
  'audit: type=1400 comm="segfault at" error=-13',
  'Memory cgroup stats for /a: anon 1 file 2',
  'systemd[1]: a.service: Killed process 12 (java) with signal SIGKILL.',
  'random: crng init done',
  'eth0: NIC Link is Up 1000 Mbps Full Duplex',
  'md/raid1:md0: active with 2 out of 2 mirrors',
  '',
];

for (const message of others) test(`no event: ${message}`, () => assert.equal(kernelEventOf(message), undefined));

test('the two messages of one OOM kill are of the same twin, and it is found again by its fingerprint', () => {
  const [summary, killed] = [messages[2]?.[0] ?? '', messages[0]?.[0].replace('java', 'python3') ?? ''].map(kernelEventOf);
  assert.equal(summary?.twin, killed?.twin);
  assert.equal(summary?.fingerprint, killed?.fingerprint);
  assert.notEqual(kernelEventOf(messages[1]?.[0] ?? '')?.fingerprint, killed?.fingerprint);
});

test('what is told again within 2 s is told of the same', () => {
  const twins = new Twins();
  const told = [
    ['oom_kill 7', 0],
    ['oom_kill 7', 2e6],
    ['oom_kill 8', 2e6],
    ['oom_kill 7', 4.1e6],
  ] as const;
  assert.deepEqual(
    told.map(([twin, atUs]) => twins.isSecond(twin, atUs)),
    [false, true, false, false],
  );
});

test('hostile text takes no time', () => {
  for (const piece of [
    'Out of memory: Killed process 1 (',
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=,oom_memcg=,task_memcg=,task=',
    'BUG: KASAN: a in ',
    'EXT4-fs error (device ',
  ]) {
    assert.ok(cpuMsOf(() => kernelEventOf(piece + ','.repeat(20) + piece.repeat(20_000))) < 1000);
  }
});
