import { hostClock, hostCpu, hostDisk, hostFilesystem, hostIdentity, hostLoad, hostMemory, hostPaging, hostPressure } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { bottomkNow, increase, maxBy, minus, rate, ratio, selector, sumBy, topk, topkNow, unlike } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat } from './board.ts';
import { chosenNode, step } from './chosen.ts';
import { interfaces } from './host-network.ts';
import { kernelTables } from './host-tables.ts';
import { ofNode } from './whom.ts';

const now = <Label extends string>(metric: Metric<Label>) => selector(metric, chosenNode);
const perSecond = <Label extends string>(metric: Metric<Label>) => rate(now(metric), step);
/** Of panels with some lines of each host. */
const hosts = 3;
const byNode = (metric: Metric<never>) => topk(hosts, maxBy(ofNode, now(metric)));
const rateByNode = (metric: Metric<never>) => topk(hosts, sumBy(ofNode, perSecond(metric)));

const working = rate(selector(hostCpu.seconds, { ...chosenNode, mode: unlike('idle|iowait') }), step);
const busyCpu = ratio(sumBy(ofNode, working), sumBy(ofNode, perSecond(hostCpu.seconds)));
const usedMemory = maxBy(ofNode, ratio(minus(now(hostMemory.MemTotal), now(hostMemory.MemAvailable)), now(hostMemory.MemTotal)));
const usedSpace = ratio(minus(now(hostFilesystem.size), now(hostFilesystem.available)), now(hostFilesystem.size));
const usedInodes = ratio(minus(now(hostFilesystem.files), now(hostFilesystem.filesFree)), now(hostFilesystem.files));

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'CPU in use',
      shows: 'Share of the CPUs that work, on the host where it is most.',
      good: 'below 80 %',
      unit: 'percentunit',
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: topkNow(1, busyCpu), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    stat({
      title: 'Memory in use',
      shows: 'Share that programs could not have without swapping, on the host where it is most.',
      good: 'below 85 %',
      unit: 'percentunit',
      limits: { warning: 0.85, critical: 0.95 },
      queries: [{ expr: topkNow(1, usedMemory), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    stat({
      title: 'Fullest filesystem',
      shows: 'Share in use of the filesystem that has the least room.',
      good: 'below 80 %',
      unit: 'percentunit',
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: topkNow(1, maxBy(ofNode, usedSpace)), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    stat({
      title: 'Load per CPU',
      shows: 'Threads that run or wait for each CPU, over the last minute, on the host where they are most.',
      good: 'below 1',
      unit: 'short',
      limits: { warning: 1.5, critical: 4 },
      queries: [{ expr: topkNow(1, maxBy(ofNode, ratio(now(hostLoad.load1), now(hostCpu.cpus)))), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    stat({
      title: 'Killed for want of memory',
      shows: 'Processes that the kernel killed in the chosen time, of a host or of a cgroup, where they are most.',
      good: '0',
      unit: 'whole',
      limits: { critical: 1 },
      queries: [{ expr: topkNow(1, sumBy(ofNode, increase(now(hostPaging.oom_kill), '$__range'))), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    stat({
      title: 'Up for',
      shows: 'Time since the start of the host that started last.',
      good: 'no start that nobody wanted',
      unit: 'dtdurations',
      queries: [{ expr: bottomkNow(1, maxBy(ofNode, now(hostClock.uptime))), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
  ],
};

const cpu: Row = {
  title: 'CPU',
  panels: [
    areas({
      title: 'CPU by mode',
      shows: 'CPUs at work, by what they do.',
      good: 'steal and iowait near 0',
      unit: 'suffix: cores',
      queries: [{ expr: sumBy(['mode'], rate(selector(hostCpu.seconds, { ...chosenNode, mode: unlike('idle') }), step)), legend: '{{mode}}' }],
    }),
    lines({
      title: 'CPU in use by host',
      shows: 'Share of the CPUs that work, of the busiest hosts.',
      good: 'below 80 %, and alike on hosts that do the same',
      unit: 'percentunit',
      limits: { warning: 0.8 },
      queries: [{ expr: topk(8, busyCpu), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    lines({
      title: 'Load and run queue',
      width: 8,
      shows: 'Load averages, threads that run or wait for a CPU, and threads that wait for a disk, of the hosts with most.',
      good: 'not above the number of CPUs for long',
      unit: 'short',
      queries: [
        { expr: byNode(hostLoad.load1), legend: '{{node}} load 1 min' },
        { expr: byNode(hostLoad.load15), legend: '{{node}} load 15 min' },
        { expr: byNode(hostCpu.running), legend: '{{node}} running' },
        { expr: byNode(hostCpu.blocked), legend: '{{node}} waits for a disk' },
      ],
    }),
    lines({
      title: 'Switches, interrupts, starts',
      width: 8,
      shows: 'Context switches, interrupts, and threads started, of the hosts with most.',
      good: 'steady; a step without more work is worth a look',
      unit: 'ops',
      queries: [
        { expr: rateByNode(hostCpu.contextSwitches), legend: '{{node}} switches' },
        { expr: rateByNode(hostCpu.interrupts), legend: '{{node}} interrupts' },
        { expr: rateByNode(hostCpu.forks), legend: '{{node}} starts' },
      ],
    }),
    lines({
      title: 'Who uses the CPU',
      width: 8,
      shows: 'CPUs that the busiest workloads use.',
      good: 'nobody that surprises you',
      unit: 'suffix: cores',
      queries: [{ expr: topk(5, sumBy(['identity', 'identity_kind', 'identity_namespace'], perSecond(hostIdentity.cpuSeconds))), legend: '{{identity}}' }],
      lead: { to: 'workload', of: 'identity' },
    }),
  ],
};

const memory: Row = {
  title: 'Memory',
  panels: [
    areas({
      title: 'What memory is used for',
      shows: 'Memory of programs, of the page cache, of the kernel, and what is free.',
      good: 'programs leave room for the page cache',
      unit: 'bytes',
      queries: [
        { expr: sumBy([], now(hostMemory.AnonPages)), legend: 'programs' },
        { expr: sumBy([], now(hostMemory.Cached)), legend: 'page cache' },
        { expr: sumBy([], now(hostMemory.SReclaimable)), legend: 'kernel, can be given up' },
        { expr: sumBy([], now(hostMemory.SUnreclaim)), legend: 'kernel, in use' },
        { expr: sumBy([], now(hostMemory.PageTables)), legend: 'page tables' },
        { expr: sumBy([], now(hostMemory.MemFree)), legend: 'free' },
      ],
    }),
    lines({
      title: 'Who has the memory',
      shows: 'Working sets of the largest workloads.',
      good: 'level, or falling back after each rise',
      unit: 'bytes',
      queries: [
        {
          expr: topk(5, sumBy(['identity', 'identity_kind', 'identity_namespace'], selector(hostIdentity.memoryBytes, { ...chosenNode, type: 'working_set' }))),
          legend: '{{identity}}',
        },
      ],
      lead: { to: 'workload', of: 'identity' },
    }),
    lines({
      title: 'Faults and swap',
      shows: 'Page faults that had to wait for a disk, and pages that came from swap or went there, of the hosts with most.',
      good: 'near 0 but for starts of programs',
      unit: 'ops',
      queries: [
        { expr: rateByNode(hostPaging.pgmajfault), legend: '{{node}} major faults' },
        { expr: rateByNode(hostPaging.pswpin), legend: '{{node}} from swap' },
        { expr: rateByNode(hostPaging.pswpout), legend: '{{node}} to swap' },
      ],
    }),
    lines({
      title: 'Written and not on disk',
      shows: 'What was written to files and waits, and what is on its way, of the hosts with most.',
      good: 'rises and falls; a level that only rises means that the disk is too slow',
      unit: 'bytes',
      queries: [
        { expr: byNode(hostMemory.Dirty), legend: '{{node}} waits' },
        { expr: byNode(hostMemory.Writeback), legend: '{{node}} on its way' },
      ],
    }),
  ],
};

const perDevice = (metric: Metric<'device'>) => sumBy(['node', 'device'], perSecond(metric));
const mean = (time: Metric<'device'>, count: Metric<'device'>) => topk(4, ratio(perDevice(time), perDevice(count)));

const disks: Row = {
  title: 'Pressure, disks and filesystems',
  panels: [
    lines({
      title: 'Pressure',
      width: 8,
      needs: 'a kernel with pressure stall information',
      shows: 'Share of the time in which at least one task waited for the resource, where it is most.',
      good: 'below 10 %',
      unit: 'percentunit',
      limits: { warning: 0.1, critical: 0.4 },
      queries: [{ expr: topk(6, sumBy(['node', 'resource'], perSecond(hostPressure.waiting))), legend: '{{node}} {{resource}}' }],
    }),
    lines({
      title: 'Space in use',
      width: 8,
      shows: 'Share in use of the fullest filesystems.',
      good: 'below 80 %, and a line that does not point at 100 %',
      unit: 'percentunit',
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: topk(5, maxBy(['node', 'mountpoint'], usedSpace)), legend: '{{node}} {{mountpoint}}' }],
    }),
    lines({
      title: 'Inodes in use',
      needs: 'filesystems that count their inodes',
      width: 8,
      shows: 'Share of the files that a filesystem may have, of the fullest.',
      good: 'below 80 %: at 100 % no file can be made, whatever the space',
      unit: 'percentunit',
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: topk(5, maxBy(['node', 'mountpoint'], usedInodes)), legend: '{{node}} {{mountpoint}}' }],
    }),
    lines({
      title: 'Read and written',
      width: 8,
      shows: 'Bytes per second of the busiest disks.',
      good: 'what the work asks for',
      unit: 'Bps',
      queries: [
        { expr: topk(4, perDevice(hostDisk.readBytes)), legend: '{{node}} {{device}} read' },
        { expr: topk(4, perDevice(hostDisk.writtenBytes)), legend: '{{node}} {{device}} written' },
      ],
    }),
    lines({
      title: 'Disks at work',
      width: 8,
      shows: 'Share of the time in which a disk had a request under way, of the busiest disks.',
      good: 'below 90 %; a disk that does many things at once can be at 100 % and well',
      unit: 'percentunit',
      limits: { warning: 0.9 },
      queries: [{ expr: topk(6, perDevice(hostDisk.busySeconds)), legend: '{{node}} {{device}}' }],
    }),
    lines({
      title: 'Time of a request',
      needs: 'a disk that is read and written in the chosen time',
      width: 8,
      shows: 'Mean time of a read and of a write, of the slowest disks.',
      good: 'below 1 ms on NVMe, 10 ms on network disks, 20 ms on turning ones',
      unit: 's',
      queries: [
        { expr: mean(hostDisk.readSeconds, hostDisk.reads), legend: '{{node}} {{device}} read' },
        { expr: mean(hostDisk.writeSeconds, hostDisk.writes), legend: '{{node}} {{device}} write' },
      ],
    }),
  ],
};

export const host: Board = {
  uid: 'sonde-host',
  title: 'Host overview',
  description: 'CPU, memory, disks, network and limits of the kernel, host by host, and who uses them.',
  variables: ['cluster', 'node'],
  rows: [glance, cpu, memory, disks, interfaces, kernelTables],
};
