import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Actor } from '../traffic/actor.ts';
import { atBothEnds, countedOf, type Exchange, pipelined, type Rounds, says, scriptOf, sequence } from '../traffic/dialogue.ts';
import { namespace } from '../traffic/namespaces.ts';
import { array, asks, bulk, command, line, redisPort, startRedis } from '../traffic/redis.ts';
import { renamed } from '../traffic/renamed.ts';
import { between } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { onMetrics } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';
import { isCounted } from './talk.ts';

const host = '127.0.0.1';
const serverName = 'redis-server';
/** A multiple of what is sent at once, so that the benchmark waits for every answer. */
const commandsEach = 24_000;
const commands = ['get', 'set', 'incr', 'lpush', 'lpop', 'sadd', 'hset', 'mset'];

const ok = line('+OK');
const queued = line('+QUEUED');

/** A client and a real server, word for word. */
const simple: readonly Exchange[] = [
  asks('SET key value', ok),
  asks('GET key', bulk('value')),
  asks('GET nothing', line('$-1')),
  asks('HSET map field 1', line(':1')),
  asks('HGETALL map', array(bulk('field'), bulk('1'))),
  asks('STRLEN key', line(':5'), 'ok', 'other'),
  asks('LPUSH key x', line('-WRONGTYPE Operation against a key holding the wrong kind of value'), 'WRONGTYPE'),
  asks('GET', line("-ERR wrong number of arguments for 'get' command"), 'ERR'),
  asks('EVALSHA 0123456789012345678901234567890123456789 0', line('-NOSCRIPT No matching script. Please use EVAL.'), 'NOSCRIPT'),
  asks('SUBSCRIBE', line("-ERR wrong number of arguments for 'subscribe' command"), 'ERR'),
  asks('DEL key map', line(':2')),
];

const transaction: readonly Exchange[] = [
  asks('MULTI', ok),
  asks('SET key 1', queued),
  asks('INCR key', queued),
  asks('LPUSH key x', queued),
  asks('EXEC', array(ok, line(':2'), line('-WRONGTYPE Operation against a key holding the wrong kind of value'))),
  asks('MULTI', ok),
  asks('NOSUCH thing', line("-ERR unknown command 'NOSUCH', with args beginning with: 'thing' "), 'ERR', 'other'),
  asks('SET key 2', queued),
  asks('EXEC', line('-EXECABORT Transaction discarded because of previous errors.'), 'EXECABORT'),
];

const typed = (words: string, told: string, counted: string): Exchange => ({ steps: [says('client', line(words)), says('server', told)], counted: [counted] });
const inline: readonly Exchange[] = [
  typed('PING', line('+PONG'), 'PING ok'),
  typed('set typed by-hand', ok, 'SET ok'),
  typed('GET typed', bulk('by-hand'), 'GET ok'),
  typed('strlen typed', line(':7'), 'other ok'),
  typed('set typed', line("-ERR wrong number of arguments for 'set' command"), 'SET ERR'),
];

/** A value that reads like commands and answers. */
const fake = `${command('SET', 'a', 'b')}${line('-ERR bait')}${line('+OK')}PING\r\n`.repeat(20);
const baited: readonly Exchange[] = [
  { steps: [says('client', command('SET', 'bait', fake)), says('server', ok)], counted: ['SET ok'] },
  asks('GET bait', bulk(fake)),
  asks('MGET bait nothing bait', array(bulk(fake), line('$-1'), bulk(fake))),
];

/** As a server of RESP3 tells it, with what nobody asked for in between. */
const resp3: readonly Exchange[] = [
  asks('HELLO 3', `%2\r\n${bulk('server')}${bulk('redis')}${bulk('proto')}${line(':3')}`),
  asks('GET key', `|1\r\n${bulk('ttl')}${line(':10')}${bulk('value')}`),
  asks('HGETALL map', `>2\r\n${bulk('invalidate')}${array(bulk('key'))}%1\r\n${bulk('field')}${line('#t')}`),
  asks('SMEMBERS set', `~2\r\n${bulk('a')}${line(',1.5')}`),
  asks('GET nothing', line('_')),
  asks('SUBSCRIBE news', `>3\r\n${bulk('subscribe')}${bulk('news')}${line(':1')}`),
  asks('GET key', `>3\r\n${bulk('message')}${bulk('news')}${bulk('GET')}${bulk('value')}`),
  asks('EVAL fails 0', `!9\r\nERR wrong\r\n`, 'ERR'),
];

const dialogues: readonly (readonly [what: string, rounds: Rounds])[] = [
  ['commands and errors', [[10, sequence(simple)]]],
  ['transactions', [[5, sequence(transaction)]]],
  ['commands typed in one line', [[10, sequence(inline)]]],
  ['values that read like commands', [[5, sequence(baited)]]],
  ['16 at once', [[5, pipelined([...simple, ...inline])]]],
  ['cut into pieces', [1, 2, 3, 7, 13, 64].map((piece) => [1, sequence([pipelined([...inline, ...baited], piece), pipelined(transaction, piece)])])],
];

