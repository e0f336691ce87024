import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from './program.ts';

export interface Certificate extends Disposable {
  readonly folder: string;
}

/** One that signs itself, and its key. */
export async function certificate(): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(folder, 'key.pem')];
  await output(['openssl', 'req', '-x509', ...key, '-out', join(folder, 'certificate.pem'), '-subj', '/CN=shop.example.co.uk']);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
