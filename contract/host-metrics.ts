import { type Metric, metric } from './metric.ts';

/**
 * The host itself, as procfs, sysfs and cgroups tell of it: node_exporter's semantics under our names. Counters begin at 0
 * when the agent starts. A source that the host lacks has no series. Lists of values are open, so that none is there before
 * its source was read.
 */

const beyond = 'Those beyond the bound are together in `other`.';
const identityLabels = ['identity', 'identity_kind', 'identity_namespace'] as const;

export const hostCpu = {
  seconds: metric(
    'counter',
    'sonde_host_cpu_seconds_total',
    'CPU time by mode: user, nice, system, idle, iowait, irq, softirq, steal. By CPU on hosts with at most 16, else one row cpu="all". User and nice include guests.',
    ['cpu', 'mode'],
  ),
  guestSeconds: metric(
    'counter',
    'sonde_host_cpu_guest_seconds_total',
    'CPU time spent in virtual machines of this host, all CPUs together; it is part of user and nice.',
    ['mode'],
  ),
  cpus: metric('gauge', 'sonde_host_cpus', 'CPUs that are online.', []),
  contextSwitches: metric('counter', 'sonde_host_context_switches_total', 'Context switches.', []),
  interrupts: metric('counter', 'sonde_host_interrupts_total', 'Interrupts serviced.', []),
  forks: metric('counter', 'sonde_host_forks_total', 'Processes and threads started.', []),
  running: metric('gauge', 'sonde_host_processes_running', 'Threads that run or wait for a CPU: the run queue.', []),
  blocked: metric('gauge', 'sonde_host_processes_blocked', 'Threads that wait for a disk.', []),
  bootTime: metric('gauge', 'sonde_host_boot_time_seconds', 'When the host started, in seconds since the epoch.', []),
};

export const hostLoad = {
  load1: metric('gauge', 'sonde_host_load1', 'Load average of 1 minute.', []),
  load5: metric('gauge', 'sonde_host_load5', 'Load average of 5 minutes.', []),
  load15: metric('gauge', 'sonde_host_load15', 'Load average of 15 minutes.', []),
};

export const hostPressure = {
  waiting: metric('counter', 'sonde_host_pressure_waiting_seconds_total', 'Time in which at least one task waited for the resource: cpu, memory, io.', [
    'resource',
  ]),
  stalled: metric(
    'counter',
    'sonde_host_pressure_stalled_seconds_total',
    'Time in which every task that could have run waited for the resource: memory, io, irq.',
    ['resource'],
  ),
};

const memoryField = (name: string, help: string) => metric('gauge', `sonde_host_memory_${name}_bytes`, help, []);

/** By their names in /proc/meminfo. */
export const hostMemory = {
  MemTotal: memoryField('total', 'Memory that the kernel manages.'),
  MemAvailable: memoryField('available', 'Memory that programs could have without swapping: free, and what can be reclaimed.'),
  MemFree: memoryField('free', 'Memory that nobody uses.'),
  Buffers: memoryField('buffers', 'Page cache of block devices.'),
  Cached: memoryField('cached', 'Page cache of files, shared memory included.'),
  Shmem: memoryField('shared', 'Shared memory and tmpfs.'),
  AnonPages: memoryField('anonymous', 'Memory of programs that no file backs.'),
  Mapped: memoryField('mapped', 'Files that are mapped into programs.'),
  Active: memoryField('active', 'Memory used of late.'),
  Inactive: memoryField('inactive', 'Memory not used of late.'),
  Unevictable: memoryField('unevictable', 'Memory that cannot be reclaimed, such as locked memory.'),
  SReclaimable: memoryField('slab_reclaimable', 'Kernel objects that can be given up, such as names of files.'),
  SUnreclaim: memoryField('slab_unreclaimable', 'Kernel objects that are in use.'),
  KernelStack: memoryField('kernel_stack', 'Kernel stacks of all threads.'),
  PageTables: memoryField('page_tables', 'Page tables of all programs.'),
  Percpu: memoryField('per_cpu', 'Per-CPU memory of the kernel.'),
  Dirty: memoryField('dirty', 'Written to files and not yet on disk.'),
  Writeback: memoryField('writeback', 'On its way to disk.'),
  Committed_AS: memoryField('committed', 'Memory that programs have asked for.'),
  CommitLimit: memoryField('commit_limit', 'Memory that may be asked for while overcommit is off.'),
  SwapTotal: memoryField('swap_total', 'Swap space.'),
  SwapFree: memoryField('swap_free', 'Swap space that nobody uses.'),
  HardwareCorrupted: memoryField('corrupted', 'Memory that was taken out of use because of hardware errors.'),
};

