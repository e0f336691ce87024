import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listeningPort } from './listening-port.ts';

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
const deadlineMs = 60_000;

/** A database server that a test starts: in a folder of its own, on a free port, without any privilege. */
export interface RealServer extends AsyncDisposable {
  readonly port: number;
}

interface Program {
  readonly name: string;
  /** Makes the data folder. */
  readonly prepare: (folder: string) => readonly string[];
  readonly serve: (folder: string, port: number) => readonly string[];
  /** Ends with 0 once it does its work, where it listens earlier than that. */
  readonly answers?: (port: number) => readonly string[];
  /** What makes it end at once, without waiting for its clients. */
  readonly stops: NodeJS.Signals;
}

const unprivileged = (command: readonly string[]) => [
  ...(isRoot ? ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'] : []),
  ...['--pdeathsig', 'KILL', '--', ...command],
];

export async function realServer({ name, prepare, serve, answers, stops }: Program): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), `sonde-${name}-`));
  const port = await freePort();
  if (isRoot) chownSync(folder, nobody, nobody);
  const { status, stdout, stderr } = spawnSync('setpriv', unprivileged(prepare(folder)), { encoding: 'utf8', cwd: folder });
  if (status !== 0) throw new Error(`preparing ${name} ended with ${status}\n${stdout}${stderr}`);
  const child = spawn('setpriv', unprivileged(serve(folder, port)), { stdio: 'ignore', cwd: folder });
  await untilReady(name, child, async () => (await listens(port)) && (answers === undefined || succeeds(answers(port))));
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, 'exit');
      child.kill(stops);
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilReady(name: string, child: ChildProcess, isReady: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + deadlineMs; performance.now() < end; await pause(20)) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    if (await isReady()) return;
  }
  throw new Error(`waited ${deadlineMs / 1000} s for ${name}`);
}

const succeeds = ([program = '', ...args]: readonly string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listeningPort(server);
  server.close();
  await once(server, 'close');
  return port;
}
