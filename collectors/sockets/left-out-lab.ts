import assert from 'node:assert/strict';
import { type Bill, bill } from '../runtime/bill.ts';
import { type Pair, type Place, placePair, type Started } from '../runtime/fixtures/places.ts';
import { edgesOf, failuresOf, substrate, sum } from './lab.ts';
import type { Substrate } from './substrate.ts';

export const port = 7200;
const program = 'socket_state_changed';
/** By the clock of its rate the shaper lets one packet of a handshake pass in about 150 microseconds, each in an interrupt of its own. */
const shaper = ['tbf', 'rate', '4mbit', 'burst', '1540', 'limit', '1mb'];

/** The CPU on which everything happens. */
const there = 'os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})';

/** Runs the program all the time, to be interrupted in it. Prints how many of its connects were refused. */
const busy = `${there}
listener = socket.socket()
refused = 0
print()
while not select.select([0], [], [], 0)[0]:
  for _ in range(100):
    listener.listen()
    listener.shutdown(socket.SHUT_RDWR)
  s = socket.socket()
  refused += s.connect_ex(('127.0.0.1', 1)) == 111
  s.close()
print(refused)`;

/** Connects so many sockets at once, as often as it is told: each line says how many, in how many groups, and the pause after each. */
const client = (host: string) => `import collections, errno, json
everywhere = os.sched_getaffinity(0)
target = ('${host}', ${port})
def outcome(s): return errno.errorcode.get(s.connect_ex(target), 'established')
def connect(sockets, groups, pause, until):
  ${there}
  for at, s in enumerate(sockets, 1):
    s.connect_ex(target)
    if at % (len(sockets) // groups) == 0: time.sleep(pause)
  os.sched_setaffinity(0, everywhere)
  with select.epoll() as ended:
    for s in sockets: ended.register(s, until | select.EPOLLONESHOT)
    left = len(sockets)
    while left: left -= len(ended.poll())
  return collections.Counter(map(outcome, sockets))
print()
sockets = []
for line in sys.stdin:
  verb, count, groups, pause, tries, until = json.loads(line)
  outcomes = collections.Counter()
  if verb == 'connect':
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets: s.setblocking(False)
    for _ in range(tries): outcomes += connect(sockets, groups, pause, getattr(select, until))
  elif verb == 'send':
    for s in sockets: s.send(b'x')
  else:
    for s in sockets: s.close()
  print(json.dumps(outcomes))`;

/** Takes so many connections, and reads each to its end. */
const server = (count: number) => `listener = socket.socket()
listener.bind(('', ${port}))
listener.listen(4096)
print()
while True:
  connections = [listener.accept()[0] for _ in range(${count})]
  for connection in connections:
    while connection.recv(9): pass
    connection.close()`;

export interface Load {
  readonly count: number;
  readonly groups: number;
  readonly pauseSeconds: number;
  /** Each socket once more, after it failed. */
  readonly tries: number;
  /** Until each is answered or has failed, or until each has ended. */
  readonly until: 'EPOLLOUT' | 'EPOLLHUP';
}

/** Two namespaces, whose connects end in interrupts of a CPU that is busy in the program which would count them. */
export class LeftOutLab implements AsyncDisposable {
  readonly near: Place;
  readonly far: Place;
  readonly client: Started;
  readonly #stack: AsyncDisposableStack;
  readonly #busy: Started;
  readonly #substrate: Substrate;
  readonly #bill: Bill = bill();

  static async open(): Promise<LeftOutLab> {
    await using stack = new AsyncDisposableStack();
    const { near, far }: Pair = placePair('left-out', '10.78.2', stack);
    near.run(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/tcp_syn_retries']);
    near.run(['tc', 'qdisc', 'add', 'dev', 'cable', 'root', ...shaper]);
    const opened = substrate();
    stack.defer(() => opened.close());
    const started = { near, far, client: await near.start(client(far.address)), busy: await near.start(busy), substrate: opened };
    return new LeftOutLab(started, stack.move());
  }

  constructor(started: Pair & { client: Started; busy: Started; substrate: Substrate }, stack: AsyncDisposableStack) {
    this.near = started.near;
    this.far = started.far;
    this.client = started.client;
    this.#busy = started.busy;
    this.#substrate = started.substrate;
    this.#stack = stack;
    for (const object of this.#substrate.objects) this.#bill.charge(({ name }) => name, object);
  }

  serve(count: number): Promise<Started> {
    return this.far.start(server(count));
  }

  async connect({ count, groups, pauseSeconds, tries, until }: Load): Promise<unknown> {
    return this.#tell(['connect', count, groups, pauseSeconds, tries, until]);
  }

  async send(): Promise<void> {
    await this.#tell(['send', 0, 0, 0, 0, '']);
  }

  async close(): Promise<void> {
    await this.#tell(['close', 0, 0, 0, 0, '']);
  }

  /** Runs of the program that the kernel has left out. */
  async leftOut(): Promise<number> {
    await this.#bill.sample();
    return this.#bill.costOf(program).missedRuns;
  }

  /** What the client's connects have come to. */
  counted(): Record<string, number> {
    this.#substrate.sweep();
    const rows = edgesOf(this.#substrate).filter((row) => row.pid === this.client.pid);
    return {
      connects: sum(rows.map(({ connects }) => connects)),
      retransmits: sum(rows.map(({ retransmits }) => retransmits)),
      ...failuresOf(this.#substrate, this.client.pid),
    };
  }

  /** By whoever listens. */
  accepted(): number {
    this.#substrate.sweep();
    return sum(edgesOf(this.#substrate).flatMap(({ port: at, accepts }) => (at === port ? [accepts] : [])));
  }

  /** What the busy program's connects have come to, as itself and as the program counts them. */
  async busyCounts(): Promise<{ refused: number; counted: Record<string, number> }> {
    const refused = Number(await this.#busy.end());
    return { refused, counted: failuresOf(this.#substrate, this.#busy.pid) };
  }

  async #tell(line: readonly unknown[]): Promise<unknown> {
    this.client.say(JSON.stringify(line));
    const answer: unknown = JSON.parse(await this.client.line());
    assert.ok(typeof answer === 'object');
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
