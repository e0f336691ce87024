import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, asSegments, type Dialogues, reply, say } from './dialogue.ts';
import {
  attributes,
  client,
  columnsOf,
  compressedOpening,
  encryptedOpening,
  end,
  error,
  failure,
  type Kind,
  keptColumns,
  kinds,
  lastPrepared,
  mysql,
  okay,
  opening,
  packets,
  preparedOf,
  progress,
  query,
  resultOf,
  row,
  wantsFile,
  well,
} from './mysql-dialogue.ts';
import { fromStart, replayOne } from './replay.ts';
import { statusOf } from './sql-state.ts';
import { isLeftAlone, isUnderstood } from './truth.ts';

const texts = (kind: Kind): Dialogues => ({
  'text queries': [
    query('SELECT', 'SELECT 1'),
    well(...resultOf(kind, ['1'])),
    query('INSERT', '  insert into things values (1)'),
    well(okay()),
    query('SELECT', 'SELECT * FROM missing'),
    failure('42S02'),
    query('OTHER', ''),
    failure('42000'),
    query('SELECT', 'SELECT * FROM things'),
    well(
      ...resultOf(
        kind,
        Array.from({ length: 30 }, (_, index) => 'v'.repeat(index)),
      ),
    ),
    say('client', client.quit),
  ],
  'verbs behind comments and attributes': [
    query('UPDATE', '# why * \n-- so\n(/* * / */update things'),
    well(okay()),
    query('SET', '/*!40101 SET NAMES utf8 */'),
    well(okay()),
    query('CREATE', '/*M!100101 create table t (i int) */'),
    well(okay()),
    query('SELECT', `${attributes.none}SELECT 1`),
    well(...resultOf(kind, ['1'])),
    query('SELECT', `${attributes.short}SELECT 1`),
    well(...resultOf(kind, ['1'])),
    query('BEGIN', 'START TRANSACTION'),
    well(okay()),
    query('OTHER', 'START_TRANSACTION'),
    failure('42000'),
  ],
  'an error among the rows, and after a result': [
    query('SELECT', 'SELECT sleep(a) FROM t'),
    failure('70100', ...columnsOf(kind), row('1'), row('2')),
    query('UPDATE', 'UPDATE t; SELECT 1; DROP TABLE u'),
    failure('42S02', okay(true), ...resultOf(kind, ['1'], true)),
    query('CALL', 'CALL p()'),
    well(...resultOf(kind, ['1'], true), ...resultOf(kind, [], true), okay()),
    ask('PING', client.ping),
    well(okay()),
  ],
});

const preparedStatements = (kind: Kind): Dialogues => ({
  'prepared statements': [
    ask('PREPARE', client.prepare('SELECT ?, ?')),
    well(...preparedOf(kind, 2, 2)),
    say('client', client.sendLongData),
    ask('SELECT', client.execute()),
    well(...columnsOf(kind, 2), '\0\0\x01a', '\0\0\xffb', end(kind)),
    ask('SELECT', client.execute()),
    well(...columnsOf(kind, 1, true)),
    ask('FETCH', client.fetch),
    well('\0\0\x01', '\0\0\x02', end(kind)),
    ask('FETCH', client.fetch),
    well(end(kind)),
    ask('SELECT', client.execute('v'.repeat(500))),
    failure('23000'),
    ask('RESET', client.resetStatement),
    well(okay()),
    say('client', client.closeStatement()),
    ask('PREPARE', client.prepare('INSERT INTO things VALUES (1)')),
    well(...preparedOf(kind, 0, 0)),
    ask('PREPARE', client.prepare('SELECT nothing')),
    failure('42S22'),
    ask('INSERT', client.bulkExecute),
    well(okay()),
    ask('EXECUTE', client.execute('', 4711)),
    failure('HY000'),
  ],
  'several prepared statements at once': [
    ask('PREPARE', client.prepare('SELECT 1')),
    ask('PREPARE', client.prepare('DELETE FROM nothing')),
    ask('PREPARE', client.prepare(`UPDATE things SET value = '${'v'.repeat(300)}'`)),
    well(...preparedOf(kind, 1, 0, 7)),
    failure('42S02'),
    well(...preparedOf(kind, 0, 0, 300)),
    ask('UPDATE', client.execute('', 300)),
    ask('SELECT', client.execute('', 7)),
    say('client', client.closeStatement(7)),
    ask('EXECUTE', client.execute('', 7)),
    well(okay()),
    well(...resultOf(kind, ['1'])),
    failure('HY000'),
    ask('PREPARE', client.prepare('REPLACE INTO things VALUES (1)')),
    ask('REPLACE', client.execute('', lastPrepared)),
    well(...preparedOf(kind, 0, 0, 301)),
    well(okay()),
    ask('REPLACE', client.execute('', 301)),
    well(okay()),
  ],
});

const commands = (kind: Kind): Dialogues => ({
  'the other commands': [
    ask('STATISTICS', client.statistics),
    well('Uptime: 10  Threads: 1'),
    ask('USE', client.initDb('shop')),
    well(okay()),
    ask('USE', client.initDb('nothing')),
    failure('42000'),
    ask('FIELD_LIST', client.fieldList),
    well('\x03def and so on', end(kind)),
    ask('SET', client.setOption),
    well('\xfe\0\0\x02\0'),
    ask('RESET_CONNECTION', client.resetConnection),
    well(okay()),
    ask('CHANGE_USER', client.changeUser),
    reply(0, packets(1, '\xfemysql_native_password\0salt')),
    say('client', packets(2, 'p'.repeat(20))),
    say('server', packets(3, okay())),
    ask('CHANGE_USER', client.changeUser),
    reply(statusOf('28000'), packets(1, '\xfemysql_native_password\0salt')),
    say('client', packets(2, 'p'.repeat(20))),
    say('server', packets(3, error('28000'))),
  ],
  'columns that the client has kept': [
    ask('EXECUTE', client.execute()),
    well(...(kind.mariadb ? [keptColumns] : columnsOf(kind)), '\0\0\x01', end(kind)),
    ask('PING', client.ping),
    well(okay()),
  ],
});

