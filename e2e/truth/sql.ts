import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { Actor, type Statements } from '../traffic/actor.ts';
import { type Database, postgresqlPrograms, startMariadb, startPostgresql } from '../traffic/databases.ts';
import { atBothEnds } from '../traffic/dialogue.ts';
import { type Namespace, namespace } from '../traffic/namespaces.ts';
import { renamed } from '../traffic/renamed.ts';
import { between } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { onMetrics } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const times = 50;
const long = 'x'.repeat(300);

/** One in ten fails, for different reasons, and one has a lot to say. */
const statements = [
  'BEGIN',
  "INSERT INTO things VALUES (1, 'SELECT 1; DELETE FROM things')",
  `UPDATE things SET name = '${long}'`,
  'SELECT * FROM things',
  'COMMIT',
  'DELETE FROM things',
  'SELECT * FROM missing',
  "SELECT 'a', REPEAT('many words ', 5000)",
  'select 1',
  'INSERT INTO things (nothing) VALUES (1)',
];
const willing = statements.filter((one) => !/missing|nothing/.test(one));
/** It can be prepared, and fails each time: the row is there. */
const duplicate = 'INSERT INTO single VALUES (1)';

type Outcomes = Readonly<Record<string, number>>;

interface Asked {
  readonly how: Statements;
  /** What becomes of each of the statements, each time. */
  readonly outcomes: Outcomes;
  /** And what happens once, however often they are executed. */
  readonly once?: Outcomes;
}

const failing: Outcomes = { 'BEGIN ok': 1, 'INSERT ok': 1, 'UPDATE ok': 1, 'SELECT ok': 3, 'COMMIT ok': 1, 'DELETE ok': 1, 'SELECT 42': 1, 'INSERT 42': 1 };
const succeeding: Outcomes = { 'BEGIN ok': 1, 'INSERT ok': 1, 'UPDATE ok': 1, 'SELECT ok': 3, 'COMMIT ok': 1, 'DELETE ok': 1 };

const postgresqlAsked: readonly Asked[] = [
  { how: { how: 'simple', statements }, outcomes: failing },
  { how: { how: 'extended', statements }, outcomes: failing },
  { how: { how: 'prepared', statements: [...willing, duplicate] }, outcomes: { ...succeeding, 'INSERT 23': 1 } },
  { how: { how: 'pipelined', together: 10, statements }, outcomes: failing },
  // What comes after the error before the same Sync is not tried.
  {
    how: {
      how: 'pipelined',
      together: 15,
      unit: 5,
      statements: ['SELECT 1', "SELECT 'two'", 'SELECT * FROM missing', 'SELECT 4', 'UPDATE things SET name = name'],
    },
    outcomes: { 'SELECT ok': 2, 'SELECT 42': 1, 'SELECT not_run': 1, 'UPDATE not_run': 1 },
  },
];

const mariadbAsked: readonly Asked[] = [
  { how: { how: 'simple', statements }, outcomes: failing },
  {
    how: { how: 'prepared', statements: [...willing, duplicate, 'SELECT * FROM missing'] },
    outcomes: { ...succeeding, 'INSERT 23': 1 },
    once: { 'PREPARE ok': willing.length + 1, 'PREPARE 42': 1 },
  },
  { how: { how: 'pipelined', together: 10, statements }, outcomes: failing },
];

interface Kind {
  readonly database: 'postgresql' | 'mysql';
  readonly server: string;
  readonly start: (place: Namespace) => Promise<Database>;
  readonly asked: readonly Asked[];
}

const kinds: readonly Kind[] = [
  { database: 'postgresql', server: 'postgres', start: startPostgresql, asked: postgresqlAsked },
  { database: 'mysql', server: 'mariadbd', start: startMariadb, asked: mariadbAsked },
];

/** What executes a prepared statement and fails is told with the statement's text. */
async function isTold(sonde: Sonde, database: Kind['database'], { place, port }: { place: Namespace; port: number }): Promise<void> {
  await using client = new Actor(`${database}-told.py`, place);
  // Other tests fail requests too, and only so many a second are told.
  await eventually('an execution is told', arrivalMs, async () => {
    await client.askDatabase(database, { host, port, times: 2 }, { how: 'prepared', statements: [duplicate] });
    const found = await sonde.get(`/api/events?from=${sonde.up.startedAt.toISOString()}&limit=1000`, routes['GET /api/events'].reply);
    const told = found.records.find(({ type, message }) => type === 'l7.request' && message.includes(client.name));
    const of = told?.attributes ?? {};
    assert.deepEqual([of['db.operation.name'], of['db.query.text'], of['error.type']], ['INSERT', 'INSERT INTO single VALUES (?)', '23']);
  });
}

