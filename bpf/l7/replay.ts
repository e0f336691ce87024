import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { compiledProgram } from './replay-program.ts';
import type { Segment } from './segments.ts';

/** The parsers of this folder in user space, with the sanitizers on: replay.c. */

export interface Connection {
  /** Seen from its first byte; else it was open before the agent came. */
  readonly fromStart: boolean;
  readonly segments: readonly Segment[];
}

export const fromStart = (segments: readonly Segment[]): Connection => ({ fromStart: true, segments });
export const midway = (segments: readonly Segment[]): Connection => ({ fromStart: false, segments });

interface Answer {
  readonly method: string;
  readonly status: number;
  /** From the request's first byte to the answer's; undefined where it cannot be told. */
  readonly ticks: number | undefined;
}

export interface Replayed {
  readonly answers: readonly Answer[];
  /** Up to 64 bytes of the text of each request that has one, and of each traceparent. */
  readonly texts: readonly string[];
  readonly traces: readonly string[];
  /** For each answer the text that would be told of its request; empty where it is not kept. */
  readonly told: readonly string[];
  /** Why the parsing of a segment ended early: the names of enum l7_verdict. */
  readonly verdicts: readonly string[];
  readonly gaps: number;
  /** What it was taken for in the end: a name of enum l7_protocol. */
  readonly protocol: string;
  readonly state: Static<typeof State>;
}

/** So many requests that wait are known by method and start. */
export const remembered = Number(/#define L7_OUTSTANDING (\d+)/.exec(readFileSync(join(import.meta.dirname, 'stream.h'), 'utf8'))?.[1]);

/** The answers in order, without their times: `GET 200`. */
export const summary = ({ answers }: Replayed): string[] => answers.map(({ method, status }) => `${method} ${status}`);

/** How many answers there are of each method and status: `{ 'GET 200': 2 }`. */
export function countsIn(connections: readonly Replayed[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of connections.flatMap(summary)) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

const State = Type.Object({
  events: Type.Array(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
  protocol: Type.Integer(),
  asked: Type.Integer(),
  answered: Type.Integer(),
  orphans: Type.Integer(),
  unparsed: Type.Integer(),
  untold: Type.Boolean(),
  endless: Type.Boolean(),
});

const line = Compile(Type.Object({ steady: Type.Boolean(), connection: State }));

const folder = import.meta.dirname;
const hooks = { received: 0, sent: 1, read: 2 } as const;
/** Both wrap around early. */
const firstReceived = 0xffffff00;
const firstSent = 0xffffffd0;
const untimed = 0xffffffff;

const preprocessed = new Map<string, string>();

/** The names of a C enum's values without their prefixes, in order, as one of this folder's headers has them or includes them. */
export function enumOf(header: string, name: string): string[] {
  const text = preprocessed.get(header) ?? execFileSync('clang', ['-E', '-P', join(folder, header)], { encoding: 'utf8' });
  preprocessed.set(header, text);
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`there is no enum ${name} in ${header}`);
  const names = body.split(',').flatMap((value) => /\w+/.exec(value) ?? []);
  return names.map((value) => value.slice(value.indexOf('_') + 1));
}

/** What the parsers make of one connection. */
export function replayOne(protocol: string, connection: Connection): Replayed {
  const [found] = replay(protocol, [connection]);
  if (!found) throw new Error('replay.c has said nothing of the connection');
  return found;
}

/** What the parsers make of each of these connections. Throws where one reads out of bounds, does not end, or goes by bytes that are not there. */
export function replay(protocol: string, connections: readonly Connection[]): Replayed[] {
  const { status, stdout, stderr } = spawnSync(compiledProgram('replay.c'), {
    input: Buffer.concat(connections.flatMap(encoded)),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const lines = stdout.split('\n').slice(0, -1);
  if (status !== 0) throw new Error(`replay.c ended with ${status} in connection ${lines.length} of ${connections.length}\n${stderr}`);
  const methods = enumOf(`${protocol}.h`, `${protocol}_method`);
  const protocols = enumOf('stream.h', 'l7_protocol');
  return lines.map((text, index) => {
    const { steady, connection } = line.Parse(JSON.parse(text));
    if (!steady) throw new Error(`connection ${index}: what is found depends on what follows the window's bytes\n${text}`);
    if (connection.endless) throw new Error(`connection ${index}: the parser does not move on\n${text}`);
    return { ...foundIn(connection.events, methods), protocol: named(protocols, connection.protocol), state: connection };
  });
}

function encoded(connection: Connection): Buffer[] {
  const opening = Buffer.alloc(6);
  opening.write('C');
  opening.writeUInt8(connection.fromStart ? 1 : 0, 1);
  opening.writeUInt32LE(firstReceived, 2);
  return [opening, ...connection.segments.flatMap((segment, index) => encodedSegment(segment, index + 1))];
}

function encodedSegment({ hook, at, bytes, ticks }: Segment, number: number): Buffer[] {
  const head = Buffer.alloc(14);
  head.write('S');
  head.writeUInt8(hooks[hook], 1);
  head.writeUInt32LE(ticks ?? number, 2);
  head.writeUInt32LE((at + (hook === 'sent' ? firstSent : firstReceived)) % 2 ** 32, 6);
  head.writeUInt32LE(bytes.length, 10);
  return [head, bytes];
}

type Events = Static<typeof State>['events'];

function foundIn(events: Events, methods: readonly string[]): Omit<Replayed, 'protocol' | 'state'> {
  const verdicts = enumOf('stream.h', 'l7_verdict');
  const of = (kind: string) => events.filter(([first]) => first === kind);
  const texts = (kind: string) => of(kind).map(([, hex]) => Buffer.from(String(hex), 'hex').toString('latin1'));
  return {
    answers: of('answer').map(([, method, status, ticks]) => ({
      method: named(methods, Number(method)),
      status: Number(status),
      ticks: ticks === untimed ? undefined : Number(ticks),
    })),
    texts: texts('text'),
    traces: texts('trace'),
    told: texts('told'),
    // They count down.
    verdicts: of('verdict').map(([, verdict]) => named(verdicts, -Number(verdict))),
    gaps: of('gap').length,
  };
}

function named(names: readonly string[], value: number): string {
  const name = names[value];
  if (name === undefined) throw new RangeError(`none of ${names.join(', ')} has the value ${value}`);
  return name;
}
