import { test } from 'node:test';
import { Actor } from '../traffic/actor.ts';
import { atBothEnds, countedOf, type Exchange, pipelined, type Rounds, says, scriptOf, sequence } from '../traffic/dialogue.ts';
import { answer, exchange, withBody } from '../traffic/http.ts';
import { type Namespace, namespace } from '../traffic/namespaces.ts';
import { asks, bulk, line } from '../traffic/redis.ts';
import { between } from '../whole/counted.ts';
import { countsArrive, countsExactly } from '../whole/exact.ts';
import { killAgent } from '../whole/kill.ts';
import { roomForAll, startSonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const connections = 9;

const some: Rounds = [
  [5, exchange('GET', 200)],
  [5, exchange('POST', 404)],
];
const afterwards: Rounds = [...some, [3, pipelined([exchange('GET', 200), exchange('PUT', 201), exchange('HEAD', 200, { told: 'HTTP/1.1 200 OK\r\n\r\n' })])]];

/** Of which the agent that is killed saw the beginning only. */
const upload = withBody('POST /upload HTTP/1.1', 'half of a body, '.repeat(200));
const uncounted = (...steps: Exchange['steps']): Exchange => ({ steps, counted: [] });

interface Interrupted {
  readonly before: Rounds;
  readonly after: Rounds;
}

/** What a connection does when the agent is killed: nothing, waiting for an answer, sending a body. */
const interrupted: readonly Interrupted[] = [
  { before: some, after: afterwards },
  {
    before: [...some, [1, uncounted(says('client', withBody('PUT /slow HTTP/1.1', 'x')), { from: 'server', gate: true })]],
    after: [[1, uncounted(says('server', answer(200)))], ...afterwards],
  },
  {
    before: [...some, [1, uncounted(says('client', upload.slice(0, 1000)))]],
    after: [[1, uncounted(says('client', upload.slice(1000)), says('server', answer(201)))], ...afterwards],
  },
];

const commands: Rounds = [[10, sequence([asks('SET key value', line('+OK')), asks('GET key', bulk('value'))])]];
const nobodyKnows: Rounds = [[10, uncounted(says('client', Buffer.from('\x07\x01strange')), says('server', Buffer.from('\x09\x02stranger')))]];

interface Line {
  readonly subject: string;
  readonly protocol: string;
  readonly interrupted: readonly Interrupted[];
  /** Why its requests are not seen: by the agent that is killed, and by the next. */
  readonly unseen?: readonly [before: string, after: string];
}

const lines: readonly Line[] = [
  { subject: 'again-http', protocol: 'http', interrupted },
  { subject: 'again-redis', protocol: 'redis', interrupted: [{ before: commands, after: commands }] },
  {
    subject: 'again-strange',
    protocol: 'other',
    interrupted: [{ before: nobodyKnows, after: nobodyKnows }],
    unseen: ['unknown_protocol', 'from_before'],
  },
];

type Counts = Readonly<Record<string, number>>;

class Talking implements AsyncDisposable {
  readonly client: Actor;
  readonly #server: Actor;
  readonly #line: Line;
  #edge = '';

  constructor(place: Namespace, line: Line) {
    this.#line = line;
    this.#server = new Actor(`${line.subject}-server.py`, place);
    this.client = new Actor(`${line.subject}-client.py`, place);
  }

  async begin(): Promise<void> {
    const whole = this.#line.interrupted.map(({ before, after }) => scriptOf([...before, ...after]));
    const port = await this.#server.serveDialogue(host, whole);
    this.#edge = between(this.client.name, this.#server.name, port);
    await this.client.play(
      { host, port, times: connections },
      this.#line.interrupted.map(({ before }) => scriptOf(before)),
      { keep: true },
    );
  }

  async goOn(): Promise<void> {
    await this.#server.openGate();
    await this.client.playOn(this.#line.interrupted.map(({ after }) => scriptOf(after)));
  }

  /** Of the first agent, of the next, or of both. */
  counts(parts: readonly (keyof Interrupted)[], unseenAt: readonly string[]): Record<string, Counts> {
    const { protocol, interrupted: kinds, unseen } = this.#line;
    const rounds = kinds.flatMap((kind) => parts.flatMap((part) => kind[part]));
    const reasons = unseen === undefined ? [] : parts.map((part) => unseen[part === 'before' ? 0 : 1]);
    const words = reasons.flatMap((reason) => unseenAt.map((end) => [`${end}unseen ${reason}`, connections] as const));
    return { [this.#edge]: { ...atBothEnds(countedOf(protocol, rounds), connections / kinds.length), ...Object.fromEntries(words) } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

const atEnds = ['client ', 'server '];

/** The kernel forgets what it knew of the connections, and they go on. */
export function agentStartsAgain(): void {
  test('the agent is killed amid connections that stay, and the next one goes on counting', async () => {
    await using stack = new AsyncDisposableStack();
    const sonde = stack.use(await startSonde({ flags: roomForAll }));
    const place = stack.use(await namespace('again'));
    const talks = lines.map((line) => stack.use(new Talking(place, line)));
    for (const talk of talks) await talk.begin();
    const counts = (parts: readonly (keyof Interrupted)[], unseenAt = atEnds) => Object.assign({}, ...talks.map((talk) => talk.counts(parts, unseenAt)));
    const expected = { of: talks.map(({ client }) => client.name), about: ['requests', 'unseen'] };
    await countsArrive(sonde, { ...expected, counts: counts(['before']), api: counts(['before'], ['']) });
    await killAgent(sonde);
    for (const talk of talks) await talk.goOn();
    const both = ['before', 'after'] as const;
    await countsExactly(sonde, { ...expected, counts: counts(both), raw: counts(['after']), api: counts(both, ['']) });
  });
}
