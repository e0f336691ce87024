import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { mariadbServer } from './mariadb-server.ts';
import { client, login, mariadb } from './mysql-dialogue.ts';
import type { RealServer } from './real-server.ts';
import { countsWhile } from './recorded-counts.ts';
import { statusOf } from './sql-state.ts';

const run = promisify(execFile);

let server: RealServer;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonde-mysql-scripts-'));
  server = await mariadbServer();
  const things = [
    'CREATE DATABASE shop',
    'USE shop',
    'CREATE TABLE things (id bigint PRIMARY KEY, value text)',
    'INSERT INTO things SELECT seq, repeat(md5(seq), 100) FROM seq_1_to_1000',
    'CREATE TABLE notes (value text)',
    'CREATE PROCEDURE three() BEGIN SELECT 1; SELECT * FROM things LIMIT 3; UPDATE things SET id = id WHERE id = 1; END',
  ];
  await cli('mariadb', server.port, '--delimiter=|', '-e', things.join('|'));
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function cli(program: string, port: number, ...args: string[]): Promise<{ stdout: string }> {
  return run(program, ['--no-defaults', '-h', '127.0.0.1', '-P', String(port), '-u', 'root', ...args], { maxBuffer: 2 ** 28 });
}

const counted = (talk: (port: number) => Promise<unknown>) => countsWhile('mysql', server.port, talk);

/** The statements of each kind that the server counts meanwhile, also those that fail. */
async function callsOf(talk: () => Promise<unknown>): Promise<(name: string) => number> {
  const counters = async () => {
    const { stdout } = await cli('mariadb', server.port, '-N', '-e', "SHOW GLOBAL STATUS LIKE 'Com\\_%'");
    return new Map(stdout.split('\n').map((line) => [line.split('\t')[0] ?? '', Number(line.split('\t')[1])]));
  };
  const earlier = await counters();
  await talk();
  const later = await counters();
  return (name) => (later.get(`Com_${name}`) ?? 0) - (earlier.get(`Com_${name}`) ?? 0);
}

test('300 statements, of which 50 fail and 50 have 100 KB to say', async () => {
  const kinds = [
    'SELECT 1;',
    'UPDATE things SET id = id WHERE id = 1;',
    'SELECT * FROM things LIMIT 30;',
    'SELECT * FROM missing;',
    'DO 1;',
    '/* x */ DELETE FROM notes;',
  ];
  const file = join(folder, 'simple.sql');
  writeFileSync(file, Array.from({ length: 300 }, (_, index) => kinds[index % 6]).join('\n'));
  let counts: Record<string, number> = {};
  const calls = await callsOf(async () => {
    // It asks for nothing of its own when it reads from a file.
    counts = await counted((port) => cli('mariadb', port, '--force', '--skip-auto-rehash', '-D', 'shop', '-e', `source ${file}`));
  });
  const { 'SELECT 0': selects = 0, ...others } = counts;
  assert.deepEqual(others, { 'UPDATE 0': 50, [`SELECT ${statusOf('42S02')}`]: 50, 'DO 0': 50, 'DELETE 0': 50 });
  assert.equal(selects + 50, calls('select'));
  assert.ok(selects >= 100 && selects <= 101, 'the client may ask for the name of the database');
  assert.deepEqual(['update', 'do', 'delete'].map(calls), [50, 50, 50]);
});

test('a file of many packets, several results, and an error among the rows', async () => {
  const file = join(folder, 'lines.txt');
  writeFileSync(file, Array.from({ length: 100_000 }, (_, index) => `${'x'.repeat(60)}${index}\n`).join(''));
  const statements = [
    `LOAD DATA LOCAL INFILE '${file}' INTO TABLE notes`,
    'SELECT count(*) FROM notes',
    'CALL three()',
    'ALTER TABLE notes ENGINE = InnoDB',
    'SELECT CASE WHEN id = 900 THEN (SELECT 1 UNION SELECT 2) ELSE 0 END FROM things',
  ];
  const counts = await counted((port) => cli('mariadb', port, '--local-infile=1', '--quick', '-D', 'shop', '-e', statements.join(';')).catch(() => undefined));
  assert.deepEqual(counts, { 'LOAD 0': 1, 'SELECT 0': 1, 'CALL 0': 1, [`SELECT ${statusOf('21000')}`]: 1, 'ALTER 0': 1 });
});

