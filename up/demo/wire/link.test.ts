import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { Link, type Protocol } from './link.ts';

/** Each line is a reply; `-` begins an error, `!` ends the connection. */
const lines: Protocol<string> = {
  decoder: () => {
    let rest = '';
    return (chunk) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      return parts.map((line) => {
        if (line.startsWith('!')) throw new Error(line.slice(1));
        return line.startsWith('-') ? new Error(line.slice(1)) : line;
      });
    };
  },
};

interface LineServer extends AsyncDisposable {
  readonly port: number;
  readonly sockets: Socket[];
}

/** Hands every line that it gets to `answer`, with the socket that it came on. */
async function lineServer(answer: (line: string, socket: Socket) => void): Promise<LineServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\n').slice(0, -1)) answer(line, socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port, sockets, [Symbol.asyncDispose]: close };
}

const echo = (line: string, socket: Socket) => socket.write(`${line}\n`);
const bytes = (text: string) => Buffer.from(`${text}\n`);

test('requests share one connection and get their own replies', async () => {
  await using server = await lineServer(echo);
  const link = new Link(server.port, lines);
  const replies = await Promise.allSettled(['one', '-two', 'three'].map((word) => link.ask(bytes(word))));
  link.close();
  assert.deepEqual(
    replies.map((reply) => (reply.status === 'fulfilled' ? reply.value : reply.reason.message)),
    ['one', 'two', 'three'],
  );
  assert.equal(server.sockets.length, 1);
});

test('the reply to the hello is not the reply to the first request', async () => {
  await using server = await lineServer(echo);
  const link = new Link(server.port, { ...lines, hello: bytes('hello') });
  assert.equal(await link.ask(bytes('one')), 'one');
  link.close();
});

test('a hello that is refused fails what was asked with its reason', async () => {
  await using server = await lineServer(echo);
  const link = new Link(server.port, { ...lines, hello: bytes('-no entry') });
  await assert.rejects(link.ask(bytes('one')), ({ cause }: Error) => cause instanceof Error && cause.message === 'no entry');
});

test('when the server goes, all that was asked fails; the next request makes a new connection', async () => {
  await using server = await lineServer((line, socket) => (line === 'go' ? socket.destroy() : echo(line, socket)));
  const link = new Link(server.port, lines);
  assert.equal(await link.ask(bytes('one')), 'one');
  const asked = ['go', 'two', 'three'].map((word) => link.ask(bytes(word)));
  for (const { status } of await Promise.allSettled(asked)) assert.equal(status, 'rejected');
  assert.equal(await link.ask(bytes('four')), 'four');
  assert.equal(server.sockets.length, 2);
  link.close();
});

test('where nobody listens, the reason is told', async () => {
  const server = await lineServer(echo);
  await server[Symbol.asyncDispose]();
  const link = new Link(server.port, lines);
  await assert.rejects(link.ask(bytes('one')), ({ message, cause }: Error) => {
    assert.equal(message, `the connection to port ${server.port} is lost`);
    return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
  });
});

test('a server that stops to answer is given up, even while more is asked', async () => {
  await using server = await lineServer(() => {});
  const link = new Link(server.port, lines, 100);
  const asking = setInterval(() => link.ask(bytes('more')).catch(() => {}), 10);
  await assert.rejects(link.ask(bytes('one')), ({ cause }: Error) => cause instanceof Error && cause.message === 'no answer within 0.1 s');
  clearInterval(asking);
  link.close();
});

test('an answer that breaks the protocol, or that nobody asked for, ends the connection', async () => {
  await using server = await lineServer((line, socket) => socket.write(line === 'twice' ? 'one\ntwo\n' : '!out of step\n'));
  const link = new Link(server.port, lines);
  await assert.rejects(link.ask(bytes('break')), ({ cause }: Error) => cause instanceof Error && cause.message === 'out of step');
  assert.equal(await link.ask(bytes('twice')), 'one');
  await once(server.sockets[1] as Socket, 'close');
  link.close();
});
