import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { client } from './postgresql-dialogue.ts';
import { postgresqlPrograms, postgresqlServer } from './postgresql-server.ts';
import type { RealServer } from './real-server.ts';
import { countsWhile } from './recorded-counts.ts';
import { notRun, statusOf } from './sql-state.ts';

const run = promisify(execFile);
const { parse, bind, bindNothing, describe, execute, sync } = client;

let server: RealServer;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonde-postgresql-scripts-'));
  server = await postgresqlServer();
  await run('createdb', [...of(server.port), 'shop']);
  const things = `CREATE EXTENSION pg_stat_statements;
    CREATE TABLE things (id int PRIMARY KEY, value text);
    INSERT INTO things SELECT i, repeat(md5(i::text), 100) FROM generate_series(1, 1000) i;
    CREATE TABLE later (id int REFERENCES things DEFERRABLE INITIALLY DEFERRED);`;
  await psql(server.port, '-c', things);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const of = (port: number) => ['-h', '127.0.0.1', '-p', String(port), '-U', 'shop'];

function psql(port: number, ...args: string[]): Promise<{ stdout: string }> {
  return run('psql', ['-X', '-q', ...of(port), '-d', 'shop', ...args], { maxBuffer: 2 ** 28 });
}

function script(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const counted = (talk: (port: number) => Promise<unknown>) => countsWhile('postgresql', server.port, talk);

/** Calls by their first word, as the server counts them. */
async function callsOf(talk: () => Promise<unknown>): Promise<Record<string, number>> {
  await psql(server.port, '-c', 'SELECT pg_stat_statements_reset()');
  await talk();
  const calls = `SELECT split_part(query, ' ', 1), sum(calls) FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat%' GROUP BY 1`;
  const { stdout } = await psql(server.port, '-At', '-F', ' ', '-c', calls);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([verb = '', count]) => [verb === 'END' ? 'COMMIT 0' : `${verb} 0`, Number(count)]),
  );
}

test('psql: 300 statements, of which 50 fail and 50 have 100 KB to say', async () => {
  const kinds = [
    'SELECT 1;',
    'UPDATE things SET id = id WHERE id = 1;',
    'SELECT * FROM things LIMIT 30;',
    'SELECT * FROM missing;',
    'INSERT INTO later SELECT 1;',
    '/* x */ DELETE FROM later;',
  ];
  const file = script(
    'simple.sql',
    Array.from({ length: 300 }, (_, index) => kinds[index % 6] ?? ''),
  );
  assert.deepEqual(await counted((port) => psql(port, '-o', '/dev/null', '-f', file)), {
    'SELECT 0': 100,
    'UPDATE 0': 50,
    [`SELECT ${statusOf('42P01')}`]: 50,
    'INSERT 0': 50,
    'DELETE 0': 50,
  });
});

suite('pgbench counts what the parser counts, and the server what both do:', () => {
  const statements = ['BEGIN;', 'SELECT value FROM things WHERE id = :id;', 'UPDATE things SET value = value WHERE id = :id;', 'SELECT 1;', 'END;'];
  const pgbench = (mode: string, lines: readonly string[]) => async (port: number) => {
    const file = script(`${mode}.sql`, ['\\set id random(1, 1000)', ...lines]);
    await run(`${postgresqlPrograms()}/pgbench`, ['-n', ...of(port), '-M', mode, '-c', '4', '-t', '50', '-f', file, 'shop']);
  };
  for (const mode of ['simple', 'extended', 'prepared']) {
    for (const [name, lines] of [
      ['', statements],
      [' in a pipeline', ['\\startpipeline', ...statements, '\\endpipeline']],
    ] as const) {
      if (mode === 'simple' && name !== '') continue;
      test(`${mode}${name}`, async () => {
        let counts: Record<string, number> = {};
        const calls = await callsOf(async () => {
          counts = await counted(pgbench(mode, lines));
        });
        assert.deepEqual(counts, { 'BEGIN 0': 200, 'SELECT 0': 400, 'UPDATE 0': 200, 'COMMIT 0': 200 });
        // What is prepared of BEGIN and END it counts but once for each connection.
        for (const [name, count] of Object.entries(counts)) if (mode !== 'prepared' || /SELECT|UPDATE/.test(name)) assert.equal(calls[name], count, name);
      });
    }
  }
});

