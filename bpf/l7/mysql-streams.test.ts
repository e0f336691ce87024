import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { conforms } from './conforms.ts';
import { ask, asSegments, type Message, say } from './dialogue.ts';
import {
  client,
  columnsOf,
  dialoguesOf,
  end,
  error,
  failure,
  type Kind,
  mariadb,
  mysql,
  okay,
  opening,
  packets,
  preparedOf,
  query,
  resultOf,
  row,
  well,
} from './mysql-dialogue.ts';
import { midway, replayOne, summary } from './replay.ts';
import { atBothEnds } from './segments.ts';
import { statusOf } from './sql-state.ts';
import { areCounted, areTrueOrLost, expectTruth } from './truth.ts';

suite('more commands at once than are remembered', () => {
  const after = [ask('PING', client.ping), well(okay())];
  const expectCounts = (kind: Kind, asked: string, answers: string, expected: Readonly<Record<string, number>>) =>
    areCounted('mysql', [...opening(kind), say('client', asked), say('server', answers), ...after], { ...expected, 'PING 0': 1 });

  test('are counted, of which 50 fail', () => {
    const answers = Array.from({ length: 1000 }, (_, index) => (index % 20 === 7 ? packets(1, error('42S02')) : packets(1, ...resultOf(mariadb, ['1', '2']))));
    const expected = { 'OTHER 0': 950, [`OTHER ${statusOf('42S02')}`]: 50 };
    expectCounts(mariadb, client.query('SELECT a FROM b').repeat(1000), answers.join(''), expected);
  });

  test('are counted, whatever they are', () => {
    const asked = client.prepare('SELECT ?') + client.execute() + client.closeStatement() + client.statistics + client.fetch;
    const answers =
      packets(1, ...preparedOf(mysql, 1, 1)) +
      packets(1, ...columnsOf(mysql), row('1'), end(mysql)) +
      packets(1, 'Uptime: 1') +
      packets(1, row(''), end(mysql));
    expectCounts(mysql, asked.repeat(30), answers.repeat(30), { 'OTHER 0': 120 });
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
  expectTruth('mysql', messages, atBothEnds(whole));
});

test('however many wait at once, what is counted is true and the rest is lost', () => areTrueOrLost('mysql', dialoguesOf(150)));

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
  const found = (messages: readonly Message[]) => replayOne('mysql', midway(asSegments(messages)));

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
    for (const text of others) assert.equal(found([say('client', text)]).protocol, 'UNDECIDED', JSON.stringify(text));
  });
});

conforms('mysql', {
  onTheWay: [
    ...opening(mariadb),
    query('INSERT', `INSERT INTO t VALUES (${'v'.repeat(700)})`),
    query('SELECT', 'SELECT 1'),
    well(okay()),
    well(...resultOf(mariadb, ['x'.repeat(900), '2'])),
    ask('EXECUTE', client.execute()),
    well(...resultOf(mariadb, ['1'])),
    ask('PREPARE', client.prepare('SELECT ?')),
    well(...preparedOf(mariadb, 1, 1)),
    ask('SELECT', client.execute()),
    well(...resultOf(mariadb, ['1', 'x'.repeat(400), '3'])),
  ],
  dialogue: dialoguesOf(60),
  opening: opening(mysql),
});
