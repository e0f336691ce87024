import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Check } from '#contract/doctor.ts';
import { logInputs } from '#contract/log-sources.ts';
import { newerKernel } from '#contract/newer-kernel.ts';
import { hostAndPort } from '../config/host-and-port.ts';
import { keyOf } from '../config/keys.ts';
import { type ListenedPort, shown, startedPorts } from '../config/rules.ts';
import type { Settings } from '../config/settings.ts';
import { fullMessage } from '../errors.ts';
import { systemPath } from './command.ts';
import { isOurs } from './folders.ts';
import { checkout } from './host.ts';
import { portState } from './ports.ts';

/** What this host has to have, looked at before anything starts. `failed` stops a start. */
export function hostChecks(settings: Settings, unbuilt: 'failed' | 'info' = 'failed'): Check[] {
  const kernel = existsSync(kernelBtf) ? kernelCheck(readFileSync(kernelBtf)) : withoutTypes();
  return [root(), kernel, cgroup2(), lockdown(), programs(settings), build(unbuilt), readableCheckout(), dataFolder(settings), disk(settings), memory()];
}

/** Whether each port can be listened on. */
export function portChecks(settings: Settings): Promise<Check[]> {
  const { config } = settings;
  const wanted = [
    { address: config.listen, addressKey: 'listen', portKey: 'port', port: config.port },
    { address: config.agent.listen, addressKey: 'agent.listen', portKey: 'agent.port', port: config.agent.port },
    ...startedPorts(settings).map(ownPort),
    ...logInputs.flatMap((name) => inputPort(`logs.${name}`, config.logs[name])),
  ];
  return Promise.all(wanted.map((one) => portCheck(settings, one)));
}

interface WantedPort {
  readonly address: string;
  readonly addressKey: string;
  readonly portKey: string;
  readonly port: number;
  /** Who listens there, where the key is not of that port itself. */
  readonly who?: string | undefined;
}

function ownPort({ path, port, who }: ListenedPort): WantedPort {
  return { address: '127.0.0.1', addressKey: path, portKey: path, port, who };
}

function inputPort(key: string, at: string | undefined): WantedPort[] {
  const { host, port } = hostAndPort(at ?? '') ?? {};
  return host === undefined || port === undefined ? [] : [{ address: host, addressKey: key, portKey: key, port }];
}

async function portCheck(settings: Settings, { address, addressKey, portKey, port, who }: WantedPort): Promise<Check> {
  const name = `port ${port}`;
  const { state, code, holder } = await portState(address, port);
  if (state === 'free') return ok(name, `${address}:${port} (${portKey}${who === undefined ? '' : `: ${who}`}) is free`);
  const { flag, env, kind } = keyOf(portKey);
  if (state === 'refused')
    return failed(name, `${shown(settings, addressKey)} cannot be listened on with port ${port} (${code})`, `Give ${addressKey} an address of this host.`);
  const what = who === undefined ? shown(settings, portKey) : `${shown(settings, portKey)}: port ${port}, of ${who},`;
  const taker = holder === undefined ? 'a process that /proc does not show from here' : `${holder.name} (pid ${holder.pid})`;
  return failed(name, `${what} is taken by ${taker}`, `Stop it, or choose another port: ${flag} ${kind === 'integer' ? 'PORT' : 'ADDRESS:PORT'} or ${env}.`);
}

function root(): Check {
  return process.getuid?.() === 0
    ? ok('root', 'runs as root')
    : failed('root', 'does not run as root', 'Run it with sudo: loading BPF programs and changing users need root.');
}

const kernelBtf = '/sys/kernel/btf/vmlinux';

function withoutTypes(): Check {
  return failed(
    'kernel',
    `the kernel does not describe its types: ${kernelBtf} is missing`,
    'Boot a kernel with CONFIG_DEBUG_INFO_BTF=y; Debian’s own kernels have it.',
  );
}

/** By the kernel's types: whether it has the tracepoints that tell who uses a socket (Linux 6.3). */
export function kernelCheck(btf: Buffer): Check {
  return btf.includes('\0btf_trace_sock_send_length\0')
    ? ok('kernel', `${release()} describes its types (BTF), and tells who uses a socket`)
    : warning(
        'kernel',
        `the kernel ${release()} does not tell who uses a socket: of connections, requests, drops and OOM kills nothing is seen; the host’s own numbers and log lines are`,
        newerKernel,
      );
}

