import { spawnSync } from 'node:child_process';
import { runCommand, systemPath } from './command.ts';

/** The system user of everything that needs no privilege. */
export const userName = 'sonde';
/** The comment by which `down --purge` knows that the user is ours. */
const comment = 'Sonde observability';

export interface User {
  readonly uid: number;
  readonly gid: number;
  /** Made by Sonde, not by somebody for something else. */
  readonly ours: boolean;
}

export function findUser(): User | undefined {
  const [, , uid = '', gid = '', gecos = ''] = lookUp('passwd')?.trim().split(':') ?? [];
  return uid === '' ? undefined : { uid: Number(uid), gid: Number(gid), ours: gecos === comment };
}

/** The user `sonde`, made when missing. */
export function ensureUser(): User {
  const user = findUser() ?? makeUser();
  if (user.uid === 0 || user.gid === 0) throw new Error(`the user ${userName} has the id of root: give it one of its own, or remove it`);
  return user;
}

function makeUser(): User {
  const group = lookUp('group') === undefined ? ['--user-group'] : ['--gid', userName];
  const options = ['--system', ...group, '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', '--comment', comment];
  try {
    runCommand('useradd', [...options, userName], `making the system user ${userName}`);
  } catch (cause) {
    // Another supervisor may have made it in the meantime.
    if (findUser() === undefined) throw cause;
  }
  const made = findUser();
  if (made === undefined) throw new Error(`making the system user ${userName}: it is not there after useradd`);
  return made;
}

export function removeUser(): void {
  runCommand('userdel', [userName], `removing the system user ${userName}`);
}

function lookUp(database: 'passwd' | 'group'): string | undefined {
  const { status, stdout } = spawnSync('getent', [database, userName], { encoding: 'utf8', env: { PATH: systemPath } });
  return status === 0 ? stdout : undefined;
}
