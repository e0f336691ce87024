import { demoPorts } from '../places.ts';

/** A cache and nothing else: it keeps nothing on disk, and who reaches it can do no more than the shop does. */
export const redisConfig = `
port ${demoPorts.redis}
bind 127.0.0.1
databases 1
save ""
appendonly no
maxmemory 8mb
maxmemory-policy allkeys-lru
user default on nopass ~* resetchannels -@all +get +set
loglevel warning
`;

/** It reads its configuration from standard input. Even at its quietest it talks at every start: that goes to a file. */
export function redisCommand(folder: string): string[] {
  return ['sh', '-euc', 'exec redis-server - >"$1/redis.log"', 'redis', folder];
}
