import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertingConfig } from '#contract/children.ts';
import { badInput } from '../problem.ts';
import { type AlertmanagerClient, AlertmanagerError } from './alertmanager-client.ts';
import { alertmanagerConfig, type Routed } from './alertmanager-config.ts';

const retryMs = 2000;

/** In one step, so that no one ever reads half of it; nobody but the owner reads it at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

export interface RoutingOptions {
  readonly alerting: AlertingConfig;
  /** PEM of this server’s certificate, with TLS. */
  readonly certificate: string | undefined;
  readonly client: Pick<AlertmanagerClient, 'reload'>;
  readonly onFailure: (error: unknown) => void;
}

/** Alertmanager’s configuration as a file of ours. */
export interface Routing {
  /** Writes it and has it taken; where Alertmanager refuses it, the last one stays. One that is away reads it when it is back. */
  apply(routed: Omit<Routed, 'notify'>): Promise<void>;
}

export function routing({ alerting: { alertmanager, notify }, certificate, client, onFailure }: RoutingOptions): Routing {
  const path = join(alertmanager.folder, 'alertmanager.yml');
  const isOurs = alertmanager.login !== undefined;
  let last: Promise<unknown> = Promise.resolve();
  let retrying: NodeJS.Timeout | undefined;
  /** It may have read the last one and not listen yet. */
  const reloadLater = (error: unknown) => {
    if (retrying === undefined) onFailure(error);
    clearTimeout(retrying);
    retrying = setTimeout(() => {
      client.reload().then(() => {
        retrying = undefined;
      }, reloadLater);
    }, retryMs).unref();
  };
  const write = async (routed: Omit<Routed, 'notify'>) => {
    await mkdir(alertmanager.folder, { recursive: true, mode: 0o700 });
    if (certificate !== undefined) await writeWhole(join(alertmanager.folder, 'console.crt'), certificate);
    const before = await readFile(path, 'utf8').catch(() => undefined);
    const text = alertmanagerConfig({ notify, ...routed });
    if (text === before) return;
    await writeWhole(path, text);
    // Where there was none, it waits for this one.
    if (!isOurs || before === undefined) return;
    const refused = await client.reload().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused !== undefined) await goBack(refused, before);
  };
  const goBack = async (refused: unknown, before: string | undefined) => {
    if (!(refused instanceof AlertmanagerError)) throw refused;
    if (refused.kind === 'away') return reloadLater(refused);
    if (before !== undefined) await writeWhole(path, before);
    throw badInput('body', 'what Alertmanager takes', refused.message);
  };
  return {
    apply: (routed) => {
      const done = last.then(() => write(routed));
      last = done.catch(() => undefined);
      return done;
    },
  };
}
