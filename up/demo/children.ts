import { join } from 'node:path';
import { Type } from 'typebox';
import { isListenedOn } from '#contract/listeners.ts';
import type { Child } from '../children/child.ts';
import { asSonde, type View } from '../children/confine.ts';
import { messageOf, until } from '../children/readiness.ts';
import { checkout, type Host, nodeIn } from '../host/host.ts';
import { logFile } from '../log-file.ts';
import { type DemoWriter, demoLogPath, isDemoWriter } from './lines.ts';
import { demoPorts } from './places.ts';
import { nginxCommand, nginxConfig } from './servers/nginx.ts';
import { postgresCommand } from './servers/postgres.ts';
import { redisCommand, redisConfig } from './servers/redis.ts';
import type { Switchboard } from './switchboard.ts';

/** What the demo is made from. */
export interface DemoHost extends Pick<Host, 'mountPoint'> {
  /** The demo's own folder, which belongs to user sonde. */
  readonly folder: string;
  /** Another one, root's: for the lines that its programs write, and what faults need. */
  readonly rootFolder: string;
  /** Where PostgreSQL's programs are. */
  readonly postgresPrograms: string;
  readonly switchboard: Switchboard;
}

/**
 * The demo, a shop: customers → nginx → storefront → checkout → PostgreSQL and Redis. Each stage starts when the one
 * before it is ready, so that no connect fails on the way.
 */
export function demoStages(host: DemoHost): Child[][] {
  const folder = join(host.mountPoint, 'data');
  return [
    [server(host, 'postgres', postgresCommand(host.postgresPrograms, folder)), server(host, 'redis', redisCommand, redisConfig)],
    [demoService(host, 'checkout')],
    [demoService(host, 'storefront')],
    [server(host, 'nginx', nginxCommand(join(folder, 'nginx')), nginxConfig(join(folder, 'nginx')))],
    [demoService(host, 'shopper')],
  ];
}

/** It is ready when its port is listened on; nothing connects to it for that, because every connect is on the map. */
function server(host: DemoHost, name: 'postgres' | 'redis' | 'nginx', command: readonly string[], input = ''): Child {
  const port = demoPorts[name];
  return {
    name: `demo-${name}`,
    command: asSonde(command, { ...viewOf(host), readOnly: {} }),
    input: () => input,
    output: kept(host, name),
    ipc: false,
    ready: ({ signal, waitsFor }) =>
      until(signal, waitsFor, () => {
        if (!isListenedOn(port)) throw new Error(`it does not listen on port ${port} yet`);
        return Promise.resolve();
      }),
  };
}

/** A program of shop/. */
export function demoService(host: DemoHost, name: 'checkout' | 'storefront' | 'shopper' | 'resolver'): Child {
  const mounted = join(host.mountPoint, 'checkout');
  const script = join(mounted, 'up', 'demo', 'shop', `${name}.ts`);
  const Ready = Type.Object({ ready: Type.Literal(name) });
  return {
    name: `demo-${name}`,
    command: asSonde([nodeIn(mounted), ...smallHeap, script], {
      ...viewOf(host),
      readOnly: { checkout },
    }),
    output: isDemoWriter(name) ? kept(host, name) : () => {},
    ipc: true,
    ready: async (run) => {
      run.waitsFor('it begins its work');
      host.switchboard.direct(run);
      await messageOf(run, Ready);
    },
  };
}

/** Without a bound V8 lets garbage grow to tens of megabytes. */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=48'];

/** The lines that it writes are for who looks at logs: they are kept in a file that is bounded. */
function kept({ rootFolder }: DemoHost, writer: DemoWriter): (line: string) => void {
  const file = logFile(demoLogPath(rootFolder, writer));
  return (line) => void file.write(`${line}\n`);
}

function viewOf({ mountPoint, folder }: DemoHost): Omit<View, 'readOnly'> {
  return { mountPoint, writable: { data: folder } };
}
