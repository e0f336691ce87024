import { type RealServer, realServer } from './real-server.ts';

const settings = [
  '--no-defaults',
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--local-infile=1',
  '--max-allowed-packet=64M',
  '--innodb-flush-log-at-trx-commit=0',
];

/** Without the tables of users: whoever comes may do everything. */
export function mariadbServer(): Promise<RealServer> {
  return realServer({
    name: 'mariadb',
    prepare: (folder) => [
      'mariadb-install-db',
      '--no-defaults',
      `--datadir=${folder}/data`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--cross-bootstrap',
    ],
    serve: (folder, port) => [
      'mariadbd',
      ...settings,
      '--skip-grant-tables',
      '--skip-networking=0',
      `--datadir=${folder}/data`,
      `--port=${port}`,
      `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`,
      `--tmpdir=${folder}`,
    ],
    stops: 'SIGTERM',
  });
}
