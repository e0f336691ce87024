import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { asSegments, type Dialogues, reply, say } from './dialogue.ts';
import { array, attribute, bulk, call, command, errorWords, failure, map, nothing, ok, push, statusOf, well } from './redis-dialogue.ts';
import { enumOf, fromStart, replay } from './replay.ts';
import { atBothEnds } from './segments.ts';
import { areUnderstood, isLeftAlone, isUnderstood } from './truth.ts';

const long = 'value '.repeat(300);

const values: Dialogues = {
  'strings, numbers and nothing': [
    call('SET', 'key:000000000042', 'xxx'),
    well(ok),
    call('GET', 'key:000000000042'),
    well(bulk('xxx')),
    call('GET', 'missing'),
    well(nothing),
    call('SET', 'empty', ''),
    well(ok),
    call('GET', 'empty'),
    well(bulk('')),
    call('INCR', 'count'),
    well(':1234567890123456789\r\n'),
    call('SET', 'long', long),
    well(ok),
    call('GET', 'long'),
    well(bulk(long)),
    call('ECHO', 'x'),
    well(`+${long}\r\n`),
    call('PING'),
    well('+PONG\r\n'),
  ],
  'names in any case, and of any length': [
    call('get', 'a'),
    well(nothing),
    call('ZrangeByScore', 'a', '-inf', '(5'),
    well(array()),
    call('ZRANGEBYSCOREX', 'a'),
    failure('ERR'),
    call('JSON.SET', 'a', '$', '{}'),
    well(ok),
    call('A'.repeat(17), 'a'),
    failure('ERR'),
    call('A'.repeat(400), 'a'),
    failure('ERR'),
    call('', 'a'),
    failure('ERR'),
  ],
  'commands that read like others': [
    call('SET', '*2\r\n$3\r\nGET\r\n$1\r\na\r\n', '+OK\r\n-ERR no\r\n'),
    well(ok),
    call('GET', '$3\r\n'),
    well(bulk('*2\r\n-ERR no\r\n+OK\r\n')),
    call('LRANGE', 'a', '0', '-1'),
    well(array(bulk('-ERR'), bulk('+OK\r\n'), bulk('*9\r\n'), bulk('>2\r\n'))),
  ],
  'arrays, deep, empty and none': [
    call('LRANGE', 'a', '0', '9'),
    well(array(...Array.from({ length: 100 }, (_, index) => bulk('v'.repeat(index % 20))))),
    call('EVAL', 'return {1,{2,{3,{}}},false}', '0'),
    well(array(':1\r\n', array(':2\r\n', array(':3\r\n', array())), nothing)),
    call('BLPOP', 'a', '1'),
    well('*-1\r\n'),
    call('KEYS', '*'),
    well(array()),
    call('MGET', 'a', 'b', 'c'),
    well(array(bulk('1'), nothing, bulk(long))),
    call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>'),
    well(array(array(bulk('s'), array(array(bulk('1-1'), array(bulk('field'), bulk('message'))))))),
  ],
};

const errors: Dialogues = {
  'errors by their word': [
    ...errorWords.flatMap((word) => [call('GET', 'a'), failure(word)]),
    ...['WRONGTYPES', 'WRONGTYP', 'E', 'MYERR', '', 'UNKILLABLEUNKILLABLE'].flatMap((word) => [call('GET', 'a'), reply(1, `-${word} and why\r\n`)]),
    call('GET', 'a'),
    reply(statusOf('ERR'), '-ERR\r\n'),
    call('EVAL', 'a'),
    failure('ERR', long),
    call('GET', 'a'),
    well(nothing),
  ],
  'errors in strings': [
    call('GET', 'a'),
    reply(1, '!21\r\nSYNTAX invalid syntax\r\n'),
    call('GET', 'a'),
    reply(statusOf('WRONGTYPE'), `!${long.length + 10}\r\nWRONGTYPE ${long}\r\n`),
    call('GET', 'a'),
    reply(statusOf('OOM'), '!3\r\nOOM\r\n'),
    call('GET', 'a'),
    reply(1, `!400\r\n${'X'.repeat(400)}\r\n`),
    call('GET', 'a'),
    well(nothing),
  ],
};

const transactions: Dialogues = {
  'a transaction is as many answers as commands': [
    call('MULTI'),
    well(ok),
    call('SET', 'a', '1'),
    well('+QUEUED\r\n'),
    call('LPUSH', 'a', '1'),
    well('+QUEUED\r\n'),
    call('GET', 'a'),
    well('+QUEUED\r\n'),
    call('EXEC'),
    well(array(ok, '-WRONGTYPE Operation against a key\r\n', bulk('1'))),
    call('MULTI'),
    well(ok),
    call('NONSENSE'),
    failure('ERR'),
    call('EXEC'),
    failure('EXECABORT'),
    call('EXEC'),
    failure('ERR', 'EXEC without MULTI'),
    call('EXEC'),
    well('*-1\r\n'),
  ],
  'in a pipeline': [call('MULTI'), call('INCR', 'a'), call('EXEC'), call('GET', 'a'), well(ok), well('+QUEUED\r\n'), well(array(':1\r\n')), well(bulk('1'))],
};

