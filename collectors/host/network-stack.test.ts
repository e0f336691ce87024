import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conntrack } from './conntrack.ts';
import { descriptors } from './descriptors.ts';
import { hostScene } from './fixtures/host-scene.ts';
import { softnet, tcpListen } from './network-stack.ts';

const zeros = (count: number) => Array.from({ length: count }, () => '00000000').join(' ');
/** One line of /proc/net/softnet_stat, since Linux 5.10 with the number of its CPU. */
const cpuLine = (processed: string, dropped: string, squeezed: string, cpu: string) => `${processed} ${dropped} ${squeezed} ${zeros(9)} ${cpu} ${zeros(2)}\n`;

test('packets of all CPUs are one number, also when one CPU goes away or its counter wraps', (t) => {
  const scene = hostScene(t);
  const read = softnet(scene.sources);
  const counted = () => scene.shown('sonde_host_softnet_');
  scene.write({ 'proc/net/softnet_stat': cpuLine('fffffff0', '00000001', '00000122', '00000000') + cpuLine('00000100', '00000000', '00000000', '00000001') });
  read();
  assert.deepEqual(counted(), ['processed_total 0', 'dropped_total 0', 'times_squeezed_total 0']);
  scene.write({ 'proc/net/softnet_stat': cpuLine('00000010', '00000004', '00000123', '00000000') + cpuLine('00000110', '00000000', '00000000', '00000001') });
  read();
  assert.deepEqual(counted(), ['processed_total 48', 'dropped_total 3', 'times_squeezed_total 1']);
  scene.write({ 'proc/net/softnet_stat': cpuLine('00000120', '00000000', '00000000', '00000001') });
  read();
  assert.deepEqual(counted(), ['processed_total 64', 'dropped_total 3', 'times_squeezed_total 1']);
});

test('a word that is no number is rejected, a missing file is absence', (t) => {
  const scene = hostScene(t);
  const read = softnet(scene.sources);
  read();
  assert.deepEqual(scene.shown('sonde_host_softnet_'), []);
  scene.write({ 'proc/net/softnet_stat': '00000001 0000000g 123456789\n\n' });
  read();
  assert.deepEqual(scene.shown('sonde_host_softnet_'), ['processed_total 0']);
  assert.deepEqual(scene.rejected(), ['softnet_stat dropped 1', 'softnet_stat squeezed 1']);
});

test('what listeners turned away is found by its name, wherever the kernel has it', (t) => {
  const scene = hostScene(t);
  const read = tcpListen(scene.sources);
  read();
  assert.deepEqual(scene.shown('sonde_host_tcp_'), []);
  const netstat = (overflows: string, drops: string) =>
    `TcpExt: SyncookiesSent ListenOverflows TCPTimeouts ListenDrops\nTcpExt: 5 ${overflows} 7 ${drops}\nIpExt: InNoRoutes ListenDrops\nIpExt: 1 99\n`;
  for (const text of [netstat('10', '12'), netstat('13', '-1'), netstat('14', '20')]) {
    scene.write({ 'proc/net/netstat': text });
    read();
  }
  assert.deepEqual(scene.shown('sonde_host_tcp_'), ['listen_overflows_total 4', 'listen_drops_total 8']);
  assert.deepEqual(scene.rejected(), ['netstat ListenDrops 1']);
});

test('open files are counted, with or without a limit', (t) => {
  const scene = hostScene(t);
  const read = descriptors(scene.sources);
  scene.write({ 'proc/sys/fs/file-nr': '1787\t0\t2465978\n' });
  read();
  assert.deepEqual(scene.shown('sonde_host_file_descriptors_'), ['allocated 1787', 'limit 2465978']);
  scene.write({ 'proc/sys/fs/file-nr': '18446744073709551615\t0\t9223372036854775807\n' });
  read();
  assert.deepEqual(scene.shown('sonde_host_file_descriptors_'), ['limit 9223372036854776000']);
  assert.deepEqual(scene.rejected(), ['file-nr allocated 1']);
});

const conntrackStat = (failed: string, dropped: string) =>
  `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error\n${`${zeros(9)} ${failed} ${dropped} 00000001 00000000\n`.repeat(2)}`;

test('tracked connections and what was lost in tracking are counted over all CPUs', (t) => {
  const scene = hostScene(t);
  const read = conntrack(scene.sources);
  scene.write({ 'proc/sys/net/netfilter/nf_conntrack_count': '312\n', 'proc/sys/net/netfilter/nf_conntrack_max': '262144\n' });
  for (const text of [conntrackStat('000000ff', '00000000'), conntrackStat('00000101', '00000003')]) {
    scene.write({ 'proc/net/stat/nf_conntrack': text });
    read();
  }
  assert.deepEqual(scene.shown('sonde_host_conntrack_'), [
    'entries 312',
    'entries_limit 262144',
    'failures_total{reason="insert_failed"} 4',
    'failures_total{reason="drop"} 6',
    'failures_total{reason="early_drop"} 0',
  ]);
});

test('without connection tracking there is nothing, and no zero', (t) => {
  const scene = hostScene(t);
  conntrack(scene.sources)();
  assert.deepEqual(scene.shown('sonde_host_conntrack_'), []);
  assert.deepEqual(scene.rejected(), []);
});
