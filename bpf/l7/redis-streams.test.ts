import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { conforms } from './conforms.ts';
import { ask, asSegments, type Message, say } from './dialogue.ts';
import { anyDialogue, array, bulk, call, command, confirmed, failure, message, ok, statusOf, well } from './redis-dialogue.ts';
import { fromStart, midway, replayOne, summary } from './replay.ts';
import type { Segment } from './segments.ts';
import { areCounted, expectTruth, waysToCut } from './truth.ts';

const found = (messages: readonly Message[], seen = fromStart) => replayOne('redis', seen(asSegments(messages)));

test('a pipeline of 16 is timed, each command from its own first byte', () => {
  const set = call('SET', 'key:000000000042', 'xxx');
  const messages = Array.from({ length: 12 }, () => [...Array.from({ length: 16 }, () => set), ...Array.from({ length: 16 }, () => well(ok))]).flat();
  expectTruth('redis', messages, waysToCut(asSegments(messages)));
});

suite('more commands at once than are remembered', () => {
  const after = [call('PING'), well('+PONG\r\n')];
  const expectCounts = (asked: string, answers: string, expected: Readonly<Record<string, number>>) =>
    areCounted('redis', [say('client', asked), say('server', answers), ...after], { ...expected, 'PING 0': 1 });

  test('are counted, of which 50 fail', () => {
    const answers = Array.from({ length: 1000 }, (_, index) => (index % 20 === 7 ? '-WRONGTYPE no\r\n' : array(bulk('1'), bulk('2'), bulk('3'))));
    expectCounts(command('LRANGE', 'a', '0', '-1').repeat(1000), answers.join(''), { 'OTHER 0': 950, [`OTHER ${statusOf('WRONGTYPE')}`]: 50 });
  });

  test('are counted, however short they are', () => {
    expectCounts('PING\r\n'.repeat(500) + command('x').repeat(500), '+\r\n'.repeat(500) + '_\r\n'.repeat(250) + ':1\r\n'.repeat(250), { 'OTHER 0': 1000 });
  });
});

test('values of gigabytes are passed over', () => {
  const step = 2 ** 30;
  const head = `*3\r\n$3\r\nSET\r\n$1\r\na\r\n$${3 * step}\r\n`;
  const answer = `${ok}$${3 * step}\r\n`;
  const within = (hook: 'sent' | 'received') =>
    [1, 2, 3].map((part): Segment => ({ hook, at: part * step - 32, bytes: Buffer.from('\r\n+OK\r\n*1\r\n$4\r\nPING\r\n'.padEnd(40)) }));
  const whole = replayOne(
    'redis',
    fromStart([
      { hook: 'sent', at: 0, bytes: Buffer.from(head) },
      ...within('sent'),
      { hook: 'sent', at: head.length + 3 * step, bytes: Buffer.from(`\r\n${command('GET', 'a')}${command('PING')}`) },
      { hook: 'received', at: 0, bytes: Buffer.from(answer) },
      ...within('received'),
      { hook: 'received', at: answer.length + 3 * step, bytes: Buffer.from('\r\n+PONG\r\n') },
    ]),
  );
  assert.deepEqual([summary(whole), whole.verdicts, whole.gaps], [['SET 0', 'GET 0', 'PING 0'], [], 0]);
});

suite('a connection from before the agent', () => {
  const dialogue = [
    call('SET', 'a', '1'),
    well(ok),
    call('GET', 'a'),
    well(bulk('1')),
    call('LRANGE', 'a', '0', '2'),
    call('LRANGE', 'a', '0', '2'),
    failure('WRONGTYPE'),
    well(array(bulk('a'), bulk('b'), bulk('c'))),
    call('MODULE.COMMAND'),
    well(array(bulk('a'), bulk('b'), bulk('c'))),
  ];
  const expected = ['SET 0', 'GET 0', `LRANGE ${statusOf('WRONGTYPE')}`, 'LRANGE 0', 'OTHER 0'];

  test('is understood from its next command on', () => {
    assert.deepEqual(summary(found(dialogue, midway)), expected);
    for (const before of [bulk('of an answer'), 'of a value\r\n', ok, array(bulk('a'), bulk('b'))]) {
      const whole = found([say('server', before), ...dialogue], midway);
      assert.deepEqual([summary(whole), whole.state.orphans], [expected, 0], before);
    }
  });

  test('has answers to commands that nobody saw', () => {
    const whole = found([say('client', command('GET', 'a')), say('server', ok + bulk('1') + array(bulk('a'), bulk('b'), bulk('c')))], midway);
    assert.deepEqual([summary(whole), whole.state.orphans, whole.state.asked - whole.state.answered], [['GET 0'], 2, 0]);
  });

  test('is a subscriber', () => {
    const whole = found(
      [
        call('PING'),
        say('server', message('a', 'x')),
        well(array(bulk('pong'), bulk(''))),
        say('server', message('a', 'x')),
        say('server', confirmed('subscribe', 'b', 2)),
        call('UNSUBSCRIBE', 'a'),
        say('server', message('a', 'x')),
        well(confirmed('unsubscribe', 'a', 1)),
      ],
      midway,
    );
    assert.deepEqual([summary(whole), whole.state.orphans], [['PING 0', 'UNSUBSCRIBE 0'], 0]);
  });

  test('is not guessed from what only resembles a command', () => {
    const others = [
      '*2\r\n$3\r\nfoo\r\n$3\r\nbar\r\n',
      '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n',
      'PING\r\n',
      '+OK\r\n',
      '$3\r\nGET\r\n',
      '*1\r\n:1\r\n',
      '*1\r\n$4\r\nPINGS\r\n',
    ];
    for (const text of others) assert.equal(found([say('client', text)], midway).protocol, 'UNDECIDED', JSON.stringify(text));
  });
});

test('what begins like Redis and is not is left undecided', () => {
  const others = ['PINGS\r\n', 'PONG\r\n', '*\r\n', '* OK IMAP4 ready\r\n', '*0\r\n', '*-1\r\n', '*1\r\n*1\r\n', '*1\r\n$4\r\nPINGS\r\n', '*1\r\n$0\r\n\r\n'];
  for (const text of others) assert.equal(found([say('client', text)]).protocol, 'UNDECIDED', JSON.stringify(text));
});

test('answers that come in the middle of what is not Redis end the parsing', () => {
  const whole = found([call('GET', 'a'), say('server', 'and so on')]);
  assert.deepEqual([whole.answers, whole.verdicts], [[], ['UNPARSED']]);
});

test('the text of a request is its command, from the name on', () => {
  assert.deepEqual(found([call('SET', 'a', 'b'), well(ok), ask('GET', 'get a\r\n'), well(ok)]).texts, ['SET\r\n$1\r\na\r\n$1\r\nb\r\n', 'get a\r\n']);
});

conforms('redis', {
  onTheWay: [
    call('SET', 'a', 'v'.repeat(700)),
    call('GET', 'a'),
    well(ok),
    well(bulk('v'.repeat(700))),
    call('LRANGE', 'a', '0', '-1'),
    well(array(...Array.from({ length: 60 }, (_, index) => bulk('v'.repeat(index))))),
  ],
  dialogue: anyDialogue,
  opening: [call('PING'), well('+PONG\r\n')],
});
