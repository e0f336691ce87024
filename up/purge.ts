import { existsSync, rmdirSync, statSync } from 'node:fs';
import { keyOf } from './config/keys.ts';
import { clearFaults } from './demo/faults/leftovers.ts';
import { demoFolder } from './demo/lines.ts';
import { codeOf, fullMessage } from './errors.ts';
import { runCommand } from './host/command.ts';
import { type Folders, foldersOf, isOurs } from './host/folders.ts';
import { Roster } from './host/leftovers.ts';
import { lockHolder, takeLock } from './host/lock.ts';
import { mountPointOf, removeMountPoint } from './host/mount-point.ts';
import { findUser, removeUser, type User, userName } from './host/user.ts';

/** Removes the data folder, if Sonde made it, and the user, if Sonde made that; answers what it did, line by line. */
export async function purge(data: string): Promise<string[]> {
  return [await purgeData(data), ...purgeUser()];
}

async function purgeData(data: string): Promise<string> {
  if (!isOurs(data)) return `there is no data folder at ${data}`;
  const folders = foldersOf(data);
  const release = existsSync(folders.up) ? lockOrRefuse(folders) : () => {};
  try {
    await new Roster(folders).clear();
    await clearFaults(demoFolder(folders), { mayKill: false });
    // rm follows no link, not even one that is put in its way while it works; Node's own would.
    runCommand('find', [data, '-mindepth', '1', '-maxdepth', '1', '-exec', 'rm', '-rf', '--one-file-system', '--', '{}', '+'], `removing what is in ${data}`);
  } finally {
    release();
  }
  removeMountPoint(mountPointOf(data));
  return removeEmpty(data);
}

function lockOrRefuse(folders: Folders): () => void {
  const lock = takeLock(folders);
  if (lock !== undefined) return () => lock.release();
  throw new Error(`${folders.data} is in use by another Sonde (pid ${lockHolder(folders) ?? 'unknown'}), which does not answer: end it first`);
}

/** A folder that is a mount point stays, empty. */
function removeEmpty(data: string): string {
  try {
    rmdirSync(data);
    return `removed ${data}`;
  } catch (cause) {
    return `removed what was in ${data}; the folder itself stays (${codeOf(cause)})`;
  }
}

const standardData = String(keyOf('data').default);

/** Another data folder than the one that was purged. */
function ownsStandardData({ uid }: User): boolean {
  return statSync(foldersOf(standardData).server, { throwIfNoEntry: false })?.uid === uid;
}

function purgeUser(): string[] {
  const user = findUser();
  if (user === undefined) return [];
  if (!user.ours) return [`the user ${userName} stays, because Sonde did not make it`];
  if (ownsStandardData(user)) return [`the user ${userName} stays: what is in ${standardData} belongs to it`];
  try {
    removeUser();
    return [`removed the system user ${userName}`];
  } catch (cause) {
    return [`the user ${userName} stays: ${fullMessage(cause)}`];
  }
}
