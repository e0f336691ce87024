import { X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertingConfig } from '#contract/children.ts';
import { fileAt, secretAt } from '../config/named-files.ts';
import { shown } from '../config/rules.ts';
import { ConfigError, type Settings } from '../config/settings.ts';
import { type Folders, writeForChildren } from './folders.ts';
import type { User } from './user.ts';

/** How an Alertmanager of one's own is signed in to, and whose certificate it has. */
export type GivenAlertmanager = Pick<AlertingConfig['alertmanager'], 'login' | 'ca'>;

/** Reads what the keys name. Throws a ConfigError. */
export function readGivenAlertmanager(settings: Settings): GivenAlertmanager {
  const { ca, user, passwordFile, tokenFile } = settings.config.alertmanager;
  return {
    ...(ca !== undefined && { ca: certificatesAt(settings, ca) }),
    ...(user !== undefined &&
      passwordFile !== undefined && { login: { username: user, password: secretAt(settings, 'alertmanager.passwordFile', passwordFile) } }),
    ...(tokenFile !== undefined && { login: { token: secretAt(settings, 'alertmanager.tokenFile', tokenFile) } }),
  };
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== '';
  } catch {
    return false;
  }
}

/** Prometheus does not start with one that it cannot read. */
function certificatesAt(settings: Settings, file: string): string {
  const text = fileAt(settings, 'alertmanager.ca', file);
  // OpenSSL’s own message helps nobody.
  if (!isCertificate(text)) throw new ConfigError([`${shown(settings, 'alertmanager.ca')} cannot be decoded; allowed: a PEM file of certificates`]);
  return text;
}

const fileNames = { password: 'given-alertmanager.password', token: 'given-alertmanager.token', ca: 'given-alertmanager.crt' };

/** Writes for Prometheus what it reads from files, and removes what is not asked for any more. */
export function writeGivenAlertmanager({ login, ca }: GivenAlertmanager, { up }: Folders, user: User): void {
  const { password, token } = { password: undefined, token: undefined, ...login };
  for (const [name, text] of [
    [fileNames.password, password],
    [fileNames.token, token],
    [fileNames.ca, ca],
  ] as const) {
    const path = join(up, name);
    if (text === undefined) rmSync(path, { force: true });
    else writeForChildren(path, text, user);
  }
}

/** What Prometheus’s configuration says of it; `files` is the folder where it finds them. */
export function prometheusAccess({ login, ca }: GivenAlertmanager, files: string): object {
  return {
    ...(login !== undefined && 'username' in login && { basic_auth: { username: login.username, password_file: `${files}/${fileNames.password}` } }),
    ...(login !== undefined && 'token' in login && { authorization: { type: 'Bearer', credentials_file: `${files}/${fileNames.token}` } }),
    ...(ca !== undefined && { tls_config: { ca_file: `${files}/${fileNames.ca}` } }),
  };
}