/** By their names in /proc/vmstat. */
export const hostPaging = {
  pgfault: metric('counter', 'sonde_host_page_faults_total', 'Page faults, major ones included.', []),
  pgmajfault: metric('counter', 'sonde_host_major_page_faults_total', 'Page faults that had to wait for a disk.', []),
  pswpin: metric('counter', 'sonde_host_swapped_in_pages_total', 'Pages read from swap.', []),
  pswpout: metric('counter', 'sonde_host_swapped_out_pages_total', 'Pages written to swap.', []),
  oom_kill: metric('counter', 'sonde_host_oom_kills_total', 'Processes killed for lack of memory, in the host or in a cgroup.', []),
};

const filesystemLabels = ['device', 'mountpoint', 'fstype'] as const;
const filesystem = (name: string, help: string) => metric('gauge', `sonde_host_filesystem_${name}`, help, filesystemLabels);

export const hostFilesystem = {
  size: filesystem('size_bytes', 'Size of the filesystem. At most 16 local filesystems, each once; no network filesystems.'),
  free: filesystem('free_bytes', 'Free space, with what is reserved for root.'),
  available: filesystem('avail_bytes', 'Free space for unprivileged users.'),
  files: filesystem('files', 'How many inodes there are; absent where the filesystem makes them as needed.'),
  filesFree: filesystem('files_free', 'How many inodes are free.'),
  readOnly: filesystem('readonly', '1 while it is mounted read-only.'),
  deviceError: filesystem('device_error', '1 while the filesystem cannot be asked: it fails or does not answer, and the others of its rows are missing.'),
};

const disk = (name: string, help: string) => metric('counter', `sonde_host_disk_${name}_total`, help, ['device']);

export const hostDisk = {
  reads: disk('reads_completed', `Reads. Whole disks, no partitions, loop and memory devices; at most 12. ${beyond}`),
  readBytes: disk('read_bytes', 'Bytes read.'),
  readSeconds: disk('read_time_seconds', 'Sum of the time that each read took.'),
  writes: disk('writes_completed', 'Writes.'),
  writtenBytes: disk('written_bytes', 'Bytes written.'),
  writeSeconds: disk('write_time_seconds', 'Sum of the time that each write took.'),
  busySeconds: disk('io_time_seconds', 'Time in which at least one request was under way.'),
  weightedSeconds: disk('io_time_weighted_seconds', 'Time of every request under way: divided by the time it is the mean queue.'),
  requestsNow: metric('gauge', 'sonde_host_disk_io_now', 'Requests under way.', ['device']),
};

const network = (name: string, help: string) => metric('counter', `sonde_host_network_${name}_total`, help, ['device']);

export const hostNetwork = {
  receivedBytes: network(
    'receive_bytes',
    `Bytes received. At most 12 interfaces of the host’s network namespace, real ones first; the host’s ends of containers are in \`other\`. ${beyond}`,
  ),
  receivedPackets: network('receive_packets', 'Packets received.'),
  receiveErrors: network('receive_errors', 'Packets received with errors.'),
  receiveDrops: network('receive_dropped', 'Packets received and dropped before a protocol saw them.'),
  sentBytes: network('transmit_bytes', 'Bytes sent.'),
  sentPackets: network('transmit_packets', 'Packets sent.'),
  sendErrors: network('transmit_errors', 'Packets that could not be sent because of errors.'),
  sendDrops: network('transmit_dropped', 'Packets dropped instead of sent.'),
  carrierChanges: network('carrier_changes', 'How often the link went up or down.'),
  up: metric('gauge', 'sonde_host_network_up', '1 while the interface is operational.', ['device']),
  speed: metric('gauge', 'sonde_host_network_speed_bytes', 'Speed of the link in bytes per second, where it has one.', ['device']),
};

export const hostSoftnet = {
  processed: metric('counter', 'sonde_host_softnet_processed_total', 'Packets taken from the queues of the CPUs.', []),
  dropped: metric('counter', 'sonde_host_softnet_dropped_total', 'Packets dropped because the queue of a CPU was full.', []),
  squeezed: metric('counter', 'sonde_host_softnet_times_squeezed_total', 'How often a CPU stopped taking packets because its time was used up.', []),
};

