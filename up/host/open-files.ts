import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Every file of logs that is read is open: those of ten thousand containers, and what there is beside them. */
const wanted = 65_536;

/** Root may raise its own limit, which its children then have. Where it may not, fewer files of logs are read, and the doctor says so. */
export function raiseOpenFiles(): void {
  const [, hard = ''] = /^Max open files +\S+ +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  if (Number(hard) < wanted) spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${wanted}:${wanted}`], { stdio: 'ignore' });
}
