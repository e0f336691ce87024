import { chmodSync, closeSync, constants, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { eachLine } from './children/lines.ts';
import { codeOf } from './errors.ts';
import type { Folders } from './host/folders.ts';

const Question = Type.Object({ ask: Type.Union([Type.Literal('status'), Type.Literal('stop')]) });

/** What a supervisor tells of itself to root on the same host. */
export const Status = Type.Object({
  pid: Type.Integer(),
  ready: Type.Boolean(),
  waitsFor: Type.Array(Type.String()),
  url: Type.String({ description: 'of the API, as reached from this host' }),
  token: Type.String({ description: 'of the console; empty until the server has told it' }),
  children: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Union([Type.Literal('starting'), Type.Literal('ready'), Type.Literal('pausing'), Type.Literal('stopped')]),
      pid: Type.Optional(Type.Integer()),
      restarts: Type.Integer(),
      problem: Type.String(),
    }),
  ),
});
export type Status = Static<typeof Status>;

export interface Answers {
  readonly status: () => Status;
  /** Begins to stop; the connection stays open until the process is gone. */
  readonly stop: () => void;
}

export interface Control {
  close(): void;
}

const socketName = 'control.sock';
const maxWaitMs = 5000;

/** Answers on `<data>/up/control.sock`, a socket that only root may connect to. */
export async function openControl(folders: Folders, answers: Answers): Promise<Control> {
  const { fd, path } = shortPath(folders);
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(socket, answers));
  await listening(server, path);
  chmodSync(path, 0o600);
  server.unref();
  return {
    close: () => {
      rmSync(path, { force: true });
      server.close();
      closeSync(fd);
    },
  };
}

/** What runs on this data folder; undefined when nothing does. */
export async function askStatus(folders: Folders): Promise<Status | undefined> {
  const socket = await connectTo(folders);
  if (socket === undefined) return undefined;
  const answer: unknown = JSON.parse(await askLine(socket, 'status'));
  socket.destroy();
  if (!Value.Check(Status, answer)) throw new Error('the supervisor that runs is of another version: stop it with the ./sonde that started it');
  return answer;
}

/** Asks the supervisor to stop and resolves when its process is gone; `false` when none runs. */
export async function askStop(folders: Folders): Promise<boolean> {
  const socket = await connectTo(folders);
  if (socket === undefined) return false;
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await askLine(socket, 'stop');
  await gone;
  return true;
}

function serve(socket: Socket, answers: Answers): void {
  // An asker that waits for the end of the process must not put it off.
  socket.unref();
  eachLine(socket, (line) => {
    const question = parsed(line);
    if (!Value.Check(Question, question)) {
      socket.end('{"error":"ask for status or stop"}\n');
      return;
    }
    socket.write(`${JSON.stringify(question.ask === 'status' ? answers.status() : { stopping: true })}\n`);
    if (question.ask === 'stop') answers.stop();
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function connectTo(folders: Folders): Promise<Socket | undefined> {
  let place: { fd: number; path: string };
  try {
    place = shortPath(folders);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    const hint = codeOf(cause) === 'EACCES' ? ' (as root: sudo)' : '';
    throw new Error(`looking for the supervisor of ${folders.data}${hint}`, { cause });
  }
  const { promise, resolve, reject } = Promise.withResolvers<Socket | undefined>();
  const socket = connect(place.path);
  socket.once('connect', () => resolve(socket));
  socket.once('error', (cause) =>
    ['ENOENT', 'ECONNREFUSED'].includes(codeOf(cause)) ? resolve(undefined) : reject(new Error('asking the supervisor', { cause })),
  );
  return promise.finally(() => closeSync(place.fd));
}

function askLine(socket: Socket, ask: 'status' | 'stop'): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`the supervisor does not answer within ${maxWaitMs / 1000} s`)), maxWaitMs);
  eachLine(socket, resolve);
  socket.once('close', () => reject(new Error('the supervisor ended instead of answering')));
  socket.write(`${JSON.stringify({ ask })}\n`);
  return promise.finally(() => clearTimeout(timer));
}

function listening(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(path, resolve);
  return promise;
}

/** A socket's path may be no longer than 107 bytes, a data folder's may: go through a descriptor of the folder. */
function shortPath(folders: Folders): { fd: number; path: string } {
  const fd = openSync(folders.up, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return { fd, path: `/proc/self/fd/${fd}/${socketName}` };
}
