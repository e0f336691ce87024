import { countText } from '#contract/count-text.ts';
import type { Check } from '#contract/doctor.ts';
import { logLost, logRefused, logSourceUp, logUnreadFiles } from '#contract/log-metrics.ts';
import { bytesText } from '../quantities.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { engineMends } from './engine-mends.ts';
import type { StoreEngine } from './pipeline.ts';

const mends: Readonly<Record<string, string>> = {
  spool_full: 'The server did not take lines for too long. Raise logs.spoolBytes, or see the other checks.',
  spool_corrupt: 'The disk gave back other bytes than were written: look into the kernel’s messages.',
  rejected: 'The lines of sonde-logs in the output of `sonde up` say why. Are agent and server of one version?',
  too_long: 'Their first MiB is kept.',
  journal_vacuumed: 'The journal gave up entries before they were read: raise SystemMaxUse in journald.conf, or look why sonde-logs did not run.',
  datagram_dropped: 'They came faster than they were read, or had no room. Raise net.core.rmem_max (sysctl), or have syslog sent over TCP.',
  kernel_overrun: 'The kernel wrote faster than it keeps its messages. Boot with a larger log_buf_len.',
};

const sourceMends: Readonly<Record<string, string>> = {
  journal:
    'There is none in /var/log/journal or /run/log/journal, or journalctl does not read it: the lines of sonde-logs in the output of `sonde up` say which. Where that is as it should be, leave it out of logs.sources.',
  syslog: 'The lines of sonde-logs in the output of `sonde up` say why logs.syslog cannot be listened on.',
  otlp: 'The lines of sonde-logs in the output of `sonde up` say why logs.otlp cannot be listened on.',
  kernel: 'Reading /dev/kmsg is not allowed here: in a container it takes CAP_SYSLOG and the device.',
};

const refusalMends: Readonly<Record<string, string>> = {
  busy: 'Their senders were asked to come again: more came at once than is kept, or the server did not take lines. The other checks say which.',
  too_large: 'A request may have 4 MiB, unpacked: have fewer records sent at once.',
  unreadable: 'The answer told the sender why: is it OTLP/HTTP that is sent, to /v1/logs?',
  not_allowed: 'A page in a browser has tried to send logs.',
};

/** What is kept of lines, and what was lost of them. Where nothing reads lines there is nothing to say. */
export async function logChecks(logs: LogStore, prometheus: Prometheus, engine: StoreEngine): Promise<Check[]> {
  const looked = await Promise.all([
    keptCheck(logs, engine),
    lostChecks(prometheus),
    refusedChecks(prometheus),
    sourceChecks(prometheus),
    unreadChecks(prometheus),
  ]);
  return looked.flat();
}

export async function keptCheck(logs: LogStore, engine: StoreEngine): Promise<Check[]> {
  try {
    const { lines, bytes } = await logs.state();
    return lines === 0 ? [] : [{ name: 'Log store', state: 'ok', says: `${countText(lines)} lines, ${bytesText(bytes)}`, mend: '' }];
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return [{ name: 'Log store', state: 'failed', says, mend: engineMends[engine] }];
  }
}

async function sourceChecks(prometheus: Prometheus): Promise<Check[]> {
  const missing = await prometheus.instant(`${logSourceUp.name} == 0`, Date.now()).catch(() => []);
  return missing.map(({ labels: { source = '', node = '' } }) => ({
    name: 'Logs that are not read',
    state: 'info',
    says: `${source} on ${node}`,
    mend: sourceMends[source] ?? '',
  }));
}

async function unreadChecks(prometheus: Prometheus): Promise<Check[]> {
  const unread = await prometheus.instant(`${logUnreadFiles.name} > 0`, Date.now()).catch(() => []);
  return unread.map(({ labels: { node = '' }, value }) => ({
    name: 'Log files that are not read',
    state: 'warning',
    says: `${value} on ${node}: as many as may be open are read already`,
    mend: 'Raise the limit of open files (ulimit -Hn, LimitNOFILE) where `sonde up` starts, or narrow logs.files.',
  }));
}

/** That Prometheus does not answer, another check says. */
async function lostChecks(prometheus: Prometheus): Promise<Check[]> {
  const lost = await prometheus.instant(`sum by (reason) (increase(${logLost.name}[15m])) > 0`, Date.now()).catch(() => []);
  return lost.map(({ labels: { reason = '' }, value }) => ({
    name: 'Lost log lines',
    state: 'warning',
    says: `${Math.ceil(value)} in the last 15 minutes: ${reason.replaceAll('_', ' ')}`,
    mend: mends[reason] ?? '',
  }));
}

/** Nothing is lost by it where the sender comes again. */
async function refusedChecks(prometheus: Prometheus): Promise<Check[]> {
  const refused = await prometheus.instant(`sum by (input, reason) (increase(${logRefused.name}[15m])) > 0`, Date.now()).catch(() => []);
  return refused.map(({ labels: { input = '', reason = '' }, value }) => ({
    name: 'Refused logs',
    state: reason === 'busy' ? 'info' : 'warning',
    says: `${Math.ceil(value)} times in the last 15 minutes: ${input}, ${reason.replaceAll('_', ' ')}`,
    mend: refusalMends[reason] ?? '',
  }));
}
