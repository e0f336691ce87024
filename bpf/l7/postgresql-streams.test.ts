import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, asSegments, type Message, reply, say } from './dialogue.ts';
import { client, failure, opening, query, randomDialogue, result, server } from './postgresql-dialogue.ts';
import { enumOf, type Replayed, replay } from './replay.ts';
import { cutAtRandom, mirrored, outOfOrder, randomNumbers, type Segment, segmentsOf, sentAgain } from './segments.ts';
import { statusOf } from './sql-state.ts';
import { expectTruth, waysToCut } from './truth.ts';

const protocols = enumOf('stream.h', 'l7_protocol');
const { parse, bind, describe, execute, sync } = client;
const { parsed, bound, complete, row, columns, error, ready } = server;

const summary = ({ answers }: Replayed) => answers.map(({ method, status }) => `${method} ${status}`);

suite('more requests at once than are remembered', () => {
  const execution = (text: string) => parse(text) + bind() + execute;
  const counts = (found: Replayed) =>
    Object.entries(Object.groupBy(found.answers, ({ status }) => status)).map(([status, all]) => [Number(status), all?.length]);
  const after = [ask('SHOW', client.query('SHOW x')), result('SHOW', '1')];
  const expectCounts = (messages: readonly Message[], expected: readonly (readonly [number, number])[]) => {
    const whole = asSegments([...opening, ...messages, ...after]);
    for (const found of replay(
      'postgresql',
      waysToCut(whole).map((segments) => ({ segments })),
    )) {
      assert.deepEqual([counts(found), found.state.asked - found.state.answered, found.verdicts], [expected, 0, []]);
      assert.equal(found.answers.at(-1)?.method, 'SHOW');
      assert.notEqual(found.answers.at(-1)?.ticks, undefined);
    }
  };

  test('are counted when all is well', () => {
    const batch = say('client', execution('SELECT 1').repeat(300) + sync);
    expectCounts([batch, say('server', (parsed + bound + row('1') + complete('SELECT 1')).repeat(300) + ready())], [[0, 301]]);
  });

  test('are counted when one fails and the others are skipped', () => {
    const answers = (parsed + bound + complete('SELECT 1')).repeat(100) + error('22012') + ready();
    expectCounts(
      [say('client', execution('SELECT 1').repeat(1000) + sync), say('server', answers)],
      [
        [0, 101],
        [1, 899],
        [statusOf('22012'), 1],
      ],
    );
  });

  test('are counted in many units, of which some fail', () => {
    const units = Array.from({ length: 1000 }, (_, index) => index % 20 === 7);
    const answers = units.map((fails) => parsed + bound + (fails ? error('22012') : complete('SELECT 1')) + ready());
    expectCounts(
      [say('client', (execution('SELECT 1') + sync).repeat(1000)), say('server', answers.join(''))],
      [
        [0, 951],
        [statusOf('22012'), 50],
      ],
    );
  });

  test('are counted beside preparations', () => {
    const both = parse('SELECT 1', 's') + sync + bind('s') + execute + sync;
    expectCounts([say('client', both.repeat(50)), say('server', (parsed + ready() + bound + complete('SELECT 1') + ready()).repeat(50))], [[0, 51]]);
  });
});

