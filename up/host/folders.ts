import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import { type User, userName } from './user.ts';

/** What stands where in the data folder. Root opens nothing below those of user sonde. */
export interface Folders {
  readonly data: string;
  /** root, 0700 */
  readonly agent: string;
  /** root, 0700 */
  readonly logs: string;
  /** sonde, 0700 */
  readonly server: string;
  /** sonde, 0700 */
  readonly prometheus: string;
  /** sonde, 0700 */
  readonly alertmanager: string;
  /** sonde, 0700: what the server writes for Alertmanager and Prometheus. */
  readonly alerting: string;
  /** root:sonde, 0750: what the supervisor writes for its children, and its own lock and socket. */
  readonly up: string;
}

/** Its presence says that the folder is Sonde's: nothing else is ever removed or given new rights. */
const marker = '.sonde';
/** What may stand in a folder that is not ours yet: the root of a file system, and what ./sonde wrote before the first start. */
const harmless = ['lost+found', 'installed-packages'];
const markerText = 'This folder is made and kept by Sonde. `./sonde down --purge` removes it.\n';

export function foldersOf(data: string): Folders {
  const at = (name: string) => join(data, name);
  return {
    data,
    agent: at('agent'),
    logs: at('logs'),
    server: at('server'),
    prometheus: at('prometheus'),
    alertmanager: at('alertmanager'),
    alerting: at('alerting'),
    up: at('up'),
  };
}

/** Whether the folder is there and made by Sonde; throws where it is somebody else's. */
export function isOurs(data: string): boolean {
  const entries = entriesOf(data);
  if (entries === undefined) return false;
  if (entries.includes(marker)) return true;
  const foreign = entries.filter((name) => !harmless.includes(name));
  if (foreign.length > 0)
    throw new Error(
      `${data} holds files that Sonde did not make (${foreign.slice(0, 3).join(', ')}); allowed: a folder of its own, or one that is not there yet`,
    );
  return false;
}

/** Makes the data folder with those of every process. Nothing changes where all is as it should be: another supervisor may be at work there. */
export function makeFolders(data: string, user: User): Folders {
  const folders = foldersOf(data);
  isOurs(data);
  mkdirSync(data, { recursive: true, mode: 0o755 });
  own(data, { uid: 0, gid: 0 }, 0o755, 'root');
  writeUnlessEqual(join(data, marker), markerText, { mode: 0o644, gid: 0 });
  for (const path of [folders.agent, folders.logs]) makeFolder(path, { uid: 0, gid: 0 }, 0o700, 'root');
  makeFolder(folders.up, { uid: 0, gid: user.gid }, 0o750, 'root');
  for (const path of [folders.server, folders.prometheus, folders.alertmanager, folders.alerting]) makeFolder(path, user, 0o700, userName);
  return folders;
}

/** One more folder of user sonde's in the data folder, 0700. */
export function makeSondeFolder({ data }: Folders, name: string, user: User): string {
  const path = join(data, name);
  makeFolder(path, user, 0o700, userName);
  return path;
}

/** Writes a file of the supervisor's that user sonde may read; leaves an equal one alone, so that a full disk stops no start. */
export function writeForChildren(path: string, text: string, user: User): void {
  writeUnlessEqual(path, text, { mode: 0o640, gid: user.gid });
}

/** 256 random bits, kept in a file that root alone (or with a group) reads. */
export function keptToken(path: string, { mode, gid }: { mode: number; gid: number }): string {
  const known = readIfThere(path)?.trim() ?? '';
  const token = /^[A-Za-z0-9_-]{43}$/.test(known) ? known : randomBytes(32).toString('base64url');
  writeUnlessEqual(path, `${token}\n`, { mode, gid });
  return token;
}

/** A folder directly in the data folder, with this owner and these rights, made when missing; a link in its place is refused. */
function makeFolder(path: string, owner: { uid: number; gid: number }, mode: number, ownerName: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw new Error(`making the folder ${path}`, { cause });
  }
  own(path, owner, mode, ownerName);
}

/** Gives a folder its owner and rights through a descriptor that follows no link. */
function own(path: string, owner: { uid: number; gid: number }, mode: number, ownerName: string): void {
  const fd = openFolder(path);
  try {
    const found = fstatSync(fd);
    if (found.uid !== 0 && found.uid !== owner.uid)
      throw new Error(`the folder ${path} belongs to user id ${found.uid}: give it to ${ownerName} (chown -R ${ownerName}: ${path}), or remove it`);
    if (!owned(found, owner, mode)) {
      fchownSync(fd, owner.uid, owner.gid);
      fchmodSync(fd, mode);
    }
  } finally {
    closeSync(fd);
  }
}

function owned(found: Stats, owner: { uid: number; gid: number }, mode: number): boolean {
  return found.uid === owner.uid && found.gid === owner.gid && (found.mode & 0o7777) === mode;
}

function openFolder(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (cause) {
    if (codeOf(cause) === 'ENOTDIR' || codeOf(cause) === 'ELOOP') throw new Error(`${path} has to be a folder, not a link or a file`, { cause });
    throw new Error(`opening the folder ${path}`, { cause });
  }
}

function writeUnlessEqual(path: string, text: string, { mode, gid }: { mode: number; gid: number }): void {
  if (readIfThere(path) === text && hasRights(path, mode, gid)) return;
  const half = `${path}.new`;
  try {
    rmSync(half, { force: true });
    const fd = openSync(half, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
    try {
      writeFileSync(fd, text);
      fchownSync(fd, 0, gid);
      fchmodSync(fd, mode);
    } finally {
      closeSync(fd);
    }
    renameSync(half, path);
  } catch (cause) {
    throw new Error(`writing ${path}`, { cause });
  }
}

function hasRights(path: string, mode: number, gid: number): boolean {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return owned(fstatSync(fd), { uid: 0, gid }, mode);
  } finally {
    closeSync(fd);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW });
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ELOOP') return undefined;
    throw new Error(`reading ${path}`, { cause });
  }
}

function entriesOf(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read; allowed: a folder, or a path where one can be made`, { cause });
  }
}
