import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The name under which ps and /proc show a supervisor. */
export const supervisorTitle = 'sonde-up';
const lockPath = /^(\/.+)\/up\/lock$/;

/** The data folders of the Sondes that run on this host, as far as /proc shows them: each keeps the lock in its own open. */
export function runningData(): string[] {
  const supervisors = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commOf(name) === supervisorTitle);
  return [...new Set(supervisors.flatMap(openFiles).flatMap((file) => lockPath.exec(file)?.[1] ?? []))].sort();
}

function commOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** A process may end while it is looked at. */
function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}
