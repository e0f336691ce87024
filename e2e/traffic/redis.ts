import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../whole/eventually.ts';
import { type Exchange, says } from './dialogue.ts';
import type { Namespace } from './namespaces.ts';
import { Program } from './program.ts';

export const redisPort = 7060;
const startMs = 60_000;

export interface Redis extends AsyncDisposable {
  /** How often each command was called, as it counts itself: `get`, `config|get`. */
  calls(): Promise<ReadonlyMap<string, number>>;
  /** How many commands it has processed. */
  processed(): Promise<number>;
}

/** A server that keeps nothing, on the loopback of a namespace. */
export async function startRedis(place: Namespace): Promise<Redis> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.adopt(mkdtempSync(join(tmpdir(), 'sonde-test-')), (path) => rmSync(path, { recursive: true, force: true }));
  const flags = ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  stack.use(new Program(['redis-server', ...flags], { namespace: place.name }));
  const info = (section: string) => place.run(['redis-cli', '-p', `${redisPort}`, 'info', section]);
  await eventually('Redis answers', startMs, () => info('stats'));
  const running = stack.move();
  return {
    async calls() {
      const found = (await info('commandstats')).matchAll(/^cmdstat_([\w|-]+):calls=(\d+)/gm);
      return new Map(Array.from(found, ([, name = '', calls]) => [name, Number(calls)]));
    },
    async processed() {
      return Number(/^total_commands_processed:(\d+)/m.exec(await info('stats'))?.[1]);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Redis as it is on the wire. */

export const array = (...elements: readonly string[]): string => `*${elements.length}\r\n${elements.join('')}`;
export const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;
export const line = (text: string): string => `${text}\r\n`;
export const command = (...words: readonly string[]): string => array(...words.map(bulk));

/** One command and its answer; what is counted begins with its first word. */
export function asks(words: string, told: string, status = 'ok', method = words.slice(0, `${words} `.indexOf(' '))): Exchange {
  return { steps: [says('client', command(...words.split(' '))), says('server', told)], counted: [`${method} ${status}`] };
}
