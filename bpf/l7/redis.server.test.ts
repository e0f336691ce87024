import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RealServer } from './real-server.ts';
import { countsWhile } from './recorded-counts.ts';
import { recordingProxy } from './recording-proxy.ts';
import { command, statusOf } from './redis-dialogue.ts';
import { redisServer } from './redis-server.ts';
import { enumOf, fromStart, replayOne } from './replay.ts';

const run = promisify(execFile);
const deadlineMs = 30_000;
const methods = new Set(enumOf('redis.h', 'redis_method'));

let server: RealServer;
before(async () => {
  server = await redisServer();
});
after(() => server[Symbol.asyncDispose]());

async function cli(port: number, ...args: string[]): Promise<string> {
  const { stdout } = await run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...args], { maxBuffer: 2 ** 26 });
  return stdout;
}

const counted = (talk: (port: number) => Promise<unknown>) => countsWhile('redis', server.port, talk);

/** Calls by their method, as the server counts them; all of them under TOTAL. */
async function callsOf(talk: () => Promise<unknown>): Promise<Record<string, number>> {
  await cli(server.port, 'CONFIG', 'RESETSTAT');
  await talk();
  const info = await cli(server.port, 'INFO', 'everything');
  const calls: Record<string, number> = { TOTAL: Number(/total_commands_processed:(\d+)/.exec(info)?.[1]) - 1 };
  for (const [, name = '', count] of info.matchAll(/^cmdstat_([^:|]+)(?:\|[^:]+)?:calls=(\d+)/gm)) {
    const method = methods.has(name.toUpperCase()) ? name.toUpperCase() : 'OTHER';
    calls[method] = (calls[method] ?? 0) + Number(count);
  }
  // The reset itself.
  calls.OTHER = (calls.OTHER ?? 0) - 1;
  return calls;
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);

suite('redis-benchmark: the parser counts what the server counts,', () => {
  const tests = 'ping_inline,ping_mbulk,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,zadd,zpopmin,lrange_100,mset';
  for (const [name, ...options] of [
    ['one command at a time', '-n', '300'],
    ['16 at a time', '-n', '4000', '-P', '16'],
    ['50 at a time, with values of 3000 bytes', '-n', '1000', '-P', '50', '-d', '3000'],
  ] as const) {
    test(name, async () => {
      let counts: Record<string, number> = {};
      const { TOTAL, ...calls } = await callsOf(async () => {
        await cli(server.port, 'FLUSHALL');
        counts = await counted((port) =>
          run('redis-benchmark', ['-h', '127.0.0.1', '-p', String(port), '-q', '-c', '5', '-r', '1000', '-t', tests, ...options]),
        );
      });
      assert.equal(sum(counts), (TOTAL ?? 0) - 1, 'the total, without FLUSHALL');
      // Beyond the commands that are remembered nobody knows which is answered.
      if (name.startsWith('50')) return;
      const known = Object.fromEntries(Object.entries(calls).map(([method, count]) => [`${method} 0`, count - (method === 'OTHER' ? 1 : 0)]));
      assert.deepEqual(counts, known);
    });
  }
});

test('redis-cli --pipe: 20,000 commands without a pause, of which 1,000 fail', async () => {
  const input = Array.from({ length: 20_000 }, (_, index) =>
    index % 20 === 7 ? command('LPUSH', 'string', 'x') : command('SET', 'string', `value ${index}`),
  ).join('');
  const counts = await counted(async (port) => {
    const child = execFile('redis-cli', ['-h', '127.0.0.1', '-p', String(port), '--pipe']);
    child.stdin?.end(input);
    const [code] = await once(child, 'exit');
    assert.equal(code, 1, 'that some failed');
  });
  assert.equal(sum(counts), 20_001);
  const failed = Object.entries(counts).filter(([name]) => name.endsWith(` ${statusOf('WRONGTYPE')}`));
  assert.equal(sum(Object.fromEntries(failed)), 1000);
});

const err = statusOf('ERR');