/** By their names in the lines TcpExt of /proc/net/netstat. */
export const hostTcp = {
  ListenOverflows: metric('counter', 'sonde_host_tcp_listen_overflows_total', 'Connections turned away because the queue of their listener was full.', []),
  ListenDrops: metric('counter', 'sonde_host_tcp_listen_drops_total', 'Connections turned away at a listener for any reason, a full queue included.', []),
};

export const hostDescriptors = {
  allocated: metric('gauge', 'sonde_host_file_descriptors_allocated', 'Open files of the whole host.', []),
  limit: metric('gauge', 'sonde_host_file_descriptors_limit', 'How many files the host may have open.', []),
};

export const hostConntrack = {
  entries: metric('gauge', 'sonde_host_conntrack_entries', 'Connections that netfilter tracks.', []),
  limit: metric('gauge', 'sonde_host_conntrack_entries_limit', 'How many connections netfilter may track.', []),
  failures: metric(
    'counter',
    'sonde_host_conntrack_failures_total',
    'Packets lost in connection tracking: insert_failed (two at once for one connection), drop (the table is full), early_drop (an entry gave way).',
    ['reason'],
  ),
};

export const hostClock = {
  time: metric('gauge', 'sonde_host_time_seconds', 'The host’s clock at the last sweep, in seconds since the epoch.', []),
  uptime: metric('gauge', 'sonde_host_uptime_seconds', 'Time since the host started.', []),
  offset: metric('gauge', 'sonde_host_clock_offset_seconds', 'What the kernel still has to correct the clock by, as the time daemon told it.', []),
  estimatedError: metric('gauge', 'sonde_host_clock_estimated_error_seconds', 'How wrong the time daemon believes the clock to be.', []),
  maximumError: metric('gauge', 'sonde_host_clock_maximum_error_seconds', 'How wrong the clock may be; grows while nobody corrects it.', []),
  synchronized: metric('gauge', 'sonde_host_clock_synchronized', '1 while a time daemon keeps the clock.', []),
};

export const hostIdentity = {
  cpuSeconds: metric(
    'counter',
    'sonde_host_identity_cpu_seconds_total',
    'CPU time by who used it, mode user or system: the 32 busiest or largest, without very small processes; the others in `other`. `unattributed` is what the host used beyond: processes that ended between two looks, interrupts.',
    [...identityLabels, 'mode'],
  ),
  periods: metric(
    'counter',
    'sonde_host_identity_cpu_periods_total',
    'Enforcement periods of the CPU limit in which a container or service ran.',
    identityLabels,
  ),
  throttledPeriods: metric('counter', 'sonde_host_identity_cpu_throttled_periods_total', 'Periods in which the CPU limit stopped it.', identityLabels),
  throttledSeconds: metric('counter', 'sonde_host_identity_cpu_throttled_seconds_total', 'Time for which the CPU limit stopped it.', identityLabels),
  majorFaults: metric('counter', 'sonde_host_identity_major_page_faults_total', 'Page faults that had to wait for a disk.', identityLabels),
  memoryBytes: metric(
    'gauge',
    'sonde_host_identity_memory_bytes',
    'Memory by type: anon, file (page cache), working_set (all but the file pages not used of late). Of processes outside of containers and services: what is resident, shared pages in each.',
    [...identityLabels, 'type'],
  ),
  memoryLimit: metric('gauge', 'sonde_host_identity_memory_limit_bytes', 'Memory limit of a container or service that has one.', identityLabels),
};

const boundedSubjects = ['disk', 'filesystem', 'identity', 'interface'] as const;
export type BoundedSubject = (typeof boundedSubjects)[number];

export const hostUnnamed = metric(
  'gauge',
  'sonde_host_unnamed',
  'How many disks, filesystems, identities and interfaces have no series of their own, because their number is bounded or because they are too small.',
  ['subject'],
  { values: { subject: boundedSubjects } },
);

/** In the order of /metrics. */
export const hostMetrics: readonly Metric[] = [
  hostCpu,
  hostLoad,
  hostPressure,
  hostMemory,
  hostPaging,
  hostFilesystem,
  hostDisk,
  hostNetwork,
  hostSoftnet,
  hostTcp,
  hostDescriptors,
  hostConntrack,
  hostClock,
  hostIdentity,
  { hostUnnamed },
].flatMap((metrics: { readonly [name: string]: Metric }) => Object.values(metrics));
