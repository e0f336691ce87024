import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { codeOf } from '../errors.ts';
import { shown } from './rules.ts';
import { ConfigError, type Settings } from './settings.ts';

export interface Tls {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** The first of console.hosts that the certificate covers: by it Sonde’s own processes check the console. */
  readonly serverName: string;
}

/** Reads certificate and key, and holds them against each other and console.hosts. Throws a ConfigError. */
export function readTls(settings: Settings): Tls | undefined {
  if (settings.config.tls.cert === undefined || settings.config.tls.key === undefined) return undefined;
  const cert = readPem(settings, 'tls.cert', settings.config.tls.cert);
  const key = readPem(settings, 'tls.key', settings.config.tls.key);
  const certificate = decode(settings, 'tls.cert', 'a PEM file of a certificate', () => new X509Certificate(cert));
  const privateKey = decode(settings, 'tls.key', 'a PEM file of a private key without a passphrase', () => createPrivateKey(key));
  checkPair(settings, certificate, privateKey);
  return { cert, key, serverName: coveredHost(settings, certificate) };
}

function checkPair(settings: Settings, certificate: X509Certificate, key: KeyObject): void {
  if (!certificate.checkPrivateKey(key))
    throw new ConfigError([`${shown(settings, 'tls.key')} is not the key of the certificate; allowed: the private key of tls.cert`]);
  if (certificate.validToDate.getTime() < Date.now())
    throw new ConfigError([`${shown(settings, 'tls.cert')} ended on ${certificate.validTo}; allowed: a certificate that is valid today`]);
}

function coveredHost(settings: Settings, certificate: X509Certificate): string {
  const names = settings.config.console.hosts;
  const covered = names.find((name) => (isIP(name) === 0 ? certificate.checkHost(name, { subject: 'never' }) : certificate.checkIP(name)) !== undefined);
  if (covered !== undefined) return covered;
  throw new ConfigError([
    `${shown(settings, 'console.hosts')} holds no name of the certificate in tls.cert; allowed: names such as ${certificate.subjectAltName ?? 'those of a certificate with a subjectAltName'}`,
  ]);
}

function readPem(settings: Settings, path: 'tls.cert' | 'tls.key', file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError([`${shown(settings, path)} cannot be read (${codeOf(cause)}); allowed: the path of a PEM file`], { cause });
  }
}

/** OpenSSL’s own message helps nobody, and the cause could carry the text of the key. */
function decode<Decoded>(settings: Settings, path: string, allowed: string, decoding: () => Decoded): Decoded {
  let decoded: Decoded | undefined;
  try {
    decoded = decoding();
  } catch {}
  if (decoded === undefined) throw new ConfigError([`${shown(settings, path)} cannot be decoded; allowed: ${allowed}`]);
  return decoded;
}
