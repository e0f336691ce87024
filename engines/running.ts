import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { certificate } from './certificate.ts';
import { type Engine, type EnginePlaces, elasticsearchEngine, engineUser, guestUser, kafkaEngine } from './engine.ts';
import { freePort } from './free-port.ts';

/** A real server of a test or a bench, on a free port of 127.0.0.1, in a folder that goes with it. */
export interface RunningEngine extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  readonly user: typeof engineUser;
  readonly password: string;
  /** Of the server itself; signals go there. */
  pid(): Promise<number>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** With what it kept. Resolves when it answers. */
  start(): Promise<void>;
}

/** Three times what Elasticsearch takes on two cores that others use as well. */
const deadlineMs = 480_000;
const checkout = dirname(import.meta.dirname);
/** Elasticsearch does not run as root. */
const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
/** Whoever that is need not be able to reach this repository. */
const mounted = 'mount --rbind "$1" "$2"; shift 2; exec "$@"';

function commandOf({ command }: Engine, at: string): string[] {
  const alone = ['setpriv', '--pdeathsig', 'KILL'];
  if (process.getuid?.() !== 0) return [...alone, '--', ...command];
  return ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-euc', mounted, 'sh', checkout, at, ...alone, ...nobody, '--', ...command];
}

/** Asks again until it answers, or the server has ended. */
async function answered({ name }: Engine, child: ChildProcess, said: () => string, ask: () => Promise<unknown>): Promise<void> {
  const untilMs = performance.now() + deadlineMs;
  for (;;) {
    try {
      await ask();
      return;
    } catch (cause) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${name} ended with ${child.signalCode ?? child.exitCode}: ${said()}`, { cause });
      if (performance.now() > untilMs) throw new Error(`${name} did not answer within ${deadlineMs / 1000} s: ${said()}`, { cause });
    }
    await delay(100);
  }
}

interface Asked {
  readonly password: string;
  readonly make: (places: EnginePlaces) => Engine;
  readonly address: string;
  readonly ask: () => Promise<unknown>;
  readonly serverPid: (data: string, child: ChildProcess) => Promise<number>;
}

async function running({ make, address, password, ask, serverPid }: Asked): Promise<RunningEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-engine-'));
  const isRoot = process.getuid?.() === 0;
  const data = join(folder, 'data');
  const at = join(folder, 'checkout');
  for (const path of [data, at]) await mkdir(path);
  if (isRoot) await once(spawn('chown', ['-R', '65534:65534', folder]), 'exit');
  const engine = make({ checkout: isRoot ? at : checkout, data });
  let child: ChildProcess | undefined;
  let said = '';
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const server = await serverPid(data, child).catch(() => 0);
    if (server > 0 && server !== child.pid) process.kill(server, 'SIGKILL');
    child.kill('SIGKILL');
    await exited;
  };
  const start = async () => {
    const [command = '', ...words] = commandOf(engine, at);
    const started = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
      });
    }
    started.stdin.end(engine.input);
    await answered(engine, started, () => said, ask);
  };
  const end = async () => {
    await kill();
    await rm(folder, { recursive: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    await start();
  } catch (cause) {
    // Why it did not start says more than what is left of it.
    await end().catch(() => undefined);
    throw cause;
  }
  return {
    address,
    user: engineUser,
    password,
    pid: async () => (child === undefined ? 0 : await serverPid(data, child)),
    kill,
    start,
    [Symbol.asyncDispose]: end,
  };
}

const newPassword = (): string => randomBytes(24).toString('base64url');

/** One that can also be reached as a managed one can. */
export interface RunningKafka extends RunningEngine {
  readonly secured: {
    readonly address: string;
    /** Of who signed its certificate. */
    readonly ca: string;
    /** With passwords: `engineUser`, who may do everything, and a guest, who may do nothing. */
    readonly users: Readonly<Record<typeof engineUser | 'guest', string>>;
  };
}

export async function runningKafka(): Promise<RunningKafka> {
  const [port, controllerPort, securedPort] = [await freePort(), await freePort(), await freePort()];
  const pair = await certificate('127.0.0.1', 'IP:127.0.0.1');
  const users = { [engineUser]: newPassword(), guest: newPassword() };
  const address = `127.0.0.1:${port}`;
  const password = newPassword();
  const sasl = { mechanism: 'plain', username: engineUser, password } as const;
  const client = new Kafka({ brokers: [address], sasl, logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const ask = async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect').finally(() => socket.destroy());
    const admin = client.admin();
    await admin.connect();
    await admin.describeCluster().finally(() => admin.disconnect());
  };
  const engine = await running({
    make: (places) => kafkaEngine(places, { port, controllerPort, password, secured: { port: securedPort, ...pair, users } }),
    address,
    password,
    ask,
    serverPid: async (_, child) => child.pid ?? 0,
  });
  return { ...engine, secured: { address: `127.0.0.1:${securedPort}`, ca: pair.cert, users } };
}

/** What docs/cluster.md says that Sonde needs. */
export const leastRights = {
  cluster: ['monitor', 'manage_index_templates'],
  indices: [{ names: ['sonde-*'], privileges: ['create_index', 'index', 'read', 'maintenance', 'monitor', 'delete_index'] }],
};

/** One that also has a user who may do no more than Sonde has to. */
export interface RunningElasticsearch extends RunningEngine {
  readonly guest: { readonly user: typeof guestUser; readonly password: string };
}

export async function runningElasticsearch(): Promise<RunningElasticsearch> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const password = newPassword();
  const headers = { authorization: `Basic ${Buffer.from(`${engineUser}:${password}`).toString('base64')}` };
  const ask = async () => {
    const response = await fetch(`http://${address}/_cluster/health?wait_for_status=yellow&timeout=5s`, { headers });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
  };
  const serverPid = async (data: string) => Number(await readFile(join(data, 'pid'), 'utf8'));
  const guest = { user: guestUser, password: newPassword() } as const;
  const make = (places: EnginePlaces) => elasticsearchEngine(places, { port, password, guest: { password: guest.password, rights: leastRights } });
  return { ...(await running({ make, address, password, ask, serverPid })), guest };
}
