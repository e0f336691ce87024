import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { demoDatabase, demoPorts } from '../places.ts';

/** The programs of the newest PostgreSQL that is installed as Debian does it; undefined where there is none. */
export function postgresPrograms(): string | undefined {
  const [newest] = globSync('/usr/lib/postgresql/*/bin/postgres')
    .map(dirname)
    .sort((a, b) => versionOf(b) - versionOf(a));
  return newest;
}

function versionOf(programs: string): number {
  return Number(/\/(\d+)\/bin$/.exec(programs)?.[1] ?? 0);
}

/** Small, quiet, and no reason to keep the disk busy. */
const settings: Readonly<Record<string, string | number>> = {
  listen_addresses: '127.0.0.1',
  port: demoPorts.postgres,
  unix_socket_directories: '',
  max_connections: 10,
  shared_buffers: '4MB',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  min_wal_size: '4MB',
  max_wal_size: '16MB',
  max_logical_replication_workers: 0,
  max_worker_processes: 0,
  max_parallel_workers: 0,
  autovacuum_max_workers: 1,
  jit: 'off',
  log_line_prefix: '%m [%p] %q%u@%d ',
  log_timezone: 'UTC',
  // One statement in five, and every one that is slow.
  log_min_duration_sample: 0,
  log_statement_sample_rate: 0.2,
  log_min_duration_statement: '100ms',
};

/**
 * Makes the database once, under a name that it gets only when it is whole, and becomes PostgreSQL. The database is
 * made without a server, because the superuser of this one can log in nowhere. What the server says are its lines.
 */
const script = `
programs=$1 folder=$2 name=$3
shift 3
if [ ! -d "$folder" ]; then
  rm -rf "$folder.new"
  "$programs/initdb" --pgdata "$folder.new" --username postgres --auth reject --no-locale --encoding UTF8 --wal-segsize 1 >/dev/null
  echo "host $name $name 127.0.0.1/32 trust" >"$folder.new/pg_hba.conf"
  printf 'CREATE ROLE %s LOGIN\\nCREATE DATABASE %s OWNER %s\\n' "$name" "$name" "$name" |
    "$programs/postgres" --single -D "$folder.new" -c log_checkpoints=off postgres >/dev/null
  mv "$folder.new" "$folder"
fi
exec "$programs/postgres" -D "$folder" "$@" 2>&1
`;

/** `folder` is one that the server may write to. A database of another version stays beside it. */
export function postgresCommand(programs: string, folder: string): string[] {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['sh', '-euc', script, 'postgres', programs, `${folder}/postgres-${versionOf(programs)}`, demoDatabase, ...options];
}
