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
loglevel verbose
`;

/** It reads its configuration from standard input. */
export const redisCommand: readonly string[] = ['redis-server', '-'];
