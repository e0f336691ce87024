import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { LogsConfig } from '#contract/children.ts';
import { type Records, recordsOf } from '../cluster/records.ts';
import type { Config } from '../config/schema.ts';
import type { Settings } from '../config/settings.ts';
import type { Tls } from '../config/tls.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import type { Folders } from './folders.ts';
import { keptToken } from './folders.ts';
import { type GivenAlertmanager, readGivenAlertmanager } from './given-alertmanager.ts';
import { mountPointOf } from './mount-point.ts';
import type { Switches } from './switches.ts';
import type { User } from './user.ts';

interface AlertingSecrets {
  /** With which server and Prometheus sign in to Alertmanager. */
  readonly password: string;
  /** With which Alertmanager tells the server. */
  readonly notifyToken: string;
  /** With which others send alerts to the server. */
  readonly webhookToken: string;
  /** With which what is sent to webhooks is signed. */
  readonly signingSecret: string;
}

/** All that the children of this host are made from. */
export interface Host {
  readonly config: Config;
  readonly node: string;
  readonly version: string;
  readonly folders: Folders;
  readonly user: User;
  readonly addresses: Addresses;
  readonly tls: Tls | undefined;
  readonly ingestToken: string;
  readonly scrapeToken: string;
  /** For pipelines: it opens one route, which marks a deploy, and nothing of what agents send. */
  readonly deployToken: string;
  readonly alerting: AlertingSecrets;
  /** Of an Alertmanager that is not started here. */
  readonly givenAlertmanager: GivenAlertmanager;
  /** Of Kafka and Elasticsearch, where they are started here. */
  readonly enginePassword: string;
  readonly records: Records;
  /** Beside what is configured, files whose lines are kept, and whose they are. */
  readonly writers: LogsConfig['writers'];
  /** What the console may switch here. */
  readonly switches: Switches | undefined;
  /** Where unprivileged children find their view of the host. */
  readonly mountPoint: string;
  /** By how much the times of alerts are shorter, in trials. */
  readonly forScale: number;
}

export const checkout = dirname(dirname(import.meta.dirname));

const nothing: Pick<Host, 'writers' | 'switches'> = { writers: [], switches: undefined };

const Package = Type.Object({ version: Type.String() });

export function describeHost(
  settings: Settings,
  folders: Folders,
  user: User,
  tls: Tls | undefined,
  beside: Pick<Host, 'writers' | 'switches'> = nothing,
): Host {
  const { config, forScale } = settings;
  const enginePassword = keptToken(join(folders.agent, 'engines.token'), { mode: 0o600, gid: 0 });
  return {
    config,
    node: config.node ?? hostname(),
    version: ownVersion(),
    folders,
    user,
    addresses: addressesOf(config),
    tls,
    ingestToken: keptToken(join(folders.agent, 'ingest.token'), { mode: 0o600, gid: 0 }),
    scrapeToken: keptToken(join(folders.up, 'scrape.token'), { mode: 0o640, gid: user.gid }),
    deployToken: keptToken(join(folders.up, 'deploy.token'), { mode: 0o600, gid: 0 }),
    alerting: alertingSecrets(folders, user),
    givenAlertmanager: readGivenAlertmanager(settings),
    enginePassword,
    records: recordsOf(settings, enginePassword),
    ...beside,
    mountPoint: mountPointOf(config.data),
    forScale,
  };
}

function alertingSecrets({ up }: Folders, user: User): AlertingSecrets {
  const ofRoot = (name: string) => keptToken(join(up, name), { mode: 0o600, gid: 0 });
  return {
    password: keptToken(join(up, 'alertmanager.password'), { mode: 0o640, gid: user.gid }),
    notifyToken: ofRoot('notify.token'),
    webhookToken: ofRoot('webhook.token'),
    signingSecret: ofRoot('webhook.secret'),
  };
}

/** This Node's own program, as found from a checkout that is mounted somewhere else. */
export function nodeIn(mountedCheckout: string): string {
  const inside = relative(checkout, process.execPath);
  return inside.startsWith('..') ? process.execPath : join(mountedCheckout, inside);
}

export function ownVersion(): string {
  const described: unknown = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  if (!Value.Check(Package, described)) throw new Error('package.json names no version');
  return described.version;
}
