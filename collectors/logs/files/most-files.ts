import { readFileSync } from 'node:fs';

/** For all that is no log: sources, spool, connections. */
const reserved = 256;

/** How many files this process may have open to read them: Node raises the limit to the hard one when it starts. */
export function mostFiles(limits = readFileSync('/proc/self/limits', 'utf8')): number {
  const [, soft = ''] = /^Max open files +(\S+)/m.exec(limits) ?? [];
  const limit = soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
  return Math.max(1, limit - reserved);
}
