import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cpuMsOf } from '#contract/fixtures/cpu-time.ts';
import { kernelEventTypes } from '#contract/kernel-events.ts';
import { kernelEventOf } from './kernel-event.ts';
import { Twins } from './twins.ts';

type Expected = readonly [message: string, type: string, object?: string, reason?: string, attributes?: Record<string, string | number>];

/** Of kernels from 4.x to 6.x. */
const messages: readonly Expected[] = [
  [
    'Memory cgroup out of memory: Killed process 4711 (java) total-vm:8123456kB, anon-rss:2097152kB, file-rss:1024kB, shmem-rss:0kB, UID:1000 pgtables:4500kB oom_score_adj:985',
    'oom_kill',
    'java',
    'cgroup',
    {
      'process.pid': 4711,
      total_vm_kib: 8123456,
      anon_rss_kib: 2097152,
      file_rss_kib: 1024,
      shmem_rss_kib: 0,
      'process.user.id': 1000,
      pgtables_kib: 4500,
      oom_score_adj: 985,
    },
  ],
  [
    'Out of memory: Killed process 12 (a (b)) total-vm:5kB, anon-rss:4kB, file-rss:3kB, shmem-rss:2kB',
    'oom_kill',
    'a (b)',
    'global',
    { 'process.pid': 12, total_vm_kib: 5, anon_rss_kib: 4, file_rss_kib: 3, shmem_rss_kib: 2 },
  ],
  [
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=pod1,mems_allowed=0,oom_memcg=/kubepods/pod1,task_memcg=/kubepods/pod1/c1,task=python3,pid=4711,uid=0',
    'oom_kill',
    'python3',
    'cgroup',
    { oom_memcg: '/kubepods/pod1', task_memcg: '/kubepods/pod1/c1', 'process.pid': 4711, 'process.user.id': 0 },
  ],
  [
    'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/a.service,task=mysqld,pid=7,uid=27',
    'oom_kill',
    'mysqld',
    'global',
    { task_memcg: '/system.slice/a.service', 'process.pid': 7, 'process.user.id': 27 },
  ],
  ['Out of memory: Kill process 12 (java) score 900 or sacrifice child', 'oom_kill', 'java', 'global', { 'process.pid': 12 }],
  ['Killed process 12 (java) total-vm:5kB, anon-rss:4kB, file-rss:3kB', 'oom_kill', 'java', 'unknown'],
  ['<3>[ 1234.567890] Out of memory: Killed process 12 (java) total-vm:5kB, anon-rss:4kB, file-rss:3kB', 'oom_kill', 'java', 'global'],
  ['INFO: task jbd2/sda1-8:412 blocked for more than 120 seconds.', 'hung_task', 'jbd2/sda1-8', '', { 'process.pid': 412, seconds: 120 }],
  ['INFO: task kworker/u8:3:77 blocked in I/O wait for more than 122 seconds.', 'hung_task', 'kworker/u8:3', '', { 'process.pid': 77, seconds: 122 }],
  [
    'watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [stress:4711]',
    'soft_lockup',
    'stress',
    '',
    { 'cpu.logical_number': 3, seconds: 22, 'process.pid': 4711 },
  ],
  ['NMI watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:47]', 'soft_lockup', 'kworker/3:1'],
  ['NMI watchdog: Watchdog detected hard LOCKUP on cpu 2', 'hard_lockup', '', '', { 'cpu.logical_number': 2 }],
  ['Kernel panic - not syncing: Fatal exception in interrupt', 'panic', '', 'Fatal exception in interrupt'],
  ['rcu: INFO: rcu_preempt self-detected stall on CPU', 'rcu_stall', 'rcu_preempt'],
  ['INFO: rcu_sched self-detected stall on CPU { 3}  (t=21000 jiffies g=1 c=2 q=3)', 'rcu_stall', 'rcu_sched'],
  ['rcu: INFO: rcu_sched detected stalls on CPUs/tasks:', 'rcu_stall', 'rcu_sched'],
  ['rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... } 21 jiffies s: 1', 'rcu_stall', 'rcu_preempt'],
  ['BUG: kernel NULL pointer dereference, address: 0000000000000010', 'oops', '', 'null_dereference', { address: '0000000000000010' }],
  ['BUG: unable to handle kernel NULL pointer dereference at 0000000000000010', 'oops', '', 'null_dereference'],
  ['Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010', 'oops', '', 'null_dereference'],
  ['BUG: unable to handle page fault for address: ffffa0b1c2d3e4f5', 'oops', '', 'page_fault', { address: 'ffffa0b1c2d3e4f5' }],
  ['BUG: unable to handle kernel paging request at ffffa0b1c2d3e4f5', 'oops', '', 'page_fault'],
  ['Oops: 0000 [#1] SMP PTI', 'oops', '', 'oops', { code: '0000', number: 1 }],
  ['Oops: Oops: 0002 [#1] PREEMPT SMP NOPTI', 'oops', '', 'oops'],
  ['divide error: 0000 [#1] SMP', 'oops', '', 'divide_error', { number: 1 }],
  ['divide error: 0000 [#2] PREEMPT SMP NOPTI', 'oops', '', 'divide_error', { number: 2 }],
  ['Oops: divide error: 0000 [#1] PREEMPT SMP', 'oops', '', 'oops'],
  ['kernel BUG at mm/slub.c:321!', 'oops', '', 'bug', { place: 'mm/slub.c:321' }],
  ['BUG: KASAN: slab-out-of-bounds in foo_bar+0x12/0x34', 'memory_bug', 'foo_bar+0x12/0x34', 'KASAN', { detail: 'slab-out-of-bounds' }],
  ['BUG: KFENCE: use-after-free read in test_use+0x1/0x2', 'memory_bug', 'test_use+0x1/0x2', 'KFENCE'],
  ['UBSAN: shift-out-of-bounds in drivers/x.c:12:3', 'memory_bug', 'drivers/x.c:12:3', 'UBSAN'],
  [
    'WARNING: CPU: 1 PID: 4711 at net/core/dev.c:3000 skb_warn_bad_offload+0x12/0x34',
    'warning',
    'skb_warn_bad_offload',
    '',
    { 'cpu.logical_number': 1, 'process.pid': 4711, place: 'net/core/dev.c:3000' },
  ],
  [
    'WARNING: net/core/dev.c:3000 at skb_warn_bad_offload+0x12/0x34, CPU#1: curl/4711',
    'warning',
    'skb_warn_bad_offload',
    '',
    {
      place: 'net/core/dev.c:3000',
      'cpu.logical_number': 1,
      'process.pid': 4711,
    },
  ],
  ['unregister_netdevice: waiting for eth0.100 to become free. Usage count = 1', 'netdevice_hang', 'eth0.100', '', { references: 1 }],
  ['unregister_netdevice: waiting for veth-x to become free. Usage count = 2', 'netdevice_hang', 'veth-x'],
  [
    'EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0',
    'filesystem_error',
    'sda1',
    'ext4_find_entry',
    { filesystem: 'EXT4-fs' },
  ],
  ['EXT4-fs error (device dm-0) in ext4_reserve_inode_write:5000: Journal has aborted', 'filesystem_error', 'dm-0', 'ext4_reserve_inode_write'],
  ['EXT4-fs warning (device sda1): ext4_end_bio:344: I/O error 10 writing to inode 12', 'filesystem_error', 'sda1', 'ext4_end_bio'],
  ['BTRFS error (device sdb1): bdev /dev/sdb1 errs: wr 1, rd 0', 'filesystem_error', 'sdb1', 'bdev /dev/sdb1 errs'],
  ['I/O error while writing superblock', 'filesystem_error', '', 'superblock'],
  ['EXT4-fs (sda1): Remounting filesystem read-only', 'read_only_remount', 'sda1'],
  ['BTRFS info (device sdb1 state E): forced readonly', 'read_only_remount', 'sdb1'],
  ['XFS (dm-3): Corruption of in-memory data detected.  Shutting down filesystem', 'filesystem_shutdown', 'dm-3', 'Corruption of in-memory data detected'],
  ['XFS (dm-3): Filesystem has been shut down due to log error (0x2).', 'filesystem_shutdown', 'dm-3', 'log error'],
  ['Buffer I/O error on dev sdb1, logical block 12, async page read', 'block_io_error', 'sdb1', 'buffer', { block: 12 }],
  ['Buffer I/O error on device sdb1, logical block 12', 'block_io_error', 'sdb1', 'buffer'],
  ['Buffer I/O error on dev sdb1, logical block 12, lost async page write', 'writeback_error', 'sdb1', 'lost async page write', { block: 12 }],
  ['I/O error, dev sdb, sector 2048 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2', 'block_io_error', 'sdb', 'I/O', { sector: 2048, operation: 'WRITE' }],
  ['blk_update_request: critical medium error, dev sdb, sector 2048', 'block_io_error', 'sdb', 'critical medium'],
  ['print_req_error: I/O error, dev sdb, sector 0', 'block_io_error', 'sdb', 'I/O'],
  ['dd: attempt to access beyond end of device\nsdb1: rw=1, sector=2048, nr_sectors = 8 limit=1024', 'block_io_error', 'sdb1', 'beyond_end'],
  ['attempt to access beyond end of device', 'block_io_error', '', 'beyond_end'],
  ['nvme nvme0: I/O 12 QID 3 timeout, reset controller', 'nvme_error', 'nvme0', 'reset controller'],
  ['nvme nvme0: I/O tag 12 (300c) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096', 'nvme_error', 'nvme0'],
  ['nvme nvme0: Disabling device after reset failure: -19', 'nvme_error', 'nvme0', 'Disabling device after reset failure'],
  ['block nvme0n1: no available path - failing I/O', 'nvme_error', 'nvme0n1', 'no available path'],
  ['md/raid1:md0: Disk failure on sdb1, disabling device.', 'raid_disk_failed', 'sdb1', '', { level: 'raid1', array: 'md0' }],
  ['nfs: server nas-1 not responding, still trying', 'nfs_not_responding', 'nas-1', 'still trying'],
  ['nfs: server nas-1 not responding, timed out', 'nfs_not_responding', 'nas-1', 'timed out'],
  ['nfs: server nas-1 OK', 'nfs_recovered', 'nas-1'],
  ['NFS: __nfs4_reclaim_open_state: Lock reclaim failed!', 'nfs_not_responding', '', 'Lock reclaim failed'],
  ['failed: readlink /var/lib/docker/overlay2/abc: invalid argument', 'overlay_corruption', '/var/lib/docker/overlay2/abc'],
  ['EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0', 'memory_hardware_error', 'MC0', 'corrected'],
  [
    'EDAC MC1: 2 UE memory scrubbing error on DIMM_A1',
    'memory_hardware_error',
    'MC1',
    'uncorrected',
    { count: 2, detail: 'memory scrubbing error on DIMM_A1' },
  ],
  ['{1}[Hardware Error]: event severity: corrected', 'memory_hardware_error', '', 'corrected'],
  ['{1}[Hardware Error]: event severity: recoverable', 'memory_hardware_error', '', 'recoverable'],
  ['{1}[Hardware Error]: event severity: fatal', 'memory_hardware_error', '', 'fatal'],
  ['NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out', 'transmit_timeout', 'eth0', '', { driver: 'e1000e', queue: 0 }],
  [
    'e1000e 0000:00:1f.6 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5376 ms',
    'transmit_timeout',
    'eth0',
    '',
    {
      driver: 'e1000e',
      'cpu.logical_number': 3,
      queue: 0,
    },
  ],
  ['TCP: out of memory -- consider tuning tcp_mem', 'tcp_memory', '', 'out of memory'],
  ['TCP: too many orphaned sockets', 'tcp_memory', '', 'too many orphaned sockets'],
  ['TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies.  Check SNMP counters.', 'syn_flood', '80', 'Sending cookies'],
  ['TCP: request_sock_TCPv6: Possible SYN flooding on port [::]:443. Dropping request.', 'syn_flood', '443', 'Dropping request'],
  ['nf_conntrack: nf_conntrack: table full, dropping packet', 'conntrack_full', 'nf_conntrack'],
  ['nf_conntrack: table full, dropping packet', 'conntrack_full', 'nf_conntrack'],
  ['neighbour: arp_cache: neighbor table overflow!', 'neighbour_table_full', 'arp_cache'],
  ['Neighbour table overflow.', 'neighbour_table_full'],
  ['VFS: file-max limit 65536 reached', 'file_limit', '', '', { limit: 65536 }],
  [
    'python3[4711]: segfault at 10 ip 00007f1 sp 00007ff error 4 in libnccl.so.2[7f0+1000] likely on CPU 3 (core 3, socket 0)',
    'segfault',
    'python3',
    '',
    { 'process.pid': 4711, address: '10', code: '4', library: 'libnccl.so.2' },
  ],
  ['traps: a.out[4711] general protection fault ip:55d sp:7ff error:0 in a.out[55d+1000]', 'segfault', 'a.out', 'general protection fault'],
  [
    'kworker/0:1: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)',
    'page_allocation_failure',
    'kworker/0:1',
    '',
    { order: 4 },
  ],
  ['NVRM: Xid (PCI:0000:3b:00): 79, pid=4711, name=python3, GPU has fallen off the bus.', 'gpu_lost', '0000:3b:00'],
  [
    "NVRM: Xid (PCI:0000:3b:00): 13, pid='4711', name=python3, Graphics Exception",
    'gpu_error',
    '0000:3b:00',
    '13',
    {
      'process.pid': 4711,
      'process.command': 'python3',
    },
  ],
  ['NVRM: Xid (PCI:0000:3b:00): 48, Double Bit ECC Error', 'gpu_error', '0000:3b:00', '48'],
  ['NVRM: GPU 0000:3b:00.0: GPU has fallen off the bus.', 'gpu_lost', '0000:3b:00.0'],
  ['nvidia-nvswitch0: SXid (PCI:0000:c1:00.0): 24007, Fatal, Link 44', 'nvswitch_error', '0000:c1:00.0', '24007'],
  ['NVSwitch fatal error 20034 on NVSwitch 1', 'nvswitch_error', '', '20034'],
  ['mlx5_core 0000:5e:00.0: mlx5_pcie_event:299: Detected insufficient power on the PCIe slot (27W).', 'rdma_error', '0000:5e:00.0', 'insufficient power'],
  ['mlx5_core 0000:5e:00.0: temp_warn:142: High Temperature warning', 'rdma_error', '0000:5e:00.0', 'High Temperature'],
  ['mlx5_core 0000:5e:00.0: mlx5_cmd_out_err:832: ACCESS_REG(0x805) op_mod(0x1) failed, status bad operation(0x2)', 'rdma_error', '0000:5e:00.0', 'ACCESS_REG'],
  ['nvidia-peermem nv_get_p2p_free_callback:127 ERROR detected invalid context, skipping further processing', 'rdma_error', '', 'invalid context'],
];

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

test('whatever is said, it is an event or none', () => {
  const pieces = messages.flatMap(([message]) => message.split(/(?<=[ ,:])/));
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(message, (text) => {
      const event = kernelEventOf(text);
      if (event !== undefined) assert.match(event.fingerprint, /^[0-9a-f]{16}$/);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
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