/** What is typed, and what the parser counts. */
const commands: readonly (readonly [typed: string, counted: string])[] = [
  ['DEL list hash set zset stream string', 'DEL 0'],
  ['RPUSH list a b c', 'RPUSH 0'],
  ['LRANGE list 0 -1', 'LRANGE 0'],
  ['HSET hash a 1 b 2', 'HSET 0'],
  ['HGETALL hash', 'HGETALL 0'],
  ['SADD set a b c', 'SADD 0'],
  ['SMEMBERS set', 'SMEMBERS 0'],
  ['ZADD zset 1.5 a 2 b', 'ZADD 0'],
  ['ZRANGE zset 0 -1 WITHSCORES', 'ZRANGE 0'],
  ['ZSCORE zset a', 'ZSCORE 0'],
  ['XADD stream 1-1 field value', 'XADD 0'],
  ['XRANGE stream - +', 'OTHER 0'],
  ['GET missing', 'GET 0'],
  ['GET list', `GET ${statusOf('WRONGTYPE')}`],
  ['NONSENSE', `OTHER ${err}`],
  ["EVAL \"return {1,{2,{3,{}}},false,redis.status_reply('fine'),'x'}\" 0", 'EVAL 0'],
  ['EVAL "redis.setresp(3); return {map={a=1}, set={b=2}}" 0', 'EVAL 0'],
  ['EVAL "return redis.error_reply(\'MYERR no\')" 0', 'EVAL 1'],
  ['EVALSHA ffffffffffffffffffffffffffffffffffffffff 0', `EVALSHA ${statusOf('NOSCRIPT')}`],
  ['MULTI', 'MULTI 0'],
  ['SET string 1', 'SET 0'],
  ['LPUSH string x', 'LPUSH 0'],
  ['INCR string', 'INCR 0'],
  ['EXEC', 'EXEC 0'],
  ['MULTI', 'MULTI 0'],
  ['NONSENSE', `OTHER ${err}`],
  ['EXEC', `EXEC ${statusOf('EXECABORT')}`],
  ['INFO', 'INFO 0'],
  ['COMMAND DOCS GET SET', 'OTHER 0'],
  ['COMMAND', 'OTHER 0'],
  ['CLIENT LIST', 'CLIENT 0'],
  ['OBJECT ENCODING string', 'OTHER 0'],
];

suite('redis-cli: the kinds of answers', () => {
  for (const [name, option, greeted] of [
    ['in RESP2', '-2', []],
    ['in RESP3', '-3', ['HELLO 0']],
  ] as const) {
    test(name, async () => {
      const counts = await counted(async (port) => {
        const child = execFile('redis-cli', ['-h', '127.0.0.1', '-p', String(port), option], { maxBuffer: 2 ** 26 });
        child.stdin?.end(commands.map(([typed]) => `${typed}\n`).join(''));
        await once(child, 'exit');
      });
      const expected: Record<string, number> = {};
      // What redis-cli asks for itself, before anything is typed: COMMAND DOCS.
      for (const of of [...greeted, 'OTHER 0', ...commands.map(([, answer]) => answer)]) expected[of] = (expected[of] ?? 0) + 1;
      assert.deepEqual(counts, expected);
    });
  }
});

/** A connection whose owner writes what it likes, and waits for what it knows will come. */
class Line {
  readonly #socket: Socket;
  #heard = '';

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (bytes: Buffer) => {
      this.#heard += bytes.toString('latin1');
    });
  }

  async say(bytes: string, until: string): Promise<void> {
    this.#heard = '';
    this.#socket.write(bytes);
    await this.hears(until);
  }

  async hears(text: string): Promise<void> {
    for (const end = performance.now() + deadlineMs; !this.#heard.includes(text); await pause(5)) {
      if (performance.now() > end)
        throw new Error(`waited ${deadlineMs / 1000} s for ${JSON.stringify(text)}, heard ${JSON.stringify(this.#heard.slice(-500))}`);
    }
  }

  async hangUp(): Promise<void> {
    this.#socket.end();
    await once(this.#socket, 'close');
  }
}

test('every type of RESP3, as the server makes them', async () => {
  const types = ['string', 'integer', 'double', 'null', 'array', 'set', 'map', 'attrib', 'push', 'verbatim', 'true', 'false', 'bignum'];
  const counts = await counted(async (port) => {
    const line = new Line(port);
    await line.say(command('HELLO', '3') + types.map((type) => command('DEBUG', 'PROTOCOL', type)).join('') + command('GET', 'list'), '-WRONGTYPE');
    await line.hangUp();
  });
  assert.deepEqual(counts, { 'HELLO 0': 1, 'OTHER 0': types.length, [`GET ${statusOf('WRONGTYPE')}`]: 1 });
});