const exchanges = (kind: Kind): Dialogues => ({
  'a file that the client sends': [
    query('LOAD', 'LOAD DATA LOCAL INFILE "x" INTO TABLE t'),
    reply(0, packets(1, wantsFile)),
    say('client', packets(2, 'x'.repeat(100), 'y', '')),
    say('server', packets(5, okay())),
    query('LOAD', 'LOAD DATA LOCAL INFILE "x" INTO TABLE t'),
    reply(statusOf('23000'), packets(1, wantsFile)),
    say('client', packets(2, ...Array.from({ length: 300 }, (_, index) => `\x03${index}`), '')),
    say('server', packets(303, error('23000'))),
    ask('PING', client.ping),
    well(okay()),
  ],
  'commands that are sent before the answers': [
    ask('PREPARE', client.prepare('SELECT ?')),
    ask('SELECT', client.execute('', lastPrepared)),
    say('client', client.closeStatement()),
    query('SELECT', 'SELECT 1'),
    ask('STATISTICS', client.statistics),
    query('DELETE', 'DELETE FROM t'),
    query('SELECT', 'SELECT 2'),
    well(...preparedOf(kind, 1, 1)),
    well(...columnsOf(kind, 1), '\0\0\x01', end(kind)),
    well(...resultOf(kind, ['1', '2'])),
    well('Uptime'),
    failure('42S02'),
    well(...resultOf(kind, [])),
  ],
  'a result of 256 packets, before the next': [
    query('SELECT', 'SELECT 1'),
    query('SELECT', 'SELECT 2'),
    query('DO', 'DO 3'),
    well(
      ...resultOf(
        kind,
        Array.from({ length: 253 - columnsOf(kind).length + 2 }, () => 'v'),
      ),
    ),
    well(
      ...resultOf(
        kind,
        Array.from({ length: 600 }, () => ''),
      ),
    ),
    well(okay()),
  ],
  'how far the server has got': [
    query('ALTER', 'ALTER TABLE t ENGINE=InnoDB'),
    well(progress, progress, okay()),
    query('SELECT', 'SELECT 1'),
    failure('42000', progress),
  ],
  'a replica': [ask('BINLOG_DUMP', client.binlogDump), well('\0rotate'), say('server', packets(2, ...Array.from({ length: 400 }, () => '\0event')))],
});

for (const kind of kinds) {
  suite(`${kind.name} is understood however it is cut:`, () => {
    const dialogues = { ...texts(kind), ...preparedStatements(kind), ...commands(kind), ...exchanges(kind) };
    for (const [name, messages] of Object.entries(dialogues)) test(name, () => isUnderstood('mysql', [...opening(kind), ...messages]));
  });
}

suite('the rest of the connection is left alone', () => {
  for (const [name, dialogue, verdict] of [
    ['where it becomes encrypted', encryptedOpening, 'IS_ENCRYPTED'],
    ['where it becomes compressed', compressedOpening, 'IS_UNPARSABLE'],
  ] as const) {
    for (const kind of kinds) test(`${name}: ${kind.name}`, () => isLeftAlone('mysql', dialogue(kind), verdict));
  }
});

test('the text of a query is shown, also that of one which is prepared', () => {
  const messages = [
    ...opening(mysql),
    query('SELECT', `${attributes.long}SELECT 1 /* one */`),
    well(...resultOf(mysql, ['1'])),
    ask('PREPARE', client.prepare('INSERT INTO things VALUES (?)')),
    well(...preparedOf(mysql, 0, 1)),
  ];
  const { texts } = replayOne('mysql', fromStart(asSegments(messages)));
  assert.deepEqual(texts, ['SELECT 1 /* one */', 'INSERT INTO things VALUES (?)']);
});

test('an execution has the text of its statement, also when several were prepared', () => {
  const messages = [
    ...opening(mysql),
    ask('PREPARE', client.prepare('INSERT INTO things VALUES (?)')),
    well(...preparedOf(mysql, 0, 1, 1)),
    ask('PREPARE', client.prepare('SELECT 2')),
    well(...preparedOf(mysql, 1, 0, 2)),
    ask('INSERT', client.execute('v'.repeat(500), 1)),
    failure('23000'),
    ask('SELECT', client.execute('', 2)),
    well(...resultOf(mysql, ['2'])),
    ask('EXECUTE', client.execute('', 3)),
    failure('HY000'),
    ask('PREPARE', client.prepare('DELETE FROM things')),
    ask('DELETE', client.execute('', lastPrepared)),
    well(...preparedOf(mysql, 0, 0, 4)),
    well(okay()),
  ];
  const { told } = replayOne('mysql', fromStart(asSegments(messages)));
  const [insert, select] = ['INSERT INTO things VALUES (?)', 'SELECT 2'];
  assert.deepEqual(told.slice(0, 5), [insert, select, insert, select, '']);
  // A packet shows where the text ends.
  assert.equal(told[6]?.split('\n\0\0\0')[0], 'DELETE FROM things');
});
