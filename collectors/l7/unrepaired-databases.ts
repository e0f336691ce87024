import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lab } from './lab.ts';
import { losesFirstFull, lossy, lostBy, mostAreCounted, unrepaired } from './unrepaired-lab.ts';

/** What one side says, a letter a byte. */
interface Spoken {
  /** In turns, the client or the server first. */
  readonly opening: readonly (readonly [by: 'client' | 'server', said: string])[];
  readonly request: string;
  readonly answer: string;
  readonly method: string;
  /** An answer is counted by its beginning alone. */
  readonly isCountedAtOnce?: boolean;
}

const long = 'x'.repeat(2000);
const big32 = (value: number) => String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
/** A message of PostgreSQL, and a packet of MySQL. */
const message = (type: string, body: string) => `${type}${big32(body.length + 4)}${body}`;
const packet = (number: number, body: string) => String.fromCharCode(body.length & 255, body.length >> 8, 0, number) + body;
const ready = message('Z', 'I');
const okay = '\0\0\0\x02\0\0\0';
const column = packet(2, '\x03def\0\0\0\x01a\0\x0c\x3f\0\x0b\0\0\0\x03\0\0\0\0\0');
const end = '\xfe\0\0\x02\0';
const mysqlFlags = '\x08\x82';

const dialogues: Readonly<Record<string, Spoken>> = {
  Redis: { opening: [], request: `*2\r\n$3\r\nGET\r\n$700\r\n${long.slice(0, 700)}\r\n`, answer: `$2000\r\n${long}\r\n`, method: 'GET', isCountedAtOnce: true },
  PostgreSQL: {
    opening: [
      ['client', `${big32(23)}${big32(196608)}user\0shop\0${'\0'.repeat(5)}`],
      ['server', message('R', big32(0)) + ready],
    ],
    request: message('Q', `SELECT '${long.slice(0, 700)}'\0`),
    answer: message('D', `\0\x01${big32(2000)}${long}`) + message('C', 'SELECT 1\0') + ready,
    method: 'SELECT',
  },
  MySQL: {
    opening: [
      ['server', packet(0, `\x0a8.0.39\0\x01\0\0\0scramble\0${mysqlFlags}\x21\x02\0\0\0\x15${'\0'.repeat(10)}${'s'.repeat(12)}\0`)],
      ['client', packet(1, `${mysqlFlags}\0\0\0\0\0\x01\x21${'\0'.repeat(23)}shop\0\0`)],
      ['server', packet(2, okay)],
    ],
    request: packet(0, `\x03SELECT '${long.slice(0, 700)}'`),
    answer: `${packet(1, '\x01')}${column}${packet(3, end)}${packet(4, `\xfc\xd0\x07${long}`)}${packet(5, end)}`,
    method: 'SELECT',
  },
};

/** Both ends know what comes, and how long it is. */
const talk = `
import json, socket, sys, threading
opening, request, answer = json.loads(bytes.fromhex(sys.argv[1]))
opening = [(by, said.encode('latin1')) for by, said in opening]
request, answer = request.encode('latin1'), answer.encode('latin1')
def take(s, count):
  while count:
    data = s.recv(count)
    if not data: raise EOFError
    count -= len(data)
def open_as(who, s):
  s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
  for by, said in opening:
    s.sendall(said) if by == who else take(s, len(said))
`;

const server = `${talk}
listener = socket.create_server(('127.0.0.1', 0), backlog=64)
def serve(s):
  try:
    open_as('server', s)
    while True:
      take(s, len(request))
      s.sendall(answer)
  except (EOFError, ConnectionError): s.close()
def accept():
  while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
print(listener.getsockname()[1])
sys.stdin.read()
`;

const client = `${talk}
port, connections, times = map(int, sys.argv[2:5])
def ask():
  s = socket.create_connection(('127.0.0.1', port))
  open_as('client', s)
  for _ in range(times):
    s.sendall(request)
    take(s, len(answer))
  s.close()
threads = [threading.Thread(target=ask) for _ in range(connections)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print('done')
`;

const [connections, times] = [10, 20];
const lossPercent = 5;
/** A hole in the rows of an answer costs that answer, and is told. */
const least = 0.75;

interface Traffic {
  readonly namespace: string;
  readonly connections: number;
  readonly times: number;
}

/** Answers the server's port. */
async function converse(lab: Lab, { opening, request, answer }: Spoken, { namespace, connections, times }: Traffic): Promise<number> {
  const said = Buffer.from(JSON.stringify([opening, request, answer])).toString('hex');
  const { line: port } = await lab.python(server, { namespace, args: [said] });
  const { ended } = await lab.python(client, { namespace, args: [said, port, String(connections), String(times)] });
  await ended;
  return Number(port);
}

/** Tests of what else is spoken than HTTP. One after the other, as all whose losses are counted: those of the whole host are. */
export function databasesUnderLoss(): void {
  for (const [name, spoken] of Object.entries(dialogues)) {
    const { method } = spoken;
    test(`${name}, where nothing shows what is read, and ${lossPercent} % of the packets are lost each way`, async () => {
      await using stack = new AsyncDisposableStack();
      const lab = stack.use(unrepaired());
      const namespace = lossy(stack, lossPercent);
      const port = await converse(lab, spoken, { namespace, connections, times });
      const counted = await mostAreCounted(lab, { port, sent: connections * times, least });
      for (const what of Object.keys(counted)) assert.match(what, new RegExp(`^(client|server) ${method} ok$`));
    });

    test(`${name}, where nothing shows what is read: an answer whose end comes before its beginning, and nothing after it, is not taken for none`, async () => {
      await using stack = new AsyncDisposableStack();
      const lab = stack.use(unrepaired());
      const port = await converse(lab, spoken, { namespace: losesFirstFull(stack), connections: 1, times: 1 });
      const ok = { [`server ${method} ok`]: 1 };
      const lost = spoken.isCountedAtOnce ? {} : { unparsed: 1 };
      await lab.becomes(() => lab.requests(port), spoken.isCountedAtOnce ? { [`client ${method} ok`]: 1, ...ok } : ok);
      assert.deepEqual(lostBy(lab), lost);
    });
  }
}
