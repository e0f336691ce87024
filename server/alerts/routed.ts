import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AlertingConfig } from '#contract/children.ts';
import { inTurn } from '../in-turn.ts';
import { badInput } from '../problem.ts';
import { wholeText, writeChanged, writeWhole } from '../whole-file.ts';
import { AlertmanagerError } from './alertmanager-client.ts';
import { alertmanagerConfig, type Routed } from './alertmanager-config.ts';
import { reload } from './reload.ts';

const retryMs = 2000;

const run = promisify(execFile);
const checkMs = 10_000;

/** What Alertmanager's own tool has to say against it; undefined where it takes it, or where the tool is not there. */
async function faultOf(path: string): Promise<string | undefined> {
  try {
    await run('amtool', ['check-config', path], { timeout: checkMs, maxBuffer: 1 << 20 });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error && typeof error.stdout === 'string' ? error.stdout : '';
    return /FAILED: *(.*)/.exec(said)?.[1];
  }
}

export interface RoutingOptions {
  readonly alerting: AlertingConfig;
  /** PEM of this server’s certificate, with TLS. */
  readonly certificate: string | undefined;
  readonly client: Parameters<typeof reload>[0];
  readonly onFailure: (error: unknown) => void;
  readonly onUnsilenced: (error: unknown) => void;
}

/** Alertmanager’s configuration as a file of ours. */
export interface Routing {
  /** Writes it and has it taken; where Alertmanager refuses it, the last one stays. One that is away reads it when it is back. */
  apply(routed: Pick<Routed, 'receivers' | 'windows'>): Promise<void>;
}

export function routing({ alerting: { alertmanager, notify, ofAgent, worsening }, certificate, client, onFailure, onUnsilenced }: RoutingOptions): Routing {
  const path = join(alertmanager.folder, 'alertmanager.yml');
  const { isOurs } = alertmanager;
  const turn = inTurn();
  let retrying: NodeJS.Timeout | undefined;
  /** It may have read the last one and not listen yet. */
  const reloadLater = (error: unknown) => {
    if (retrying === undefined) onFailure(error);
    clearTimeout(retrying);
    retrying = setTimeout(() => {
      reload(client, onUnsilenced).then(() => {
        retrying = undefined;
      }, reloadLater);
    }, retryMs).unref();
  };
  /** Beforehand: one that is away when it is written could not start with it. */
  const check = async (text: string) => {
    const tried = join(alertmanager.folder, 'tried.yml');
    await writeWhole(tried, text);
    const fault = await faultOf(tried);
    await rm(tried, { force: true });
    if (fault !== undefined) throw badInput('body', 'what Alertmanager takes', `Alertmanager would not take it: ${fault.replaceAll(tried, 'it')}`);
  };
  const write = async (routed: Pick<Routed, 'receivers' | 'windows'>) => {
    await mkdir(alertmanager.folder, { recursive: true, mode: 0o700 });
    if (certificate !== undefined) await writeChanged(join(alertmanager.folder, 'console.crt'), certificate);
    const before = await wholeText(path);
    const text = alertmanagerConfig({ notify, ofAgent, worsening, ...routed });
    if (text === before) return;
    if (isOurs) await check(text);
    await writeWhole(path, text);
    // Where there was none, it waits for this one.
    if (!isOurs || before === undefined) return;
    const refused = await reload(client, onUnsilenced).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused !== undefined) await goBack(refused, before);
  };
  const goBack = async (refused: unknown, before: string) => {
    if (!(refused instanceof AlertmanagerError)) throw refused;
    if (refused.kind === 'away') return reloadLater(refused);
    await writeWhole(path, before);
    throw badInput('body', 'what Alertmanager takes', refused.message);
  };
  return {
    apply: (routed) => turn(() => write(routed)),
  };
}
