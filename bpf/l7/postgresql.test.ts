import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, asSegments, type Dialogues, reply, say } from './dialogue.ts';
import { client, failure, opening, query, result, rows, server } from './postgresql-dialogue.ts';
import { fromStart, replayOne } from './replay.ts';
import { notRun, statusOf } from './sql-state.ts';
import { areUnderstood, isLeftAlone } from './truth.ts';

const { parse, bind, describe, execute, flush, sync } = client;
const { parsed, bound, complete, row, columns, error, ready } = server;

const prepared = parse('SELECT $1', 's') + describe + sync;
const howItWasPrepared = parsed + server.parameters + columns + ready();

const dialogues: Dialogues = {
  'simple queries': [
    ...opening,
    query('SELECT', 'SELECT 1'),
    result('SELECT 1', '1'),
    query('INSERT', '\n  insert into t values (1)'),
    result('INSERT 0 1'),
    query('SELECT', 'SELECT * FROM missing'),
    failure('42P01'),
    query('OTHER', ''),
    reply(0, server.empty + ready()),
    say('client', client.terminate),
  ],
  'verbs behind comments': [
    ...opening,
    query('UPDATE', '/* a * b */ -- c\n(/**/;update t'),
    result('UPDATE 1'),
    query('COMMIT', 'end'),
    result('COMMIT'),
    query('BEGIN', 'Start transaction'),
    result('BEGIN'),
    query('OTHER', 'selects'),
    failure('42601'),
    query('OTHER', '/* SELECT */'),
    reply(0, server.empty + ready()),
  ],
  'several statements in one text': [
    ...opening,
    query('BEGIN', 'BEGIN; SELECT 1; COMMIT'),
    reply(0, complete('BEGIN') + rows('1') + complete('SELECT 1') + complete('COMMIT') + ready()),
    query('SELECT', 'SELECT 1; SELECT 1/0; SELECT 2'),
    reply(statusOf('22012'), rows('1') + complete('SELECT 1') + columns + error('22012') + ready()),
    query('SELECT', 'SELECT 1'),
    result('SELECT 1', '1'),
  ],
  'a login with a password, and its refusal': [
    say('client', client.startup),
    say('server', server.passwordPlease),
    say('client', client.password),
    say('server', error('28P01', 'FATAL')),
  ],
  'encryption that is refused': [
    say('client', client.gssRequest),
    say('server', 'N'),
    say('client', client.sslRequest),
    say('server', 'N'),
    ...opening,
    query('SELECT', 'SELECT 1'),
    result('SELECT 1', '1'),
  ],
  'a request to cancel': [say('client', client.cancelRequest)],
  'the extended protocol': [
    ...opening,
    ask('SELECT', parse('SELECT $1') + bind() + describe + execute + sync),
    reply(0, parsed + bound + rows('42') + complete('SELECT 1') + ready()),
    ask('SELECT', parse('SELECT nothing') + bind() + describe + execute + sync),
    reply(statusOf('42703'), error('42703') + ready()),
    ask('UPDATE', parse('UPDATE t') + bind() + describe + execute + sync),
    reply(0, parsed + bound + server.noData + complete('UPDATE 0') + ready()),
  ],
  'a statement that cannot be prepared': [
    ...opening,
    ask('DELETE', parse('DELETE FROM nothing', 's') + describe + flush),
    reply(statusOf('42P01'), error('42P01')),
    say('client', sync),
    say('server', ready()),
    say('client', prepared),
    say('server', howItWasPrepared),
    ask('SELECT', bind('s') + execute + sync),
    reply(0, bound + complete('SELECT 0') + ready()),
  ],
  'Executes before one Sync': [
    ...opening,
    ask('INSERT', parse('INSERT INTO t', 'i') + bind('i') + execute),
    ask('INSERT', bind('i') + execute),
    ask('UPDATE', parse('UPDATE t') + bind() + execute),
    say('client', sync),
    reply(0, parsed + bound + complete('INSERT 0 1')),
    reply(0, bound + complete('INSERT 0 1')),
    reply(0, parsed + bound + complete('UPDATE 1')),
    say('server', ready()),
  ],
  'what is skipped after an error': [
    ...opening,
    ask('INSERT', parse('INSERT INTO t') + bind() + execute),
    ask('SELECT', parse('SELECT 1/0') + bind() + execute),
    ask('SELECT', parse('SELECT 1') + bind() + execute),
    ask('EXECUTE', bind('s') + execute),
    say('client', sync),
    ask('SELECT', parse('SELECT 2') + bind() + execute + sync),
    reply(0, parsed + bound + complete('INSERT 0 1')),
    reply(statusOf('22012'), parsed + bound + error('22012')),
    reply(notRun, ''),
    reply(notRun, ready()),
    reply(0, parsed + bound + row('2') + complete('SELECT 1') + ready()),
  ],
  'an error when the transaction ends': [
    ...opening,
    ask('INSERT', parse('INSERT INTO t') + bind() + execute + client.close('s') + sync),
    reply(statusOf('23503'), parsed + bound + complete('INSERT 0 1') + server.closed + error('23503') + ready()),
    ask('INSERT', parse('INSERT INTO t') + bind() + execute),
    ask('INSERT', parse('INSERT INTO t') + bind() + execute + sync),
    reply(0, parsed + bound + complete('INSERT 0 1')),
    reply(statusOf('40001'), parsed + bound + complete('INSERT 0 1') + error('40001') + ready()),
  ],
  'units of all kinds at once': [
    ...opening,
    ask('SELECT', parse('SELECT 1') + bind() + execute + sync),
    say('client', prepared),
    say('client', sync),
    ask('SELECT', parse('SELECT * FROM missing', 'm') + sync),
    ask('SHOW', client.query('SHOW all')),
    ask('CALL', client.call),
    ask('SELECT', bind('s') + execute + sync),
    reply(0, parsed + bound + complete('SELECT 1') + ready()),
    say('server', howItWasPrepared),
    say('server', ready()),
    reply(statusOf('42P01'), error('42P01') + ready()),
    reply(0, rows('on') + complete('SHOW') + ready()),
    reply(0, server.called + ready()),
    reply(0, bound + row('1') + complete('SELECT 1') + ready()),
  ],
  'COPY by a simple query': [
    ...opening,
    query('COPY', 'COPY t FROM STDIN'),
    reply(0, server.copyIn),
    say('client', client.copyData('1\n2\n') + client.copyData('Q\0\0\0\x05') + client.copyDone),
    say('server', complete('COPY 2') + ready()),
    query('COPY', 'COPY t FROM STDIN'),
    reply(statusOf('57014'), server.copyIn),
    say('client', client.copyData('1') + client.copyFail),
    say('server', error('57014') + ready()),
    query('COPY', 'COPY t TO STDOUT'),
    reply(0, server.copyOut + server.row('1').replace('D', 'd') + client.copyData('x'.repeat(300)) + client.copyDone + complete('COPY 2') + ready()),
  ],
  'COPY by the extended protocol, whose first Sync the server ignores': [
    ...opening,
    ask('COPY', parse('COPY t FROM STDIN') + bind() + describe + execute + sync),
    reply(0, parsed + bound + server.noData + server.copyIn),
    say('client', client.copyData('1\n') + client.copyDone + sync),
    say('server', complete('COPY 1') + ready()),
    ask('COPY', parse('COPY t FROM STDIN') + bind() + execute + flush),
    reply(0, parsed + bound + server.copyIn),
    say('client', client.copyData('1\n') + client.copyDone + sync),
    say('server', complete('COPY 1') + ready()),
    ask('SELECT', parse('SELECT 1') + bind() + execute + sync),
    reply(0, parsed + bound + complete('SELECT 1') + ready()),
  ],
  'what the server says unasked': [
    ...opening,
    say('server', server.notification + server.notice + server.parameter),
    query('LISTEN', 'LISTEN channel'),
    say('server', server.notice),
    result('LISTEN'),
    say('server', server.notification),
    query('DO', 'DO $$ $$'),
    say('server', server.notice + server.notice),
    reply(0, complete('DO') + ready()),
    say('server', error('57P01', 'FATAL')),
  ],
  'a replica': [
    ...opening,
    query('OTHER', 'START_REPLICATION SLOT "s" LOGICAL 0/0'),
    reply(0, server.copyBoth + client.copyData('w'.repeat(60))),
    say('client', client.copyData('r'.repeat(30))),
    say('server', client.copyData('w'.repeat(500))),
    say('client', client.copyDone),
    say('server', client.copyDone + complete('START_REPLICATION') + ready()),
    query('SHOW', 'SHOW x'),
    result('SHOW', '1'),
  ],
  'severities of other languages': [
    ...opening,
    query('SELECT', 'SELECT 1/0'),
    reply(statusOf('22012'), error('22012', Buffer.from('შეცდომა').toString('latin1')) + ready()),
    query('SELECT', 'SELECT 1'),
    reply(1, server.error('??') + ready()),
  ],
};

suite('PostgreSQL is understood however it is cut:', () => {
  areUnderstood('postgresql', dialogues);
});

suite('the rest of the connection is left alone', () => {
  for (const [name, request, answer] of [
    ['where it becomes encrypted by TLS', client.sslRequest, 'S'],
    ['where it becomes encrypted by GSSAPI', client.gssRequest, 'G'],
  ] as const) {
    test(name, () =>
      isLeftAlone('postgresql', [say('client', request), say('server', answer), say('client', '\x16\x03\x01\x02\0\x01\0\x01\xfc')], 'IS_ENCRYPTED'),
    );
  }
});

test('the text of a query is shown, also that of one which is prepared', () => {
  const messages = [
    ...opening,
    query('SELECT', 'SELECT 1 /* one */'),
    result('SELECT 1', '1'),
    ask('INSERT', parse('INSERT INTO t VALUES ($1)', 'name') + bind() + execute + sync),
    reply(0, parsed + bound + complete('INSERT 0 1') + ready()),
  ];
  const { texts } = replayOne('postgresql', fromStart(asSegments(messages)));
  assert.deepEqual(
    texts.map((text) => text.split('\0')[0]),
    ['SELECT 1 /* one */', 'INSERT INTO t VALUES ($1)'],
  );
});
