import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { type RealServer, realServer } from './real-server.ts';

/** The folder of the programs of the newest PostgreSQL that Debian has installed. */
export function postgresqlPrograms(): string {
  const version = (folder: string) => Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);
  const [newest] = globSync('/usr/lib/postgresql/*/bin/postgres')
    .map(dirname)
    .sort((a, b) => version(b) - version(a));
  if (newest === undefined) throw new Error('PostgreSQL is not installed');
  return newest;
}

const settings: Readonly<Record<string, string | number>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
};

export function postgresqlServer(): Promise<RealServer> {
  const programs = postgresqlPrograms();
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return realServer({
    name: 'postgresql',
    prepare: (folder) => [
      `${programs}/initdb`,
      '--pgdata',
      `${folder}/data`,
      '--username',
      'shop',
      '--auth',
      'trust',
      '--no-locale',
      '--encoding',
      'UTF8',
      '--no-sync',
    ],
    serve: (folder, port) => [`${programs}/postgres`, '-D', `${folder}/data`, '-p', String(port), ...options],
    answers: (port) => [`${programs}/pg_isready`, '-q', '-h', '127.0.0.1', '-p', String(port)],
    stops: 'SIGINT',
  });
}
