import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, asSegments, type Message, say } from './dialogue.ts';
import {
  client,
  columnsOf,
  end,
  error,
  failure,
  type Kind,
  kinds,
  okay,
  opening,
  packets,
  preparedOf,
  query,
  randomDialogue,
  resultOf,
  row,
  well,
} from './mysql-dialogue.ts';
import { enumOf, type Replayed, replay } from './replay.ts';
import { cutAtRandom, mirrored, outOfOrder, randomNumbers, type Segment, segmentsOf, sentAgain } from './segments.ts';
import { statusOf } from './sql-state.ts';
import { expectTruth, waysToCut } from './truth.ts';

const protocols = enumOf('stream.h', 'l7_protocol');
const [mysql, mariadb] = kinds as readonly [Kind, Kind];

const summary = ({ answers }: Replayed) => answers.map(({ method, status }) => `${method} ${status}`);

suite('more commands at once than are remembered', () => {
  const after = [ask('PING', client.ping), well(okay())];
  const counts = (found: Replayed) =>
    Object.entries(Object.groupBy(found.answers, ({ status }) => status)).map(([status, all]) => [Number(status), all?.length]);
  const expectCounts = (kind: Kind, asked: string, answers: string, expected: readonly (readonly [number, number])[]) => {
    const whole = asSegments([...opening(kind), say('client', asked), say('server', answers), ...after]);
    for (const found of replay(
      'mysql',
      waysToCut(whole).map((segments) => ({ segments })),
    )) {
      assert.deepEqual([counts(found), found.state.asked - found.state.answered, found.verdicts], [expected, 0, []]);
      assert.equal(found.answers.at(-1)?.method, 'PING');
      assert.notEqual(found.answers.at(-1)?.ticks, undefined);
    }
  };

  test('are counted, of which 50 fail', () => {
    const answers = Array.from({ length: 1000 }, (_, index) => (index % 20 === 7 ? packets(1, error('42S02')) : packets(1, ...resultOf(mariadb, ['1', '2']))));
    const expected = [
      [0, 951],
      [statusOf('42S02'), 50],
    ] as const;
    expectCounts(mariadb, client.query('SELECT a FROM b').repeat(1000), answers.join(''), expected);
  });

  test('are counted, whatever they are', () => {
    const asked = client.prepare('SELECT ?') + client.execute() + client.closeStatement + client.statistics + client.fetch;
    const answers =
      packets(1, ...preparedOf(mysql, 1, 1)) +
      packets(1, ...columnsOf(mysql), row('1'), end(mysql)) +
      packets(1, 'Uptime: 1') +
      packets(1, row(''), end(mysql));
    expectCounts(mysql, asked.repeat(30), answers.repeat(30), [[0, 121]]);
  });
});

test('packets of 16 MiB are passed over, in commands and in rows', () => {
  const long = 'SELECT \xff\x03'.repeat(1_900_000);
  const messages = [
    ...opening(mysql),
    query('INSERT', `INSERT ${long}`),
    well(okay()),
    query('SELECT', 'SELECT long'),
    well(...columnsOf(mysql), `\xfd${long}`, row('1'), end(mysql)),
    query('DO', 'DO 1'),
    failure('42000'),
  ];
  const whole = asSegments(messages);
  expectTruth('mysql', messages, [whole, mirrored(whole)]);
});