test('COPY both ways, large objects (by function calls), and a dump', async () => {
  const file = script('copy.sql', [
    'COPY later FROM STDIN;',
    ...Array.from({ length: 1000 }, (_, index) => String(index + 1)),
    '\\.',
    'COPY things TO STDOUT;',
    'COPY later FROM STDIN;',
    'no number',
    '\\.',
    `\\lo_import ${join(folder, 'copy.sql')}`,
  ]);
  const counts = await counted((port) => psql(port, '-o', '/dev/null', '-f', file));
  const { 'CALL 0': calls = 0, 'BEGIN 0': begun, 'COMMIT 0': committed, ...copies } = counts;
  assert.deepEqual(copies, { 'COPY 0': 2, [`COPY ${statusOf('22P02')}`]: 1, 'SELECT 0': copies['SELECT 0'] });
  assert.ok(calls >= 4 && begun === 1 && committed === 1, JSON.stringify(counts));
  const dump = await counted((port) => run('pg_dump', [...of(port), 'shop'], { maxBuffer: 2 ** 28 }));
  assert.equal(dump['COPY 0'], 2);
});

test('a backup with its log, which never ends by itself', async () => {
  const counts = await counted((port) => run('pg_basebackup', [...of(port), '-D', join(folder, 'backup'), '-X', 'stream', '-c', 'fast']));
  assert.deepEqual(Object.keys(counts).sort(), ['OTHER 0', 'SHOW 0']);
});

suite('a client that has many requests under way', () => {
  const divide = (by: string) => parse('SELECT 1/$1::int') + bind('', by) + describe + execute;
  const statement = (text: string) => parse(text) + bindNothing + describe + execute;

  test('50 of 1000 fail, each in a unit of its own', async () => {
    const all = Array.from({ length: 1000 }, (_, index) => divide(index % 20 === 7 ? '0' : '1') + sync);
    for (const atOnce of [1, 5, 1000]) {
      const rounds = Array.from({ length: 1000 / atOnce }, (_, round) => ({ says: all.slice(round * atOnce, (round + 1) * atOnce).join(''), units: atOnce }));
      const { 'SELECT 0': well, ...failed } = await counted((port) => converse(port, rounds));
      // Beyond the requests that are remembered only an answer that is well says what it answers.
      const method = atOnce === 1000 ? 'OTHER' : 'SELECT';
      assert.deepEqual([well, failed], [950, { [`${method} ${statusOf('22012')}`]: 50 }], `${atOnce} at once`);
    }
  });

  test('one fails, and the rest of its unit is skipped', async () => {
    const unit = ['SELECT 1', 'SELECT 1/0', 'INSERT INTO later VALUES (1)', 'SELECT 2'].map(statement).join('') + sync;
    const counts = await counted((port) => converse(port, [{ says: unit, units: 1 }]));
    assert.deepEqual(counts, { 'SELECT 0': 1, [`SELECT ${statusOf('22012')}`]: 1, [`INSERT ${notRun}`]: 1, [`SELECT ${notRun}`]: 1 });
  });

  test('a transaction cannot be committed at the Sync', async () => {
    const counts = await counted((port) => converse(port, [{ says: statement('INSERT INTO later VALUES (-1)') + sync, units: 1 }]));
    assert.deepEqual(counts, { [`INSERT ${statusOf('23503')}`]: 1 });
  });

  test('a statement cannot be prepared, another is only prepared', async () => {
    const units = [parse('SELECT nothing', 'a') + sync, parse('SELECT 1', 'b') + sync];
    const counts = await counted((port) => converse(port, [{ says: units.join(''), units: 2 }]));
    assert.deepEqual(counts, { [`SELECT ${statusOf('42703')}`]: 1 });
  });

  test('a COPY by the extended protocol', async () => {
    const copies = statement('COPY later FROM STDIN') + sync + client.copyData('7\n') + client.copyDone + sync;
    const counts = await counted((port) => converse(port, [{ says: copies + statement('SELECT 1') + sync, units: 2 }]));
    assert.deepEqual(counts, { 'COPY 0': 1, 'SELECT 0': 1 });
  });
});

interface Round {
  readonly says: string;
  /** How many times the server then is ready. */
  readonly units: number;
}

async function converse(port: number, rounds: readonly Round[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const ready = readyOf(socket);
  for (const { says, units } of [{ says: client.startup, units: 1 }, ...rounds]) {
    socket.write(Buffer.from(says, 'latin1'));
    for (let unit = 0; unit < units; unit++) await ready.next();
  }
  socket.end(Buffer.from(client.terminate, 'latin1'));
  await once(socket, 'close');
}

/** One value for each ReadyForQuery. */
async function* readyOf(socket: Socket): AsyncGenerator<void> {
  let rest = Buffer.alloc(0);
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const type = rest.toString('latin1', 0, 1);
      rest = rest.subarray(rest.readInt32BE(1) + 1);
      if (type === 'Z') yield;
    }
  }
}
