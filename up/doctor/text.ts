import { counted } from '#contract/count-text.ts';
import { type AgentReport, type Check, type CollectorReport, isCollectorCheck } from '#contract/doctor.ts';
import type { HostNode } from '#contract/nodes.ts';
import type { Doctor } from '#contract/routes.ts';
import { printable } from '../log.ts';

/** What `./sonde doctor` prints: a line for each thing that was looked at, and what to do about it. Each program's own cost is in its JSON. */
export function doctorText(doctor: Doctor): string {
  const { state, checks, hosts } = doctor;
  const lines = [...checks.flatMap(checkLines), ...hosts.flatMap(hostLines), ...lostLines(doctor), `state: ${state}`];
  return `${lines.map(printable).join('\n')}\n`;
}

function checkLines({ name, state, says, mend }: Check): string[] {
  const line = `${state.padEnd(8)} ${name}: ${says}`;
  return mend === '' ? [line] : [line, `${' '.repeat(9)}→ ${mend}`];
}

function hostLines({ node, cluster, agentUp, health, report }: HostNode): string[] {
  const head = [
    '',
    `host ${node} (cluster ${cluster}): ${agentUp ? health.state : 'its agent does not answer'}`,
    ...health.reasons.map((reason) => `  ${reason}`),
  ];
  return report === null ? head : [...head, ...reportLines(report)];
}

function reportLines(report: AgentReport): string[] {
  const { host, series } = report;
  const uptimeSeconds = Math.max(1, (Date.now() - Date.parse(report.startedAt)) / 1000);
  return [
    `  kernel ${host.kernel}, ${host.architecture}, ${host.cpus} CPUs, agent ${report.version} since ${report.startedAt}`,
    `  agent: ${percent(report.cpuSeconds / uptimeSeconds)} of a core since its start, ${mebibytes(report.residentBytes)} (at most ${mebibytes(report.residentPeakBytes)})`,
    `  series: ${series.exposed} of ${series.budget}; ${counted(series.edgesNamed, 'edge')} named, ${series.edgesInOther} in other`,
    ...report.collectors.flatMap((collector) => collectorLines(collector, uptimeSeconds)),
    ...report.checks
      .filter((check) => !isCollectorCheck(check) || check.state !== 'ok')
      .flatMap(checkLines)
      .map((line) => `  ${line}`),
  ];
}

function collectorLines(collector: CollectorReport, uptimeSeconds: number): string[] {
  const cost = `${percent(collector.cpuSecondsKernel / uptimeSeconds)} of a core in the kernel${runsText(collector)}, ${percent(collector.cpuSecondsAgent / uptimeSeconds)} in the agent`;
  const lost = Object.entries(collector.lost).map(([reason, count]) => `    lost: ${count} (${reason})`);
  return [`  ${collector.up ? 'up      ' : 'not up  '} ${collector.name}: ${collector.up ? collector.help : collector.reason}`, `    cost: ${cost}`, ...lost];
}

function runsText({ programs }: CollectorReport): string {
  if (programs.length === 0) return '';
  const perSecond = programs.reduce((sum, { runsPerSecond }) => sum + runsPerSecond, 0);
  const rate = perSecond === 0 ? 'none ran while it was measured' : `${perSecond < 0.5 ? '<1' : Math.round(perSecond)} runs/s`;
  return ` (${counted(programs.length, 'program')}, ${rate})`;
}

/** Where no Sonde runs, nobody asks. */
function lostLines({ lost, hosts }: Doctor): string[] {
  if (lost === null) return hosts.length === 0 ? [] : ['', 'lost in the last minutes: not known'];
  return lost.total === 0 ? [] : ['', `lost in the last minutes: ${lost.total} events (${percent(lost.ratio)})`];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
