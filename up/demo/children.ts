import { join } from 'node:path';
import { Type } from 'typebox';
import type { Child } from '../children/child.ts';
import { asSonde, type View } from '../children/confine.ts';
import { messageOf, until } from '../children/readiness.ts';
import { checkout, type Host, nodeIn } from '../host/host.ts';
import { portHolder } from '../host/ports.ts';
import type { Fault } from './faults.ts';
import { demoPorts } from './places.ts';
import { nginxCommand, nginxConfig } from './servers/nginx.ts';
import { postgresCommand } from './servers/postgres.ts';
import { redisCommand, redisConfig } from './servers/redis.ts';

/** What the demo is made from. */
export interface DemoHost extends Pick<Host, 'mountPoint'> {
  /** The demo's own folder, which belongs to user sonde. */
  readonly folder: string;
  /** Where PostgreSQL's programs are. */
  readonly postgresPrograms: string;
  readonly fault: Fault | undefined;
}

/**
 * The demo, a shop: customers → nginx → storefront → checkout → PostgreSQL and Redis. Each stage starts when the one
 * before it is ready, so that no connect fails on the way.
 */
export function demoStages(host: DemoHost): Child[][] {
  const folder = join(host.mountPoint, 'data');
  return [
    [server(host, 'postgres', postgresCommand(host.postgresPrograms, folder)), server(host, 'redis', redisCommand(folder), redisConfig)],
    [service(host, 'checkout')],
    [service(host, 'storefront')],
    [server(host, 'nginx', nginxCommand(join(folder, 'nginx')), nginxConfig(join(folder, 'nginx')))],
    [service(host, 'shopper')],
  ];
}

/** It is ready when its port is listened on; nothing connects to it for that, because every connect is on the map. */
function server(host: DemoHost, name: 'postgres' | 'redis' | 'nginx', command: readonly string[], input = ''): Child {
  const port = demoPorts[name];
  return {
    name: `demo-${name}`,
    command: asSonde(command, { ...viewOf(host), readOnly: {} }),
    input: () => input,
    ipc: false,
    ready: ({ signal, waitsFor }) =>
      until(signal, waitsFor, () => {
        if (portHolder(port) === undefined) throw new Error(`it does not listen on port ${port} yet`);
        return Promise.resolve();
      }),
  };
}

/** A program of shop/. */
function service(host: DemoHost, name: 'checkout' | 'storefront' | 'shopper'): Child {
  const mounted = join(host.mountPoint, 'checkout');
  const script = join(mounted, 'up', 'demo', 'shop', `${name}.ts`);
  const Ready = Type.Object({ ready: Type.Literal(name) });
  return {
    name: `demo-${name}`,
    command: asSonde([nodeIn(mounted), ...smallHeap, script, ...(host.fault === undefined ? [] : [host.fault.name])], {
      ...viewOf(host),
      readOnly: { checkout },
    }),
    ipc: true,
    ready: async (run) => {
      run.waitsFor('it begins its work');
      await messageOf(run, Ready);
    },
  };
}

/** Without a bound V8 lets garbage grow to tens of megabytes. */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=48'];

function viewOf({ mountPoint, folder }: DemoHost): Omit<View, 'readOnly'> {
  return { mountPoint, writable: { data: folder } };
}
