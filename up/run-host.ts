import { setTimeout as delay } from 'node:timers/promises';
import type { Check } from '#contract/doctor.ts';
import { writeAlertmanagerFiles } from './children/alertmanager.ts';
import { hostChildren } from './children/host-children.ts';
import { onRulesChanged } from './children/own-rules.ts';
import { writePrometheusFiles } from './children/prometheus.ts';
import { until } from './children/readiness.ts';
import type { ServerTells } from './children/server.ts';
import { engineChildren } from './cluster/engines.ts';
import { isLoopback } from './config/rules.ts';
import type { Settings } from './config/settings.ts';
import type { Tls } from './config/tls.ts';
import { openControl, type Status } from './control.ts';
import { clearFaults } from './demo/faults/leftovers.ts';
import { demoFolder } from './demo/lines.ts';
import { fullMessage } from './errors.ts';
import { checkFirstScrape } from './first-scrape.ts';
import { hostChecks, portChecks } from './host/checks.ts';
import { type Folders, isOurs, makeFolders } from './host/folders.ts';
import { describeHost, type Host } from './host/host.ts';
import { Roster } from './host/leftovers.ts';
import { lockHolder, takeLock } from './host/lock.ts';
import { makeMountPoint, removeMountPoint } from './host/mount-point.ts';
import { raiseOpenFiles } from './host/open-files.ts';
import type { Switches } from './host/switches.ts';
import { ensureUser } from './host/user.ts';
import type { Log } from './log.ts';
import { logFile, logPath } from './log-file.ts';
import { Supervisor } from './supervisor.ts';

/** Why nothing was started, each with what to do. */
export class StartError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Something that runs beside the product on demand, such as the demo. */
export interface Addition {
  /** Looked at before anything starts. */
  readonly checks: () => Promise<Check[]>;
  /** What it will write, for those who read lines. */
  readonly writers: (folders: Folders) => Host['writers'];
  /** What can be switched while it runs. */
  readonly switches: Switches;
  /** Called when Sonde is ready; ends early when the signal is aborted. */
  readonly start: (running: { readonly host: Host; readonly supervisor: Supervisor; readonly log: Log; readonly signal: AbortSignal }) => Promise<void>;
}

export interface HostRun {
  readonly settings: Settings;
  readonly tls: Tls | undefined;
  readonly log: Log;
  /** Prints the ready line. */
  readonly announce: (line: string) => void;
  readonly addition?: Addition | undefined;
}

const sayWaitingAfterMs = 60_000;

/** Runs Sonde on this host until it is asked to stop. */
export async function runHost({ settings, tls, log, announce, addition }: HostRun): Promise<void> {
  process.umask(0o022);
  raiseOpenFiles();
  refuseFailed(hostChecks(settings), log);
  const refuseBusyPorts = async () => refuseFailed([...(await portChecks(settings)), ...((await addition?.checks()) ?? [])], log);
  // A start that is refused leaves no folder behind; where there is one, its Sonde may be what holds the port.
  const isFirstStart = !isOurs(settings.config.data);
  if (isFirstStart) await refuseBusyPorts();
  const user = ensureUser();
  const folders = makeFolders(settings.config.data, user);
  const lock = takeLock(folders);
  if (lock === undefined) throw new StartError([alreadyRunning(settings, folders)]);
  using kept = logFile(logPath(folders));
  log.keep(kept);
  const roster = new Roster(folders);
  for (const name of await roster.clear()) log.say(`killed ${name}, which an earlier start had left behind`);
  await clearFaults(demoFolder(folders), { mayKill: false });
  if (!isFirstStart) await refuseBusyPorts();
  if (!isLoopback(settings.config.agent.listen)) log.say(`agent.listen is ${settings.config.agent.listen}: whoever reaches it reads /metrics without a token`);

  const host = describeHost(settings, folders, user, tls, addition && { writers: addition.writers(folders), switches: addition.switches });
  for (const secret of [host.ingestToken, host.scrapeToken, host.deployToken, host.enginePassword, ...Object.values(host.alerting)]) log.hide(secret);
  log.say(`what its processes write is kept in ${kept.path}`);
  writePrometheusFiles(host);
  writeAlertmanagerFiles(host);
  makeMountPoint(host.mountPoint);
  try {
    await supervise({ host, roster, log, announce, addition });
  } finally {
    removeMountPoint(host.mountPoint);
    lock.release();
  }
}