/** Statements are counted once each, by verb and by the class of their error. */
export function sql(sonde: () => Sonde): void {
  for (const { database, server, start, asked } of kinds) {
    test(`${database}: ${[...new Set(asked.map(({ how }) => how.how))].join(', ')}`, async () => {
      await using place = await namespace(database);
      await using running = await start(place);
      const at = database === 'mysql' ? 'shop.' : '';
      await running.run(`CREATE TABLE ${at}things (id int, name text); CREATE TABLE ${at}single (id int PRIMARY KEY); INSERT INTO ${at}single VALUES (1)`);
      const counts: Record<string, Record<string, number>> = {};
      const clients: string[] = [];
      for (const [number, { how, outcomes, once = {} }] of asked.entries()) {
        await using client = new Actor(`${database}-client-${number}.py`, place);
        const told = await client.askDatabase(database, { host, port: running.port, times }, how);
        const planned = [...Object.entries(outcomes).map(([outcome, count]) => [outcome, count * times] as const), ...Object.entries(once)];
        assert.deepEqual(told, Object.fromEntries(planned), 'what the client got');
        clients.push(client.name);
        counts[between(client.name, server, running.port)] = atBothEnds(
          Object.fromEntries(Object.entries(told).map(([outcome, count]) => [`${database} ${outcome}`, count])),
        );
      }
      await countsExactly(sonde(), { of: clients, about: ['requests', 'unseen'], counts });
      await isTold(sonde(), database, { place, port: running.port });
    });

    test(`${database}: 500 statements at once are counted, also where nobody remembers what they were`, async () => {
      await using place = await namespace(`${database}-deep`);
      await using running = await start(place);
      await using client = new Actor(`${database}-deep.py`, place);
      const how = { how: 'pipelined', together: 500, statements: ['SELECT 1', 'SELECT * FROM missing'] } as const;
      assert.deepEqual(await client.askDatabase(database, { host, port: running.port, times: 250 }, how), { 'SELECT ok': 250, 'SELECT 42': 250 });
      await eventually('all of them are counted', arrivalMs, async () => {
        const counted = Object.entries((await onMetrics(sonde(), [client.name]))[between(client.name, server, running.port)] ?? {});
        const of = (end: string, status: string) =>
          counted.reduce((sum, [word, count]) => (new RegExp(`^${end} requests .* (${status})$`).test(word) ? sum + count : sum), 0);
        assert.deepEqual([of('client', 'ok'), of('client', '42|not_run'), of('server', 'ok'), of('server', '42|not_run')], [250, 250, 250, 250]);
      });
    });
  }

  test('pgbench: simple, extended and prepared, one by one and pipelined', async () => {
    using pgbench = renamed(join(postgresqlPrograms(), 'pgbench'));
    await using place = await namespace('pgbench');
    await using running = await startPostgresql(place);
    await running.run('CREATE TABLE things (id int); INSERT INTO things SELECT 1');
    const script = (lines: readonly string[]) => `printf '${lines.join('\\n')}\\n'`;
    const lines = ['BEGIN;', 'SELECT * FROM things;', 'UPDATE things SET id = id + 1;', 'END;'];
    const runs = [
      ...['simple', 'extended', 'prepared'].map((mode) => [mode, lines] as const),
      ['prepared', ['\\\\startpipeline', ...lines, '\\\\endpipeline']] as const,
    ];
    const flags = ['--no-vacuum', '-h', host, '-p', `${running.port}`, '-U', 'shop', '-c', '4', '-t', '250', '-f', '/dev/stdin', 'postgres'];
    for (const [mode, said] of runs) {
      const output = await place.run(['sh', '-c', `${script(said)} | ${pgbench.path} -M ${mode} ${flags.join(' ')}`]);
      assert.match(output, /processed: 1000\/1000/);
    }
    const each = runs.length * 1000;
    const counts = { 'postgresql BEGIN ok': each, 'postgresql SELECT ok': each, 'postgresql UPDATE ok': each, 'postgresql COMMIT ok': each };
    await countsExactly(sonde(), {
      of: [pgbench.name],
      about: ['requests', 'unseen'],
      counts: { [between(pgbench.name, 'postgres', running.port)]: atBothEnds(counts) },
    });
  });
}
