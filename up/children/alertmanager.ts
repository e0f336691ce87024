import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { systemPath } from '../host/command.ts';
import { writeForChildren } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import type { Child } from './child.ts';
import { asSonde } from './confine.ts';
import { answers } from './readiness.ts';

/** As whom server and Prometheus sign in to it. */
export const alertmanagerUser = 'sonde';

/** Node has no bcrypt, which is all that Alertmanager takes; the C library has, and Perl is part of every Debian. */
const hashing = 'my ($password, $salt) = split /\\n/, join q(), <STDIN>; print crypt $password, $salt';

/** The same at each start; 256 random bits need no more rounds. */
function bcrypt(password: string): string {
  const salt = createHash('sha256').update(`salt ${password}`).digest('hex').slice(0, 22);
  const { stdout, status } = spawnSync('perl', ['-e', hashing], { input: `${password}\n$2b$04$${salt}\n`, env: { PATH: systemPath }, encoding: 'utf8' });
  if (status !== 0 || !stdout.startsWith('$2b$')) throw new Error('hashing the password of Alertmanager with Perl');
  return stdout;
}

export function writeAlertmanagerFiles({ config, folders, user, alerting }: Host): void {
  if (config.alertmanager.url !== undefined) return;
  const users = { basic_auth_users: { [alertmanagerUser]: bcrypt(alerting.password) } };
  writeForChildren(join(folders.up, 'alertmanager-web.yml'), stringify(users), user);
}

/** The server, which starts at the same time, writes its configuration. */
const start = 'until [ -e "$1/alerting/alertmanager.yml" ]; do sleep 0.1; done; shift; exec prometheus-alertmanager "$@"';

/** Groups, silences and routes alerts. */
export function alertmanagerChild({ config, folders, mountPoint, addresses, alerting }: Host): Child {
  const view = { mountPoint, readOnly: { up: folders.up }, writable: { data: folders.alertmanager, alerting: folders.alerting } };
  const flags = [
    `--config.file=${mountPoint}/alerting/alertmanager.yml`,
    `--storage.path=${mountPoint}/data`,
    `--web.listen-address=127.0.0.1:${config.alertmanager.port}`,
    `--web.config.file=${mountPoint}/up/alertmanager-web.yml`,
    // What it sends names the console as where it comes from.
    `--web.external-url=${addresses.console}`,
    '--web.route-prefix=/',
    // Whom it told, and what is silenced: what it has not written down it does not know after a kill. By itself it writes every 15 minutes.
    '--data.maintenance-interval=10s',
    // One alone: it gossips with nobody.
    '--cluster.listen-address=',
    '--log.level=warn',
  ];

  return {
    name: 'alertmanager',
    command: asSonde(['sh', '-c', start, 'sh', mountPoint, ...flags], view),
    env: { GOTRACEBACK: 'none' },
    ipc: false,
    ready: async (run) => {
      run.waitsFor('it reads its configuration');
      await answers(run, `${addresses.alertmanager}/-/ready`, { basic: `${alertmanagerUser}:${alerting.password}` });
    },
  };
}
