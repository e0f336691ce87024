import { join } from 'node:path';
import type { LogsConfig } from '#contract/children.ts';
import { identityId } from '#contract/identity.ts';
import type { Folders } from '../host/folders.ts';

/** What writes lines, and as what it is on the map. */
const writers = {
  nginx: 'nginx',
  storefront: 'storefront.ts',
  checkout: 'checkout.ts',
  postgres: 'postgres',
  redis: 'redis-server',
  shopper: 'shopper.ts',
} as const;
export type DemoWriter = keyof typeof writers;

export function isDemoWriter(name: string): name is DemoWriter {
  return Object.hasOwn(writers, name);
}

/** Root's, because root reads there: whoever may write into a folder may put links in it. */
export function demoFolder({ up }: Pick<Folders, 'up'>): string {
  return join(up, 'demo');
}

export function demoLogPath(folder: string, writer: string): string {
  return join(folder, `${writer}.log`);
}

/** Every file of lines, with its writer. */
export function demoLogs(folders: Pick<Folders, 'up'>): LogsConfig['writers'] {
  return Object.entries(writers).map(([writer, name]) => ({
    file: demoLogPath(demoFolder(folders), writer),
    identity: identityId({ kind: 'process', name, namespace: '' }),
  }));
}
