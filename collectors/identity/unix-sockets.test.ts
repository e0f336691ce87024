import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { unixListeners, unixSocketReport } from './unix-sockets.ts';

const header = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const row = (flags: string, type: string, state: string, inode: number, path = '') =>
  `00000000d550a6f8: 00000003 00000000 ${flags} ${type} ${state} ${inode}${path && ` ${path}`}\n`;
const listener = (inode: number, path: string) => row('00010000', '0001', '01', inode, path);
const accepted = (inode: number, path: string) => row('00000000', '0001', '03', inode, path);
const client = (inode: number) => row('00000000', '0001', '03', inode);

const postgres = '/run/postgresql/.s.PGSQL.5432';

/** A /proc with two programs: process 1 holds the socket of a socket unit for dbus, too. */
function captured(t: { after(clean: () => void): void }, table: string): string {
  const root = mkdtempSync(`${tmpdir()}/sonde-unix-`);
  t.after(() => rmSync(root, { recursive: true }));
  const program = (pid: number, comm: string, links: readonly string[]) => {
    mkdirSync(`${root}/${pid}/fd`, { recursive: true });
    writeFileSync(`${root}/${pid}/comm`, `${comm}\n`);
    links.forEach((link, fd) => void symlinkSync(link, `${root}/${pid}/fd/${fd}`));
  };
  program(1, 'systemd', ['socket:[30]']);
  program(20, 'postgres', ['/dev/null', 'socket:[10]']);
  program(21, 'dbus-daemon', ['socket:[30]']);
  mkdirSync(`${root}/net`);
  writeFileSync(`${root}/net/unix`, header + table);
  return root;
}

const busy = [
  listener(10, postgres),
  listener(30, '@/tmp/dbus-1'),
  listener(40, '/run/a b.sock'),
  listener(50, '/run/idle.sock'),
  listener(60, '/run/four'),
  ...Array.from({ length: 30 }, (_, at) => accepted(100 + at, postgres) + client(200 + at)),
  ...Array.from({ length: 5 }, (_, at) => accepted(300 + at, '@/tmp/dbus-1') + client(400 + at)),
  accepted(500, '/run/a b.sock'),
  accepted(501, '/run/a b.sock'),
  accepted(502, '/run/four'),
  row('00000000', '0002', '03', 600, '/dev/log'),
  row('00000000', '0005', '03', 601, '/run/seq'),
  row('00000000', '0001', '02', 602, '/run/connecting'),
].join('');

test('each connection counts once, at the path that it was made to', () => {
  const found = unixListeners(header + busy);
  assert.deepEqual(found.slice(0, 3), [
    { path: postgres, inode: 10, connections: 30 },
    { path: '@/tmp/dbus-1', inode: 30, connections: 5 },
    { path: '/run/a b.sock', inode: 40, connections: 2 },
  ]);
  assert.deepEqual(
    found.slice(3).map(({ path }) => path),
    ['/run/four', '/run/seq'],
  );
});

test('the busiest are said with their owners, which process 1 is only as a last resort', async (t) => {
  assert.deepEqual(await unixSocketReport({ root: captured(t, busy) }), {
    connected: 39,
    says: '39 connections over unix sockets, whose requests are not seen; the busiest: /run/postgresql/.s.PGSQL.5432 (postgres, 30), @/tmp/dbus-1 (dbus-daemon, 5), /run/a b.sock (2).',
  });
});

test('one connection, and none, are said as such', async (t) => {
  const one = await unixSocketReport({ root: captured(t, listener(10, postgres) + accepted(11, postgres) + client(12)) });
  assert.equal(one.says, `1 connection over unix sockets, whose requests are not seen; ${postgres} (postgres, 1).`);
  const none = await unixSocketReport({ root: captured(t, client(12) + client(13)) });
  assert.deepEqual(none, { connected: 0, says: 'No connections over unix sockets.' });
  assert.deepEqual(await unixSocketReport({ root: '/nonexistent' }), { connected: 0, says: 'Unix sockets cannot be read here.' });
});

test('connections of the running kernel are counted, with the program that listens', async (t) => {
  const folder = mkdtempSync(`${tmpdir()}/sonde-unix-`);
  const path = `${folder}/shop.sock`;
  const server = createServer().listen(path);
  await once(server, 'listening');
  const before = (await unixSocketReport()).connected;
  const clients = Array.from({ length: 50 }, () => connect(path));
  t.after(() => {
    for (const socket of clients) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });
  let accepts = 0;
  await new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      accepts += 1;
      if (accepts === clients.length) resolve();
    });
  });
  const { connected, says } = await unixSocketReport();
  assert.ok(connected >= before + 50 - 5, `${connected} of ${before} and 50`);
  assert.match(says, /shop\.sock \([^)]+, 50\)/);
});