suite('a connection from before the agent', () => {
  const dialogue = [query('SELECT', 'SELECT 1'), result('SELECT 1', '1'), query('UPDATE', 'UPDATE t'), failure('42P01')];
  const expected = ['SELECT 0', `UPDATE ${statusOf('42P01')}`];
  const found = (messages: readonly Message[]) => {
    const [whole] = replay('postgresql', [{ fromStart: false, segments: asSegments(messages) }]);
    assert.ok(whole);
    return whole;
  };

  test('is understood from its next query on', () => {
    assert.deepEqual(summary(found(dialogue)), expected);
    assert.deepEqual(summary(found([say('server', 'the rest of a row'), ...dialogue])), expected);
  });

  test('is understood from the end of an answer on, which is not counted', () => {
    const whole = found([say('server', row('1') + complete('SELECT 1') + ready()), ...dialogue]);
    assert.deepEqual([summary(whole), whole.state.orphans], [expected, 1]);
  });

  test('is understood from a prepared statement or a long text on', () => {
    const first = [ask('SELECT', bind('s') + describe + execute + sync), reply(0, bound + columns + complete('SELECT 0') + ready())];
    assert.deepEqual(summary(found([...first, ...dialogue])), ['SELECT 0', ...expected]);
    const long = [query('WITH', `WITH a AS (${'x'.repeat(2000)})`), result('SELECT 1', '1')];
    assert.deepEqual(summary(found([...long, ...dialogue])), ['WITH 0', ...expected]);
  });

  test('is not guessed from what only resembles a message', () => {
    const others = ['Q\0\0\0\x10SELECT 1', 'S\0\0\0\x04', 'Z\0\0\0\x05I', 'Query: SELECT', 'D\0\0\0\x02x', '\0\0\0\x08\x04\xd2\x16\x2f'];
    for (const text of others) assert.equal(found([say('client', text)]).state.protocol, protocols.indexOf('UNDECIDED'), JSON.stringify(text));
  });
});

suite('on the way', () => {
  const messages = [
    ...opening,
    ask('INSERT', parse('INSERT INTO t') + bind('', 'v'.repeat(700)) + execute),
    ask('SELECT', parse('SELECT 1') + bind() + execute + sync),
    query('SELECT', 'SELECT 1'),
    reply(0, parsed + bound + complete('INSERT 0 1')),
    reply(0, parsed + bound + row('x'.repeat(900)) + complete('SELECT 1') + ready()),
    result('SELECT 3', '1', 'x'.repeat(400), '3'),
  ];
  const ways = [asSegments(messages), mirrored(asSegments(messages))];

  test('segments are sent again, with the same bounds and with others', () => {
    const numbers = randomNumbers(5);
    const cut = Array.from({ length: 100 }, (_, index) => ways.map((whole) => sentAgain(whole, cutAtRandom(whole, numbers, 1 + index), numbers)));
    expectTruth('postgresql', messages, cut.flat());
  });

  test('segments come in any order, and the reads fill the holes', () => {
    const numbers = randomNumbers(6);
    const segments = Array.from({ length: 100 }, (_, index) => ways.map((whole) => outOfOrder(whole, numbers, 1 + index * 2))).flat();
    for (const found of replay(
      'postgresql',
      segments.map((of) => ({ segments: of })),
    ))
      assert.deepEqual([summary(found), found.verdicts, found.gaps], [['INSERT 0', 'SELECT 0', 'SELECT 0'], [], 0]);
  });
});

test('dialogues made at random are understood, however they are cut', () => {
  const numbers = randomNumbers(7);
  for (let round = 0; round < 60; round++) {
    const messages = randomDialogue(numbers);
    const whole = asSegments(messages);
    expectTruth(
      'postgresql',
      messages,
      Array.from({ length: 10 }, () => cutAtRandom(whole, numbers, 1 + numbers.below(400))),
    );
  }
});

test('any bytes are survived', () => {
  const numbers = randomNumbers(8);
  const damaged = (segment: Segment): Segment => {
    const bytes = Buffer.from(segment.bytes);
    for (let i = numbers.below(4); i > 0; i--) bytes[numbers.below(bytes.length)] = numbers.below(256);
    return { ...segment, bytes };
  };
  const noise = () =>
    segmentsOf([
      ['sent', client.startup],
      ...Array.from({ length: 1 + numbers.below(6) }, () => [numbers.below(2) ? 'sent' : 'received', numbers.bytes(1 + numbers.below(600))] as const),
    ]);
  const connections = Array.from({ length: 600 }, (_, index) => {
    const segments = index % 4 ? cutAtRandom(asSegments(randomDialogue(numbers)), numbers, 200).map(damaged) : noise();
    return { fromStart: index % 3 !== 0, segments };
  });
  for (const { state } of replay('postgresql', connections)) assert.ok(state.asked - state.answered >= 0);
});
