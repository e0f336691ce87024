import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from '../whole/eventually.ts';
import type { Namespace } from './namespaces.ts';
import { Program } from './program.ts';

const startMs = 60_000;
const nobody = 65534;
/** Databases refuse to run as root. */
const unprivileged = ['setpriv', '--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups', '--'];

/** A database server on the loopback of a namespace, in which whoever comes may do everything. */
export interface Database extends AsyncDisposable {
  readonly port: number;
  /** Runs statements with the database's own terminal client and answers what it prints. */
  run(statements: string): Promise<string>;
}

interface Kind {
  readonly port: number;
  readonly prepare: (folder: string) => readonly string[];
  readonly serve: (folder: string) => readonly string[];
  readonly client: readonly string[];
  /** Until it is done nobody can connect. */
  readonly ask: string;
}

const postgresqlPort = 7070;

/** The newest that Debian has installed; its programs are not on the path. */
export function postgresqlPrograms(): string {
  const version = (folder: string) => Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);
  const folders = globSync('/usr/lib/postgresql/*/bin/postgres').map(dirname);
  const [newest] = folders.sort((a, b) => version(b) - version(a));
  if (newest === undefined) throw new Error('PostgreSQL is not installed');
  return newest;
}

function postgresqlKind(): Kind {
  const programs = postgresqlPrograms();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'shared_buffers=16MB'];
  return {
    port: postgresqlPort,
    prepare: (folder) => [`${programs}/initdb`, '--pgdata', `${folder}/data`, '--username', 'shop', '--auth', 'trust', '--no-locale', '--no-sync'],
    serve: (folder) => [`${programs}/postgres`, '-D', `${folder}/data`, '-p', `${postgresqlPort}`, ...settings.flatMap((one) => ['-c', one])],
    client: ['psql', '-X', '-q', '-h', '127.0.0.1', '-p', `${postgresqlPort}`, '-U', 'shop', '-d', 'postgres', '-c'],
    ask: 'SELECT 1',
  };
}

const mariadbPort = 7080;
const mariadbKind: Kind = {
  port: mariadbPort,
  prepare: (folder) => [
    'mariadb-install-db',
    '--no-defaults',
    `--datadir=${folder}/data`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--cross-bootstrap',
    `--tmpdir=${folder}`,
  ],
  serve: (folder) => [
    'mariadbd',
    '--no-defaults',
    '--bind-address=127.0.0.1',
    `--port=${mariadbPort}`,
    '--skip-grant-tables',
    '--skip-networking=0',
    '--skip-name-resolve',
    `--datadir=${folder}/data`,
    `--socket=${folder}/socket`,
    `--pid-file=${folder}/pid`,
    `--tmpdir=${folder}`,
    '--innodb-flush-log-at-trx-commit=0',
  ],
  client: ['mariadb', '--no-defaults', '--protocol=tcp', '-h', '127.0.0.1', '-P', `${mariadbPort}`, '-e'],
  ask: 'CREATE DATABASE shop',
};

export const startPostgresql = (place: Namespace): Promise<Database> => start(place, postgresqlKind());
export const startMariadb = (place: Namespace): Promise<Database> => start(place, mariadbKind);

async function start(place: Namespace, { port, prepare, serve, client, ask }: Kind): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  chownSync(folder, nobody, nobody);
  await place.run([...unprivileged, ...prepare(folder)]);
  const server = stack.use(new Program([...unprivileged, ...serve(folder)], { namespace: place.name }));
  const run = (statements: string) => place.run([...client, statements]);
  await eventually(`${serve(folder)[0]} answers`, startMs, () => run(ask)).catch((cause: unknown) => {
    throw new Error(`starting a database; it said:\n${server.stdout}${server.stderr}`, { cause });
  });
  const held = stack.move();
  return { port, run, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