function cgroup2(): Check {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[2] === 'cgroup2');
  return mounted === undefined
    ? warning(
        'cgroup2',
        'no cgroup2 file system is mounted: bytes and requests are not seen',
        'mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 none /sys/fs/cgroup/unified',
      )
    : ok('cgroup2', `mounted at ${mounted.split(' ')[1]}`);
}

function lockdown(): Check {
  const file = '/sys/kernel/security/lockdown';
  const confidential = existsSync(file) && readFileSync(file, 'utf8').includes('[confidentiality]');
  return confidential
    ? failed(
        'kernel lockdown',
        'the kernel is locked down for confidentiality, which forbids BPF programs to read its memory',
        'Boot without lockdown=confidentiality.',
      )
    : ok('kernel lockdown', 'BPF programs may read the kernel');
}

function programs({ config, startsCluster }: Settings): Check {
  const started = [
    ...(config.prometheus.url === undefined ? ['prometheus'] : []),
    ...(config.alertmanager.url === undefined ? ['prometheus-alertmanager', 'perl'] : []),
    ...(startsCluster ? ['java'] : []),
  ];
  const needed = ['setpriv', 'unshare', 'mount', 'flock', 'useradd', 'getent', ...started];
  const missing = needed.filter((name) => !systemPath.split(delimiter).some((folder) => existsSync(join(folder, name))));
  return missing.length === 0
    ? ok('programs', 'every program that is needed is installed')
    : failed(
        'programs',
        `missing: ${missing.join(', ')}`,
        'Start by ./sonde up, which installs them, or apt-get install util-linux mount passwd prometheus prometheus-alertmanager.',
      );
}

function build(unbuilt: 'failed' | 'info'): Check {
  const missing = ['.build/bpf', '.build/web/index.html'].filter((path) => !existsSync(join(checkout, path)));
  if (missing.length === 0) return ok('build', 'BPF programs and console are built');
  return { name: 'build', state: unbuilt, says: `not built: ${missing.join(', ')}`, mend: './sonde up builds it.' };
}

/** The unprivileged children see the checkout's entries through mounts, which pass by the folders above but not by their own rights. */
function readableCheckout(): Check {
  const files = ['package.json', 'server/main.ts', 'contract/routes.ts', '.build/web/index.html'].map((path) => join(checkout, path)).filter(existsSync);
  const folders = files.map(dirname).filter((folder) => folder !== checkout);
  const closed = [...files, ...folders, process.execPath].find((path) => (statSync(path).mode & 0o004) === 0);
  return closed === undefined
    ? ok('checkout', 'user sonde can read it')
    : failed('checkout', `user sonde cannot read ${closed}`, `chmod -R go+rX ${checkout} (the folder itself and those above may stay closed)`);
}

function dataFolder(settings: Settings): Check {
  try {
    return ok('data folder', isOurs(settings.config.data) ? settings.config.data : `${settings.config.data} will be made`);
  } catch (cause) {
    return failed(
      'data folder',
      `${shown(settings, 'data')} is not allowed: ${fullMessage(cause)}`,
      `Choose another folder: ${keyOf('data').flag} DIR or ${keyOf('data').env}.`,
    );
  }
}

const littleFreeBytes = 1024 ** 3;
const littleMemoryBytes = 512 * 1024 ** 2;

function disk({ config }: Settings): Check {
  let folder = config.data;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = roughSize(bavail * bsize);
  return bavail * bsize >= littleFreeBytes
    ? ok('disk', `${free} free in ${folder}`)
    : warning(
        'disk',
        `only ${free} free in ${folder}: series and records may be lost`,
        'Make room, lower retention.metrics.bytes and retention.records.bytes, or move data to another disk.',
      );
}

function memory(): Check {
  const [, kibibytes = '0'] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
  const available = roughSize(Number(kibibytes) * 1024);
  return Number(kibibytes) * 1024 >= littleMemoryBytes
    ? ok('memory', `${available} available`)
    : warning('memory', `only ${available} available; Sonde needs about 400 MiB`, 'Stop something, or lower seriesBudget and limits.');
}

function roughSize(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${Math.floor(bytes / 1024 ** 2)} MiB`;
}

const ok = (name: string, says: string): Check => ({ name, state: 'ok', says, mend: '' });
const warning = (name: string, says: string, mend: string): Check => ({ name, state: 'warning', says, mend });
const failed = (name: string, says: string, mend: string): Check => ({ name, state: 'failed', says, mend });
