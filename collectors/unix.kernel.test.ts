import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readUnixEnd, unixEndBytes } from '../bpf/gen/unix.ts';
import { builtObjects } from './l7/lab.ts';
import { loadObject } from './runtime/bpf-object.ts';
import { readIterator } from './runtime/iterator.ts';
import { unixEdges } from './unix/pairs.ts';

const kinds = { named: ['shop.sock', 'SOCK_STREAM'], abstract: ['\\0shop', 'SOCK_STREAM'], packets: ['packets.sock', 'SOCK_SEQPACKET'] } as const;

async function started(stack: DisposableStack, script: string): Promise<ChildProcess> {
  const child = spawn('python3', ['-c', `import socket, sys\nkept = []\n${script}\nprint(flush=True)\nsys.stdin.read()`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  stack.defer(() => void child.kill());
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

for (const [kind, [name, type]] of Object.entries(kinds)) {
  test(`who is connected over a unix socket is found: ${kind}`, async () => {
    using stack = new DisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'sonde-unix-'));
    stack.defer(() => rmSync(folder, { recursive: true }));
    const address = kind === 'abstract' ? `'${name}-${process.pid}'` : `'${join(folder, name)}'`;
    const socket = `socket.socket(socket.AF_UNIX, socket.${type})`;
    const accept = 'print(flush=True)\nsys.stdin.readline()\nfor _ in range(3): kept.append(s.accept())';
    const server = await started(stack, `s = ${socket}\ns.bind(${address})\ns.listen(64)\n${accept}`);
    // What has no name, or is not connected, is no edge.
    const others = `kept.append(socket.socketpair())\nkept.append(${socket})`;
    const client = await started(stack, `for _ in range(3):\n  s = ${socket}\n  s.connect(${address})\n  kept.append(s)\n${others}`);
    const object = loadObject(join(builtObjects, 'unix.bpf.o'));
    stack.defer(() => object.close());
    const read = readIterator(object, 'read_unix_ends');
    const edges = () => {
      const rows = read();
      const ends = Array.from({ length: rows.byteLength / unixEndBytes }, (_, row) => readUnixEnd(rows, row * unixEndBytes));
      const found = unixEdges(
        ends.filter(({ pid }) => pid === server.pid || pid === client.pid),
        ({ pid }) => ({ kind: 'process', name: pid === server.pid ? 'server' : 'client', namespace: '' }),
      );
      return [...found.values()].map(({ edge, connections }) => [edge.client.name, edge.server.name, connections]);
    };
    assert.deepEqual(edges(), [], 'before the server has accepted them');
    server.stdin?.write('\n');
    if (server.stdout) await once(server.stdout, 'data');
    assert.deepEqual(edges(), [['client', 'server', 3]]);
    client.kill();
    await once(client, 'exit');
    assert.deepEqual(edges(), [], 'after the client has ended');
  });
}
