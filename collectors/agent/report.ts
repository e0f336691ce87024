import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, uptime } from 'node:os';
import type { AgentConfig } from '#contract/children.ts';
import { counted, countText } from '#contract/count-text.ts';
import { type AgentReport, type Check, collectorCheck } from '#contract/doctor.ts';
import { lossMend } from '#contract/loss-mends.ts';
import { newerKernel } from '#contract/newer-kernel.ts';
import { unixSocketReport } from '../identity/unix-sockets.ts';
import { cpuSeconds } from '../runtime/cpu-clock.ts';
import type { ShippingReport } from '../ship/record-shipper.ts';
import type { Agent } from './agent.ts';
import { socketsMissing } from './start-collectors.ts';
import { sweepFailed } from './sweep-timer.ts';

/** What this agent sees, what it does not, and what it costs: the answer of GET /doctor. */
export async function agentReport(agent: Agent, { node, cluster, version }: AgentConfig, shipping: ShippingReport): Promise<AgentReport> {
  const collectors = agent.report();
  const unixSockets = await unixSocketReport();
  return {
    node,
    cluster,
    version,
    startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    host: {
      kernel: release(),
      architecture: arch(),
      cpus: cpus().length,
      memoryBytes: totalmem(),
      bootedAt: new Date(Date.now() - uptime() * 1000).toISOString(),
      addresses: agent.addresses(),
    },
    residentBytes: process.memoryUsage.rss(),
    residentPeakBytes: residentPeakBytes(),
    cpuSeconds: cpuSeconds(),
    series: agent.series.report(),
    collectors,
    checks: [
      ...collectors.map(upCheck),
      ...collectors.flatMap(lossChecks),
      ...agent.checks(),
      overflowCheck(agent.series.report()),
      shippingCheck(shipping),
      unseenCheck(unixSockets.says),
    ],
    unixSockets,
  };
}

function residentPeakBytes(): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(peak ?? 0) * 1024;
}

type Collectors = AgentReport['collectors'];

export function upCheck({ name, up, help, reason, lacks }: Collectors[number]): Check {
  if (up && lacks !== undefined) return { name: collectorCheck(name), state: 'warning', says: `${help} It ${lacks.says}`, mend: lacks.mend };
  if (up) return { name: collectorCheck(name), state: 'ok', says: help, mend: '' };
  return { name: collectorCheck(name), state: 'failed', says: `${name} is not running: ${reason}`, mend: mendOf(name, reason) };
}

function mendOf(name: string, reason: string): string {
  if (reason.startsWith(sweepFailed)) return 'It is tried again every 5 s; until it succeeds the numbers stand still. Report it with this text.';
  if (/EPERM|EACCES/.test(reason)) return 'Run the agent as root, or with CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN and CAP_SYS_PTRACE.';
  if (/BTF/.test(reason)) return 'The kernel needs CONFIG_DEBUG_INFO_BTF: /sys/kernel/btf/vmlinux must exist.';
  if (/cgroup/.test(reason)) return 'Mount cgroup v2: mount -t cgroup2 none /sys/fs/cgroup/unified.';
  if (reason === socketsMissing) return 'Mend the collector "sockets": this one stands on it.';
  if (name === 'sockets')
    return `The other collectors stand on it, all but that of the host’s own numbers. ${newerKernel} Where it is, report it with the kernel version and this text.`;
  return 'This kernel refuses the program; the other collectors run. Report it with the kernel version and this text.';
}

export function lossChecks({ name, lost }: Collectors[number]): Check[] {
  return Object.entries(lost).map(([reason, count]) => ({
    name: `losses of ${name}`,
    state: 'warning',
    says: `${countText(count)} lost since the start: ${reason.replaceAll('_', ' ')}`,
    mend: lossMend(reason),
  }));
}

function overflowCheck({ budget, exposed, edgesInOther }: AgentReport['series']): Check {
  if (edgesInOther === 0)
    return { name: 'series budget', state: 'ok', says: `${countText(exposed)} of ${countText(budget)} series are used; every edge has its own`, mend: '' };
  return {
    name: 'series budget',
    state: 'warning',
    says: `${counted(edgesInOther, 'edge is', 'edges are')} counted in "other", and told by the minute: the budget of ${countText(budget)} series is used up`,
    mend: 'Raise seriesBudget in the configuration.',
  };
}

/** Events leave the agent behind everybody's back: whether they arrive is seen here. */
export function shippingCheck({ wanted, queued, sent, unwanted, trouble }: ShippingReport): Check {
  const name = 'events to the server';
  if (!wanted) return { name, state: 'info', says: `no server is configured: ${countText(unwanted)} events were dropped`, mend: '' };
  const says = `${countText(sent)} were taken, ${countText(queued)} wait`;
  if (trouble === '') return { name, state: 'ok', says, mend: '' };
  return {
    name,
    state: 'warning',
    says: `${says}; the last attempt failed: ${trouble}`,
    mend: 'It is tried again by itself, and meanwhile the newest events are kept. If it goes on: is the server up, and does it have the same token and certificate?',
  };
}

function unseenCheck(says: string): Check {
  return { name: 'unix sockets', state: 'info', says, mend: '' };
}