const third: Dialogues = {
  RESP3: [
    call('HELLO', '3'),
    well(map([bulk('server'), bulk('redis')], [bulk('proto'), ':3\r\n'], [bulk('modules'), array()])),
    call('HGETALL', 'a'),
    well(map([bulk('k'), bulk('v')], [bulk('k2'), map([bulk('x'), '_\r\n'])])),
    call('SMEMBERS', 'a'),
    well('~3\r\n:1\r\n#t\r\n,-inf\r\n'),
    call('ZSCORE', 'a', 'b'),
    well(',3.1415926535897931\r\n'),
    call('GET', 'a'),
    well('_\r\n'),
    call('SISMEMBER', 'a', 'b'),
    well('#f\r\n'),
    call('DEBUG', 'PROTOCOL', 'bignum'),
    well('(1234567999999999999999999999999999999\r\n'),
    call('INFO'),
    well(`=${long.length + 4}\r\ntxt:${long}\r\n`),
    call('HGETALL', 'none'),
    well('%0\r\n'),
  ],
  'attributes before an answer and within': [
    call('GET', 'a'),
    say('server', attribute([bulk('ttl'), ':3600\r\n'], [bulk('popularity'), map([bulk('a'), ',0.1923\r\n'])])),
    well(bulk('1')),
    call('LRANGE', 'a', '0', '2'),
    well(array(':1\r\n', `${attribute([bulk('ttl'), ':1\r\n'])}:2\r\n`, `|0\r\n${bulk('x')}`)),
    call('GET', 'a'),
    say('server', '|0\r\n'),
    failure('LOADING'),
  ],
  'pushes answer nothing': [
    say('client', ''),
    call('CLIENT', 'TRACKING', 'ON'),
    well(ok),
    say('server', push(bulk('invalidate'), array(bulk('a')))),
    call('GET', 'a'),
    say('server', push(bulk('invalidate'), '_\r\n')),
    say('server', push(bulk('message'), bulk('c'), bulk(long))),
    well(bulk('1')),
    say('server', '>0\r\n'),
    say('server', push(':1\r\n')),
    call('GET', 'b'),
    well('_\r\n'),
  ],
};

for (const [kind, dialogues] of Object.entries({ values, errors, transactions, third })) {
  suite(kind, () => areUnderstood('redis', dialogues));
}

test('every command that has a name is known by it', () => {
  const dialogue = enumOf('redis.h', 'redis_method')
    .filter((name) => name !== 'OTHER' && !/SYNC|SUBSCRIBE|RESET/.test(name))
    .flatMap((name) => [call(name, 'a'), failure('ERR')]);
  assert.equal(dialogue.length > 100, true);
  isUnderstood('redis', dialogue);
});

suite('the rest of a connection is left alone', () => {
  for (const [name, asked, ...answered] of [
    ['where a replica gets everything', call('PSYNC', '?', '-1'), well(`+FULLRESYNC ${'8'.repeat(40)} 1\r\n$5\r\nREDIS*1\r\n$4\r\nPING\r\n`)],
    ['where a replica goes on', call('PSYNC', '8'.repeat(40), '1'), well('+CONTINUE\r\n*1\r\n$4\r\nPING\r\n')],
    ['where an old replica gets everything', call('SYNC'), say('server', '\n\n'), well('$88\r\nREDIS and so on')],
  ] as const) {
    const before = [call('PING'), well('+PONG\r\n'), call('REPLCONF', 'capa', 'eof'), well(ok)];
    test(name, () => isLeftAlone('redis', [...before, asked, ...answered, say('client', command('REPLCONF', 'ACK', '1'))], 'TUNNEL'));
  }

  test('but not where the replica is refused', () => {
    isUnderstood('redis', [call('PING'), well('+PONG\r\n'), call('PSYNC', '?', '-1'), failure('NOMASTERLINK'), call('PING'), well('+PONG\r\n')]);
  });

  test('where it is streamed, which no server does', () => {
    for (const text of [
      '$?\r\n;4\r\nHell\r\n;0\r\n',
      '*?\r\n:1\r\n.\r\n',
      '%?\r\n',
      '$-2\r\n',
      '*1x\r\n',
      'HTTP/1.1 200 OK\r\n\r\n',
      '$99999999999999999999\r\n',
    ]) {
      const ways = atBothEnds(asSegments([call('GET', 'a'), say('server', text)]));
      for (const { answers, verdicts } of replay('redis', ways.map(fromStart))) assert.deepEqual([answers, verdicts[0]], [[], 'UNPARSED'], text);
    }
  });
});