suite('a subscriber among publishers', () => {
  const talk = (opening: string) => async (port: number) => {
    const subscriber = new Line(port);
    if (opening) await subscriber.say(opening, 'proto');
    await subscriber.say(command('SUBSCRIBE', 'a', 'b', 'c'), ':3\r\n');
    await subscriber.say(command('PSUBSCRIBE', 'n*', 'm*') + command('PING'), opening ? 'PONG' : 'pong');
    const publisher = new Line(port);
    for (let index = 0; index < 200; index += 10) {
      const channels = ['a', 'b', 'news', 'a', 'b', 'news', 'x', 'y', 'z', 'a'];
      const ten = channels.map((channel, place) => command('PUBLISH', channel, 'x'.repeat((index + place) * 3)));
      await publisher.say(ten.join('') + command('ECHO', 'published'), 'published');
    }
    await subscriber.hears(`$597\r\n`);
    await subscriber.say(command('UNSUBSCRIBE') + command('PUNSUBSCRIBE') + command('LRANGE', 'words', '0', '-1') + command('GET', 'a'), '-WRONGTYPE');
    await subscriber.hangUp();
    await publisher.hangUp();
  };
  before(async () => {
    await cli(server.port, 'DEL', 'words', 'a');
    await cli(server.port, 'RPUSH', 'words', 'message', 'a', 'b');
    await cli(server.port, 'RPUSH', 'a', '1');
  });

  for (const [name, opening, greeted] of [
    ['in RESP2', '', {}],
    ['in RESP3', command('HELLO', '3'), { 'HELLO 0': 1 }],
  ] as const) {
    test(name, async () => {
      assert.deepEqual(await counted(talk(opening)), {
        ...greeted,
        ...{ 'SUBSCRIBE 0': 1, 'PSUBSCRIBE 0': 1, 'PING 0': 1, 'PUBLISH 0': 200, 'OTHER 0': 20 },
        ...{ 'UNSUBSCRIBE 0': 1, 'PUNSUBSCRIBE 0': 1, 'LRANGE 0': 1, [`GET ${statusOf('WRONGTYPE')}`]: 1 },
      });
    });
  }
});

suite('what is told unasked, or not told', () => {
  test('to a connection in MONITOR', async () => {
    const counts = await counted(async (port) => {
      const monitor = new Line(port);
      const other = new Line(port);
      await monitor.say(command('MONITOR'), '+OK');
      for (let i = 0; i < 50; i++) await other.say(command('SET', `key ${i}`, 'x'.repeat(i * 20)), '+OK');
      await monitor.hears('"key 49"');
      await monitor.say(command('PING'), '+PONG');
      await monitor.say(command('RESET'), '+RESET');
      await monitor.say(command('GET', 'key 1'), 'xxx');
      await monitor.hangUp();
      await other.hangUp();
    });
    assert.deepEqual(counts, { 'MONITOR 0': 1, 'SET 0': 50, 'PING 0': 1, 'RESET 0': 1, 'GET 0': 1 });
  });

  test('to a connection that caches', async () => {
    const counts = await counted(async (port) => {
      const cache = new Line(port);
      const other = new Line(port);
      await cache.say(command('HELLO', '3') + command('CLIENT', 'TRACKING', 'ON', 'BCAST') + command('ECHO', 'on'), '$2\r\non\r\n');
      await other.say(Array.from({ length: 15 }, (_, i) => command('SET', `cached ${i}`, 'x')).join('') + command('ECHO', 'done'), 'done');
      await cache.say(command('GET', 'cached 14'), '$1\r\nx');
      await cache.hangUp();
      await other.hangUp();
    });
    assert.deepEqual(counts, { 'HELLO 0': 1, 'CLIENT 0': 1, 'OTHER 0': 2, 'SET 0': 15, 'GET 0': 1 });
  });

  test('after CLIENT REPLY', async () => {
    const counts = await counted(async (port) => {
      const line = new Line(port);
      await line.say(command('CLIENT', 'REPLY', 'SKIP') + command('SET', 'a', '1') + command('GET', 'a'), '$1\r\n1\r\n');
      await line.say(
        `${command('CLIENT', 'REPLY', 'OFF')}${command('INCR', 'a').repeat(100)}${command('CLIENT', 'REPLY', 'ON')}${command('GET', 'a')}`,
        '$3\r\n101\r\n',
      );
      await line.say(`${command('CLIENT', 'REPLY', 'OFF')}${command('NONSENSE')}${command('RESET')}${command('GET', 'a')}`, '$3\r\n101\r\n');
      await line.hangUp();
    });
    assert.deepEqual(counts, { 'GET 0': 3, 'CLIENT 0': 1, 'RESET 0': 1 });
  });
});

test('a replica is followed until it gets everything', async () => {
  await using proxy = await recordingProxy(server.port);
  await using replica = await redisServer('--replicaof', '127.0.0.1', String(proxy.port));
  await cli(server.port, 'SET', 'replicated', 'yes');
  for (const end = performance.now() + deadlineMs; !(await cli(replica.port, 'GET', 'replicated')).startsWith('yes'); await pause(20)) {
    assert.ok(performance.now() < end, `waited ${deadlineMs / 1000} s for the replica`);
  }
  const { answers, verdicts } = replayOne('redis', fromStart(proxy.recorded().at(-1) ?? []));
  assert.deepEqual([answers.at(-1)?.method, verdicts], ['PSYNC', ['TUNNEL']]);
});