test('commands that are no statements, and a dump', async () => {
  const counts = await counted((port) => cli('mariadb-admin', port, 'ping', 'status', 'processlist', 'refresh'));
  assert.deepEqual([counts['PING 0'], counts['STATISTICS 0'], counts['FLUSH 0']], [1, 1, 1]);
  const dump = await counted((port) => cli('mariadb-dump', port, 'shop'));
  assert.equal(dump['LOCK 0'], 1);
});

suite('prepared statements', () => {
  const bigint = (value: number) => Buffer.from(BigInt64Array.of(BigInt(value)).buffer).toString('latin1');
  const execute = (statement: number, value: number) => client.execute(`\0\x01\x08\0${bigint(value)}`, statement);

  /** The first statement finds up to 40 rows, the second fails. */
  const rounds = (first: number, atOnce: number) => {
    const all = Array.from({ length: 1000 }, (_, index) => (index % 20 === 7 ? execute(first + 1, 1) : execute(first, index % 40)));
    return Array.from({ length: 1000 / atOnce }, (_, round) => all.slice(round * atOnce, (round + 1) * atOnce).join(''));
  };

  for (const atOnce of [1, 5, 1000]) {
    test(`of 1000 executions 50 fail, ${atOnce} at once`, async () => {
      let counts: Record<string, number> = {};
      const calls = await callsOf(async () => {
        counts = await counted(async (port) => {
          await using session = await logIn(port);
          const prepared = await session.say(
            client.prepare('SELECT id, left(value, 100) FROM things WHERE id <= ?') + client.prepare('INSERT INTO things (id) VALUES (?)'),
          );
          for (const round of rounds(prepared.readUInt32LE(5), atOnce)) await session.say(round);
        });
      });
      assert.deepEqual([calls('stmt_prepare'), calls('stmt_execute')], [2, 1000]);
      const { 'STATISTICS 0': pauses, ...rest } = counts;
      const failed = Object.entries(rest).filter(([name]) => name.endsWith(` ${statusOf('23000')}`));
      assert.deepEqual([failed.map(([, count]) => count), total(counts)], [[50], 1002 + 1000 / atOnce + 1]);
      // Beyond the commands that are remembered no answer says what it answers.
      if (atOnce < 1000) assert.deepEqual([pauses, rest], [1000 / atOnce + 1, { 'PREPARE 0': 2, 'SELECT 0': 950, [`INSERT ${statusOf('23000')}`]: 50 }]);
    });
  }
});

const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count, 0);

interface Session extends AsyncDisposable {
  /** Answers what the server said until all was answered: behind it the statistics are asked for. */
  say(packets: string): Promise<Buffer>;
}

async function logIn(port: number): Promise<Session> {
  const socket = connect(port, '127.0.0.1');
  const received = socket.iterator({ destroyOnReturn: false });
  await received.next();
  socket.write(Buffer.from(login(mariadb), 'latin1'));
  await received.next();
  return {
    say: async (said) => {
      let answer = Buffer.alloc(0);
      socket.write(Buffer.from(said + client.statistics, 'latin1'));
      while (!/Uptime: .*avg: [\d.]+$/.test(answer.toString('latin1', Math.max(0, answer.length - 200)))) {
        const { value } = await received.next();
        assert.ok(value instanceof Buffer, 'the server has closed the connection');
        answer = Buffer.concat([answer, value]);
      }
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      socket.end(Buffer.from(client.quit, 'latin1'));
      await once(socket, 'close');
    },
  };
}