async function supervise({ host, roster, log, announce, addition }: Omit<HostRun, 'settings' | 'tls'> & { host: Host; roster: Roster }): Promise<void> {
  const stopping = new AbortController();
  const progress = { token: '', ready: false, firstScrape: 'the first scrape' };
  const onToken = (token: string) => {
    progress.token = token;
    log.hide(token);
  };
  const watch = { log, started: (name: string, pid: number) => roster.add(name, pid), ended: (name: string) => roster.remove(name) };
  const supervisor = new Supervisor(watch);
  const status = () => statusOf(host, supervisor, progress);
  const control = await openControl(host.folders, { status, stop: () => stopping.abort() });
  const forgetSignals = stopOnSignals(stopping, supervisor, log);
  const reminder = setInterval(() => sayWaiting(status(), log), sayWaitingAfterMs);
  const tell = (why: string) => {
    progress.firstScrape = `the first scrape: ${why}`;
  };
  try {
    const message = onRulesChanged(host, log, () => supervisor.reload('prometheus'));
    const started = startAll(host, supervisor, log, { token: onToken, message });
    await becomeReady(host, supervisor, { started, signal: stopping.signal, tell });
    if (!stopping.signal.aborted) {
      progress.ready = true;
      announce(`Sonde is ready: ${host.addresses.console}/?token=${encodeURIComponent(progress.token)}`);
      addition?.start({ host, supervisor, log, signal: stopping.signal }).catch((cause: unknown) => log.say(fullMessage(cause)));
    }
    await aborted(stopping.signal);
  } finally {
    log.say('stopping');
    clearInterval(reminder);
    await supervisor.stop();
    forgetSignals();
    control.close();
    log.say('stopped');
  }
}

/** What others write to comes first, so that they do not begin with errors; whatever keeps it, the rest does not wait for ever. */
const enginesFirstMs = 30_000;

async function startAll(host: Host, supervisor: Supervisor, log: Log, tells: ServerTells): Promise<void> {
  const engines = supervisor.add(engineChildren(host));
  await Promise.race([engines, delay(enginesFirstMs, undefined, { ref: false })]);
  await Promise.all([engines, supervisor.add(hostChildren(host, log, tells))]);
}

interface Becoming {
  readonly started: Promise<void>;
  readonly signal: AbortSignal;
  readonly tell: (why: string) => void;
}

/** Returns when every child does its work and Prometheus has the agent's first numbers, or when the signal is aborted. */
async function becomeReady(host: Host, supervisor: Supervisor, { started, signal, tell }: Becoming): Promise<void> {
  await Promise.race([started, aborted(signal)]);
  if (signal.aborted) return;
  try {
    await until(signal, tell, () => checkFirstScrape(host, supervisor.readyAt('agent')));
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}

interface Progress {
  readonly token: string;
  readonly ready: boolean;
  readonly firstScrape: string;
}

function statusOf(host: Host, supervisor: Supervisor, { token, ready, firstScrape }: Progress): Status {
  const reports = supervisor.reports();
  const waiting = reports.filter(({ state }) => state !== 'ready').map(({ name, problem }) => `${name}: ${problem}`);
  return {
    pid: process.pid,
    ready,
    waitsFor: waiting.length > 0 || ready ? waiting : [firstScrape],
    url: host.addresses.api,
    token,
    children: reports.map(({ pid, ...report }) => (pid === undefined ? report : { ...report, pid })),
  };
}

function sayWaiting({ waitsFor }: Status, log: Log): void {
  for (const what of waitsFor) log.say(`still waiting for ${what}`);
}

/** The first signal asks every child to end, a second one does not ask. */
function stopOnSignals(stopping: AbortController, supervisor: Supervisor, log: Log): () => void {
  const stop = () => {
    if (stopping.signal.aborted) void supervisor.stop(true).catch((cause: unknown) => log.say(fullMessage(cause)));
    stopping.abort();
  };
  // Node resets what nohup asked for; without a terminal a hang-up is nobody's wish.
  const hangUp = process.stderr.isTTY ? stop : () => {};
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', hangUp);
  return () => process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', hangUp);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

function refuseFailed(checks: readonly Check[], log: Log): void {
  const failed = checks.filter(({ state }) => state === 'failed');
  if (failed.length > 0) throw new StartError(failed.map(({ says, mend }) => `${says}. ${mend}`));
  for (const { says, mend } of checks.filter(({ state }) => state === 'warning')) log.say(`${says}. ${mend}`);
}

function alreadyRunning({ config, originOf }: Settings, folders: Folders): string {
  const pid = lockHolder(folders);
  return `data: ${config.data} (${originOf('data')}) is in use by another Sonde${pid === undefined ? '' : ` (pid ${pid})`}. Stop it with ./sonde down, or choose another folder: --data DIR.`;
}
