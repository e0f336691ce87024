import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { conforms } from './conforms.ts';
import { ask, asSegments, type Message, reply, say } from './dialogue.ts';
import { client, dialoguesOf, failure, opening, query, result, server } from './postgresql-dialogue.ts';
import { fromStart, midway, replayOne, summary } from './replay.ts';
import { cutEvery } from './segments.ts';
import { notRun, statusOf } from './sql-state.ts';
import { areCounted, areTrueOrLost } from './truth.ts';

const { parse, bind, describe, execute, sync } = client;
const { parsed, bound, complete, row, columns, error, ready } = server;

suite('more requests at once than are remembered', () => {
  const execution = (text: string) => parse(text) + bind() + execute;
  const after = [ask('SHOW', client.query('SHOW x')), result('SHOW', '1')];
  const expectCounts = (messages: readonly Message[], expected: Readonly<Record<string, number>>) =>
    areCounted('postgresql', [...opening, ...messages, ...after], { ...expected, 'SHOW 0': 1 });

  test('are counted when all is well', () => {
    const batch = say('client', execution('SELECT 1').repeat(300) + sync);
    expectCounts([batch, say('server', (parsed + bound + row('1') + complete('SELECT 1')).repeat(300) + ready())], { 'SELECT 0': 300 });
  });

  test('are counted when one fails and the others are skipped', () => {
    const answers = (parsed + bound + complete('SELECT 1')).repeat(100) + error('22012') + ready();
    expectCounts([say('client', execution('SELECT 1').repeat(1000) + sync), say('server', answers)], {
      'SELECT 0': 100,
      [`OTHER ${statusOf('22012')}`]: 1,
      [`OTHER ${notRun}`]: 899,
    });
  });

  test('are counted in many units, of which some fail', () => {
    const units = Array.from({ length: 1000 }, (_, index) => index % 20 === 7);
    const answers = units.map((fails) => parsed + bound + (fails ? error('22012') : complete('SELECT 1')) + ready());
    expectCounts([say('client', (execution('SELECT 1') + sync).repeat(1000)), say('server', answers.join(''))], {
      'SELECT 0': 950,
      [`OTHER ${statusOf('22012')}`]: 50,
    });
  });

  test('are counted beside preparations', () => {
    const both = parse('SELECT 1', 's') + sync + bind('s') + execute + sync;
    expectCounts([say('client', both.repeat(50)), say('server', (parsed + ready() + bound + complete('SELECT 1') + ready()).repeat(50))], { 'SELECT 0': 50 });
  });
});

suite('many units at once, of three statements each,', () => {
  const unit = (parse('SELECT 1') + bind() + execute).repeat(3) + sync;
  const answered = (parsed + bound + complete('SELECT 1')).repeat(3) + ready();
  const failed = parsed + bound + complete('SELECT 1') + error('22012') + ready();
  const expected = (units: number) => Array.from({ length: units / 2 }, () => [0, 0, 0, 0, statusOf('22012'), notRun]).flat();
  const after = [ask('SHOW', client.query('SHOW x')), result('SHOW', '1')];
  const found = (units: number) => {
    const said = [...opening, say('client', unit.repeat(units)), say('server', (answered + failed).repeat(units / 2)), ...after];
    return [1, 64, 1448].map((size) => replayOne('postgresql', fromStart(cutEvery(asSegments(said), size))));
  };

  test('are understood up to 60 statements', () => {
    for (const { answers, state } of found(20)) {
      assert.deepEqual(
        answers.map(({ status }) => status),
        [...expected(20), 0],
      );
      assert.deepEqual([state.unparsed, state.asked], [0, state.answered]);
    }
  });

  test('are counted as lost where there are more than can be kept apart, until the server has answered them all', () => {
    for (const { answers, state, verdicts } of found(60)) {
      const told = expected(60).slice(0, 66);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [...told, 0],
      );
      assert.deepEqual([state.unparsed, state.asked, verdicts], [180 - told.length, state.answered, []]);
      assert.equal(answers.at(-1)?.method, 'SHOW');
    }
  });
});

test('however many wait at once, what is counted is true and the rest is lost', () => areTrueOrLost('postgresql', dialoguesOf(150)));

suite('a connection from before the agent', () => {
  const dialogue = [query('SELECT', 'SELECT 1'), result('SELECT 1', '1'), query('UPDATE', 'UPDATE t'), failure('42P01')];
  const expected = ['SELECT 0', `UPDATE ${statusOf('42P01')}`];
  const found = (messages: readonly Message[]) => replayOne('postgresql', midway(asSegments(messages)));

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
    for (const text of others) assert.equal(found([say('client', text)]).protocol, 'UNDECIDED', JSON.stringify(text));
  });
});

conforms('postgresql', {
  onTheWay: [
    ...opening,
    ask('INSERT', parse('INSERT INTO t') + bind('', 'v'.repeat(700)) + execute),
    ask('SELECT', parse('SELECT 1') + bind() + execute + sync),
    query('SELECT', 'SELECT 1'),
    reply(0, parsed + bound + complete('INSERT 0 1')),
    reply(0, parsed + bound + row('x'.repeat(900)) + complete('SELECT 1') + ready()),
    result('SELECT 3', '1', 'x'.repeat(400), '3'),
    say('client', parse('DELETE FROM t', 'd') + sync),
    say('server', parsed + ready()),
    ask('DELETE', bind('d', 'v'.repeat(300)) + execute + sync),
    reply(statusOf('23503'), bound + error('23503') + ready()),
  ],
  dialogue: dialoguesOf(20),
  opening,
});