/** Commands of Redis are counted once each, by name and by the word of their error. */
export function redis(sonde: () => Sonde): void {
  manyAtOnce(sonde);
  messages(sonde);
  for (const [at, [what, rounds]] of dialogues.entries()) {
    test(`Redis: ${what}`, async () => {
      await using place = await namespace(`redis-${at}`);
      await using _server = await startRedis(place);
      await using client = new Actor(`redis-client-${at}.py`, place);
      await client.play({ host, port: redisPort, times: 5 }, [scriptOf(rounds)]);
      const counts = { [between(client.name, serverName, redisPort)]: atBothEnds(countedOf('redis', rounds), 5) };
      await countsExactly(sonde(), { of: [client.name], about: ['requests', 'unseen'], counts });
    });
  }

  test('Redis: RESP3, with pushes and attributes', async () => {
    await using place = await namespace('redis-resp3');
    const rounds = [[5, sequence(resp3)] as const, ...[1, 2, 3, 7, 13, 64].map((piece) => [1, pipelined(resp3, piece)] as const)];
    await isCounted(sonde(), { subject: 'redis-resp3', protocol: 'redis', from: place, rounds, connections: 5 });
  });
}

function manyAtOnce(sonde: () => Sonde): void {
  test('redis-benchmark, 16 pipelined: what Redis counts itself', async (t) => {
    using benchmark = renamed('/usr/bin/redis-benchmark');
    await using place = await namespace('redis-benchmark');
    await using server = await startRedis(place);
    const before = await server.processed();
    const flags = ['-p', `${redisPort}`, '-P', '16', '-c', '20', '-n', `${commandsEach}`, '-r', '1000', '-q', '-t', commands.join(',')];
    const started = performance.now();
    await place.run([benchmark.path, ...flags]);
    t.diagnostic(`${Math.round((commandsEach * commands.length) / (performance.now() - started))} commands a millisecond`);
    const [after, calls] = [await server.processed(), await server.calls()];
    const named = Object.fromEntries(commands.map((name) => [`redis ${name.toUpperCase()} ok`, calls.get(name) ?? 0]));
    const setUp = after - before - 1 - Object.values(named).reduce((sum, count) => sum + count, 0);
    const counts = { [between(benchmark.name, serverName, redisPort)]: atBothEnds({ ...named, 'redis other ok': setUp }) };
    await countsExactly(sonde(), { of: [benchmark.name], about: ['requests', 'unseen'], counts });
  });

  test('Redis: 100 commands at once are counted, also where nobody remembers their names', async () => {
    await using place = await namespace('redis-deep');
    await using server = await startRedis(place);
    await using client = new Actor('redis-deep.py', place);
    const hundred = pipelined(Array.from({ length: 100 }, () => asks('SET key value', ok)));
    const script = scriptOf([
      [20, hundred],
      [5, asks('GET key', bulk('value'))],
    ]);
    await client.play({ host, port: redisPort, times: 10 }, [script], { together: true });
    await eventually('all of them are counted', arrivalMs, async () => {
      const counted = (await onMetrics(sonde(), [client.name]))[between(client.name, serverName, redisPort)] ?? {};
      for (const end of ['client', 'server']) {
        const [known = 0, unknown = 0] = [counted[`${end} requests redis SET ok`], counted[`${end} requests redis other ok`]];
        assert.deepEqual([known + unknown, counted[`${end} requests redis GET ok`]], [20_000, 50]);
      }
    });
    assert.equal((await server.calls()).get('set'), 20_000);
  });
}

function messages(sonde: () => Sonde): void {
  test('Redis: messages to a subscriber are no answers', async () => {
    await using place = await namespace('redis-news');
    await using _server = await startRedis(place);
    await using reader = new Actor('redis-reader.py', place);
    await using writer = new Actor('redis-writer.py', place);
    const confirmed = (kind: string, channel: string, count: number) => array(bulk(kind), bulk(channel), line(`:${count}`));
    const subscribe: Rounds = [
      [1, asks('SUBSCRIBE news', confirmed('subscribe', 'news', 1))],
      [1, asks('SUBSCRIBE more', confirmed('subscribe', 'more', 2))],
    ];
    const message = array(bulk('message'), bulk('news'), bulk(fake));
    const listen: Rounds = [
      [50, { steps: [says('server', message)], counted: [] }],
      [3, asks('PING', array(bulk('pong'), bulk('')))],
      [1, asks('UNSUBSCRIBE more', confirmed('unsubscribe', 'more', 1))],
      [1, asks('UNSUBSCRIBE news', confirmed('unsubscribe', 'news', 0))],
      [5, asks('PING', line('+PONG'))],
    ];
    const publish: Rounds = [[50, { steps: [says('client', command('PUBLISH', 'news', fake)), says('server', line(':1'))], counted: ['PUBLISH ok'] }]];
    await reader.play({ host, port: redisPort, times: 1 }, [scriptOf(subscribe)], { keep: true });
    await writer.play({ host, port: redisPort, times: 1 }, [scriptOf(publish)]);
    await reader.playOn([scriptOf(listen)]);
    await countsExactly(sonde(), {
      of: [reader.name, writer.name],
      about: ['requests', 'unseen'],
      counts: {
        [between(reader.name, serverName, redisPort)]: atBothEnds(countedOf('redis', [...subscribe, ...listen])),
        [between(writer.name, serverName, redisPort)]: atBothEnds(countedOf('redis', publish)),
      },
    });
  });
}
