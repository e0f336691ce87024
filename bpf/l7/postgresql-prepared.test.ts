import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, asSegments, type Dialogues, reply, say } from './dialogue.ts';
import { client, opening, server } from './postgresql-dialogue.ts';
import { fromStart, replayOne } from './replay.ts';
import { notRun, statusOf } from './sql-state.ts';
import { areUnderstood } from './truth.ts';

const { parse, bind, describe, execute, executePortal, sync } = client;
const { parsed, bound, complete, row, columns, error, ready } = server;

/** As long as a name may be before a verb that is always told, however its packet is cut. */
const longName = 'n'.repeat(24);

const prepared = parse('SELECT $1', 's') + describe + sync;
const howItWasPrepared = parsed + server.parameters + columns + ready();

const dialogues: Dialogues = {
  'prepared statements': [
    ...opening,
    say('client', prepared),
    say('server', howItWasPrepared),
    ask('SELECT', bind('s') + execute + sync),
    reply(0, bound + row('1') + complete('SELECT 1') + ready()),
    ask('SELECT', bind('s') + execute + sync),
    reply(statusOf('22012'), bound + error('22012') + ready()),
    say('client', client.close('s') + sync),
    say('server', server.closed + ready()),
    ask('EXECUTE', bind('s') + execute + sync),
    reply(statusOf('26000'), error('26000') + ready()),
    ask('EXECUTE', bind('from before') + execute + sync),
    reply(statusOf('22012'), bound + error('22012') + ready()),
  ],
  'several prepared statements, of which one has no name': [
    ...opening,
    say('client', parse('INSERT INTO t', 'i') + parse('DELETE FROM t', 'S_2') + parse('UPDATE t') + parse('SELECT 1', longName) + sync),
    say('server', parsed.repeat(4) + ready()),
    ask('UPDATE', bind() + execute + sync),
    reply(statusOf('22012'), bound + error('22012') + ready()),
    ask('DELETE', bind('S_2') + execute),
    ask('SELECT', bind(longName) + execute),
    ask('INSERT', bind('i') + execute + sync),
    reply(statusOf('22012'), bound + error('22012')),
    reply(notRun, ''),
    reply(notRun, ready()),
    ask('UPDATE', bind('', 'v'.repeat(400)) + execute + sync),
    reply(statusOf('22012'), bound + error('22012') + ready()),
    say('client', parse('TRUNCATE t', 'i') + sync),
    say('server', parsed + ready()),
    ask('TRUNCATE', bind('i') + execute + sync),
    reply(statusOf('22012'), bound + error('22012') + ready()),
  ],
  'portals with names': [
    ...opening,
    ask('SELECT', parse('SELECT 1', 's') + bind('s', '1', 'C_1') + executePortal('C_1') + sync),
    reply(0, parsed + bound + row('1') + server.suspended + ready('T')),
    ask('UPDATE', parse('UPDATE t') + bind() + execute + sync),
    reply(0, parsed + bound + complete('UPDATE 1') + ready('T')),
    ask('SELECT', executePortal('C_1') + sync),
    reply(0, row('2') + server.suspended + ready('T')),
    say('client', client.closePortal('C_1') + sync),
    say('server', server.closed + ready('T')),
    ask('EXECUTE', executePortal('C_1') + sync),
    reply(statusOf('34000'), error('34000') + ready('E')),
    ask('SELECT', bind('s') + execute + sync),
    reply(statusOf('25P02'), error('25P02') + ready('E')),
  ],
  'a portal that is fetched in parts': [
    ...opening,
    ask('SELECT', parse('SELECT 1') + bind() + execute + sync),
    reply(0, parsed + bound + row('1') + server.suspended + ready('T')),
    ask('SELECT', execute + sync),
    reply(0, row('2') + server.suspended + ready('T')),
    ask('SELECT', execute + sync),
    reply(0, complete('SELECT 0') + ready('T')),
  ],
};

suite('What PostgreSQL has prepared is executed under its own verb, however it is cut:', () => {
  areUnderstood('postgresql', dialogues);
});

test('an Execute has the text of its statement, also when that was prepared earlier', () => {
  const [insert, select] = ['INSERT INTO t VALUES ($1)', 'SELECT 2'];
  const messages = [
    ...opening,
    say('client', parse(insert, 'i') + parse(select, 's') + sync),
    say('server', parsed + parsed + ready()),
    ask('INSERT', bind('i') + execute + sync),
    reply(statusOf('23505'), bound + error('23505') + ready()),
    ask('SELECT', bind('s') + execute + sync),
    reply(0, bound + complete('SELECT 1') + ready()),
    ask('INSERT', bind('i') + execute),
    ask('SELECT', bind('s') + execute + sync),
    reply(0, bound + complete('INSERT 0 1')),
    reply(0, bound + complete('SELECT 1') + ready()),
  ];
  const { told } = replayOne('postgresql', fromStart(asSegments(messages)));
  assert.deepEqual(
    told.map((text) => text.split('\0')[0]),
    [insert, select, '', select],
  );
});