suite('a connection from before the agent', () => {
  const dialogue = [
    query('SELECT', 'SELECT 1'),
    well(...resultOf(mysql, ['1', '2'])),
    query('UPDATE', 'UPDATE t'),
    failure('42S02'),
    query('SELECT', 'SELECT 2'),
    query('SELECT', 'SELECT 3'),
    well(...resultOf(mysql, ['1'])),
    well(...resultOf(mysql, ['1'])),
  ];
  const expected = ['SELECT 0', `UPDATE ${statusOf('42S02')}`, 'SELECT 0', 'SELECT 0'];
  const found = (messages: readonly Message[]) => {
    const [whole] = replay('mysql', [{ fromStart: false, segments: asSegments(messages) }]);
    assert.ok(whole);
    return whole;
  };

  test('is understood from its next statement on', () => {
    assert.deepEqual(summary(found(dialogue)), expected);
    assert.deepEqual(summary(found([say('server', packets(7, row('the rest'), end(mysql))), ...dialogue])), expected);
    assert.deepEqual(summary(found([say('server', 'of a row'), ...dialogue])), expected);
  });

  test('is understood from a long text or an execution on', () => {
    const long = [query('INSERT', `INSERT ${'x'.repeat(2000)}`), well(okay())];
    assert.deepEqual(summary(found([...long, ...dialogue])), ['INSERT 0', ...expected]);
    const execution = [ask('EXECUTE', client.execute('v'.repeat(20))), well(okay())];
    assert.deepEqual(summary(found([...execution, ...dialogue])), ['EXECUTE 0', ...expected]);
  });

  test('is not guessed from what only resembles a packet', () => {
    const others = [
      '\x08\0\0\0\x03SELECT 1',
      '\x09\0\0\x01\x03SELECT 1',
      '\x09\0\0\0\x03nothing!',
      '\x01\0\0\0\x0e',
      '\x06\0\0\0\x03\0\x01\0\0\0',
      'J\0\0\0\x0a8.0.1',
    ];
    for (const text of others) assert.equal(found([say('client', text)]).state.protocol, protocols.indexOf('UNDECIDED'), JSON.stringify(text));
  });
});

suite('on the way', () => {
  const messages = [
    ...opening(mariadb),
    query('INSERT', `INSERT INTO t VALUES (${'v'.repeat(700)})`),
    query('SELECT', 'SELECT 1'),
    well(okay()),
    well(...resultOf(mariadb, ['x'.repeat(900), '2'])),
    ask('EXECUTE', client.execute()),
    well(...resultOf(mariadb, ['1', 'x'.repeat(400), '3'])),
  ];
  const ways = [asSegments(messages), mirrored(asSegments(messages))];

  test('segments are sent again, with the same bounds and with others', () => {
    const numbers = randomNumbers(9);
    const cut = Array.from({ length: 100 }, (_, index) => ways.map((whole) => sentAgain(whole, cutAtRandom(whole, numbers, 1 + index), numbers)));
    expectTruth('mysql', messages, cut.flat());
  });

  test('segments come in any order, and the reads fill the holes', () => {
    const numbers = randomNumbers(10);
    const segments = Array.from({ length: 100 }, (_, index) => ways.map((whole) => outOfOrder(whole, numbers, 1 + index * 2))).flat();
    for (const found of replay(
      'mysql',
      segments.map((of) => ({ segments: of })),
    ))
      assert.deepEqual([summary(found), found.verdicts, found.gaps], [['INSERT 0', 'SELECT 0', 'EXECUTE 0'], [], 0]);
  });
});

test('dialogues made at random are understood, however they are cut', () => {
  const numbers = randomNumbers(11);
  for (let round = 0; round < 60; round++) {
    const messages = randomDialogue(numbers);
    const whole = asSegments(messages);
    expectTruth(
      'mysql',
      messages,
      Array.from({ length: 10 }, () => cutAtRandom(whole, numbers, 1 + numbers.below(400))),
    );
  }
});

test('any bytes are survived', () => {
  const numbers = randomNumbers(12);
  const damaged = (segment: Segment): Segment => {
    const bytes = Buffer.from(segment.bytes);
    for (let i = numbers.below(4); i > 0; i--) bytes[numbers.below(bytes.length)] = numbers.below(256);
    return { ...segment, bytes };
  };
  const noise = () => [
    ...asSegments(opening(mysql)),
    ...segmentsOf(Array.from({ length: 1 + numbers.below(6) }, () => [numbers.below(2) ? 'sent' : 'received', numbers.bytes(1 + numbers.below(600))])),
  ];
  const connections = Array.from({ length: 600 }, (_, index) => {
    const segments = index % 4 ? cutAtRandom(asSegments(randomDialogue(numbers)), numbers, 200).map(damaged) : noise();
    return { fromStart: index % 3 !== 0, segments };
  });
  for (const { state } of replay('mysql', connections)) assert.ok(state.asked - state.answered >= 0);
});
