import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Script } from './dialogue.ts';
import type { Namespace } from './namespaces.ts';
import { Program } from './program.ts';

const Port = Type.Object({ port: Type.Integer() });
const Outcomes = Type.Object({ outcomes: Type.Record(Type.String(), Type.Integer()) });
const Connections = Type.Object({ connections: Type.Integer() });
const Took = Type.Object({ took_us: Type.Array(Type.Number()) });
const Failure = Type.Object({ error: Type.String() });

const python = '/usr/bin/python3';
const answerMs = 90_000;

interface Target {
  readonly host: string;
  readonly port: number;
  readonly times: number;
}

/** `bit_by_bit`: looks at what is there, and takes seven bytes of it. `spliced`: through a pipe, unread. */
export type Reads = 'whole' | 'bit_by_bit' | 'spliced';

export interface DialogueOptions {
  readonly reads?: Reads;
  /** The kernel shows a connection to the program only with its first bytes. */
  readonly deferred?: boolean;
  /** The first bytes come with the SYN. */
  readonly fastOpen?: boolean;
}

export interface PlayOptions {
  readonly reads?: Reads;
  readonly together?: boolean;
  readonly keep?: boolean;
  readonly fastOpen?: boolean;
}

export interface Statements {
  readonly how: 'simple' | 'extended' | 'prepared' | 'pipelined';
  readonly statements: readonly string[];
  /** Of those that are pipelined: how many are sent before the first of their answers is read. */
  readonly together?: number;
  /** After how many of them the client of PostgreSQL sends a Sync. */
  readonly unit?: number;
}

export interface Resolving {
  readonly transport: 'tcp' | 'udp';
  readonly type?: 'A' | 'AAAA' | 'TXT' | 'MX';
  readonly patienceMs?: number;
  readonly tries?: number;
  /** All questions from one socket without a peer, in place of one each. */
  readonly oneSocket?: boolean;
}

export type TlsVersion = '1.2' | '1.3';

export interface Secured {
  readonly serverName: string;
  readonly folder: string;
  readonly newest: TlsVersion;
  /** Whether it takes the certificate for good. */
  readonly trusting: boolean;
}

/** Two runs at once on one machine see each other's processes: this run's have its number in their names. */
export const inThisRun = (name: string): string => name.replace(/(\.\w+)?$/, `-${process.pid}$1`);

/** A process that Sonde knows by the name of its script, and that opens, uses and closes sockets on demand: actor.py. */
export class Actor implements AsyncDisposable {
  readonly name: string;
  readonly program: Program;
  readonly #folder: string;
  readonly #answers: AsyncIterator<string>;

  constructor(subject: string, place?: Namespace) {
    const name = inThisRun(subject);
    this.name = name;
    this.#folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
    this.program = new Program([python, '-u', this.#script(name, 'actor.py')], {
      namespace: place?.name,
      input: 'pipe',
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    });
    const { stdout } = this.program.handle;
    if (stdout === null) throw new Error(`${name} has no standard output`);
    this.#answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** Listens and answers each connection: reads it to its end, echoes it, leaves it open, or answers one request. Port 0: any. */
  async serve(host: string, answer: 'drain' | 'echo' | 'hold' | 'http', port = 0): Promise<number> {
    return (await this.#ask('serve', { host, port, answer }, Port)).port;
  }

  /** Listens at the path, and leaves each connection open. */
  async servePath(path: string): Promise<void> {
    await this.#ask('serve_path', { path }, Port);
  }

  /** Connects to a unix socket, and stays connected. */
  async connectPath(path: string, times: number): Promise<void> {
    await this.#ask('connect_path', { path, times }, Connections);
  }

  /** Echoes the datagrams that come to this port. */
  async serveDatagrams(host: string, port: number): Promise<void> {
    await this.#ask('serve_datagrams', { host, port }, Port);
  }

  /** Takes the port, of UDP with the smallest buffer, of TCP with the shortest queue, and never looks at what comes. */
  async ignore(host: string, port: number, transport: 'tcp' | 'udp'): Promise<void> {
    await this.#ask('ignore', { host, port, transport }, Port);
  }

  /** Connects one after the other, sends so many bytes and waits for their echo. What became of them, by the error's name. */
  async connect(target: Target, { send = 0, keep = false, sourcePort = 0 } = {}): Promise<Record<string, number>> {
    return (await this.#ask('connect', { ...target, send, keep, source_port: sourcePort }, Outcomes)).outcomes;
  }

  /** Connects all at once, to so many ports from the first on, and closes them: as soon as the outcome is known, or after so many seconds. */
  async connectTogether(target: Target, giveUpAfterSeconds: number, ports = 1): Promise<Record<string, number>> {
    return (await this.#ask('connect_together', { ...target, ports, give_up_after_s: giveUpAfterSeconds }, Outcomes)).outcomes;
  }

  /** Sends so many bytes on each kept connection and waits for their echo. */
  async exchange(send: number): Promise<void> {
    await this.#ask('exchange', { send }, Connections);
  }

  /** Sends so many bytes on each kept connection, ends it, and waits until the other end has ended too. */
  async push(send: number): Promise<void> {
    await this.#ask('push', { send }, Connections);
  }

  /** Reads each kept connection to its end. */
  async pull(): Promise<void> {
    await this.#ask('pull', {}, Connections);
  }

  async close(): Promise<number> {
    return (await this.#ask('close', {}, Connections)).connections;
  }

  /** Connects, and closes so that the kernel resets: with SO_LINGER 0, or with an answer unread. */
  async reset(target: Target, how: 'linger' | 'unread'): Promise<void> {
    await this.#ask('reset', { ...target, how }, Connections);
  }

  /** Each datagram waits for its echo. */
  async sendDatagrams(target: Target, send: number, { connected = false } = {}): Promise<void> {
    await this.#ask('send_datagrams', { ...target, send, connected }, Type.Object({ datagrams: Type.Integer() }));
  }

  /** Datagrams that nobody answers, to so many ports from the first on. */
  async spray(target: Target, ports: number, send: number): Promise<void> {
    await this.#ask('spray', { ...target, ports, send }, Type.Object({ datagrams: Type.Integer() }));
  }

  /** Datagrams that nobody answers, from an address and a port that nobody has. */
  async forge(target: Target, source: string): Promise<void> {
    await this.#ask('forge', { ...target, source }, Type.Object({ datagrams: Type.Integer() }));
  }

  /** Datagrams whose checksum is wrong come in at the far end of a cable, so many under each of so many names of its device. */
  async enterDamaged(cable: string, device: string, times: number, names: number): Promise<void> {
    await this.#ask('enter_damaged', { cable, device, times, names }, Type.Object({ datagrams: Type.Integer() }));
  }

  /** GETs, each on a connection of its own. */
  async fetch(target: Target): Promise<void> {
    await this.#ask('fetch', target, Connections);
  }

  /** Leaves its one kept connection to a new process of that name, which echoes: by fork and exec, or by SCM_RIGHTS. */
  async handOver(to: string, how: 'inherited' | 'passed'): Promise<void> {
    await this.#ask('hand_over', { script: this.#script(to, 'worker.py'), how }, Connections);
  }

  /** Listens, and leaves that to a new process of that name, as systemd does for a service. */
  async activate(to: string, host: string): Promise<number> {
    return (await this.#ask('activate', { script: this.#script(to, 'worker.py'), host }, Port)).port;
  }

  /** Listens and plays the server's part on each connection; each has the next of the scripts. */
  async serveDialogue(
    host: string,
    scripts: readonly Script[],
    { deferred = false, fastOpen = false, reads = 'whole' }: DialogueOptions = {},
  ): Promise<number> {
    return (await this.#ask('serve_dialogue', { host, scripts, deferred, fast_open: fastOpen, reads }, Port)).port;
  }

  /** Plays the client's part on so many connections, one after the other or together. How long each answer took, in µs, from before it was asked for. */
  async play(
    target: Target,
    scripts: readonly Script[],
    { together = false, keep = false, fastOpen = false, reads = 'whole' }: PlayOptions = {},
  ): Promise<number[]> {
    const { times: connections, ...address } = target;
    return (await this.#ask('play', { ...address, scripts, connections, together, keep, fast_open: fastOpen, reads }, Took)).took_us;
  }

  /** The same on each kept connection. */
  async playOn(scripts: readonly Script[]): Promise<number[]> {
    return (await this.#ask('play_on', { scripts }, Took)).took_us;
  }

  /** Its parts of dialogues go on where they wait. */
  async openGate(): Promise<void> {
    await this.#ask('open_gate', {}, Type.Object({}));
  }

  /** How long each answer took, in µs, from after its request was heard. */
  async answersTook(): Promise<number[]> {
    return (await this.#ask('answers_took', {}, Took)).took_us;
  }

  /** Asks a database over its own client library, each statement so many times. What became of them, by verb: `SELECT ok`, `SELECT 42`. */
  async askDatabase(
    database: 'postgresql' | 'mysql',
    { host, port, times }: Target,
    { how, statements, together = 1, unit = 1 }: Statements,
  ): Promise<Record<string, number>> {
    return (await this.#ask('ask_database', { database, host, port, how, statements, times, together, unit }, Outcomes)).outcomes;
  }

  /** A name server over UDP and TCP, which does what the first label of a name says: `found`, `missing`, `silent`, or `slow`, which it answers when it is asked again. */
  async serveNames(host: string, port: number): Promise<void> {
    await this.#ask('serve_names', { host, port }, Port);
  }

  /** Asks for one name after the other. What became of it: by the code of the answer, or `unanswered`. */
  async resolve(where: Omit<Target, 'times'>, names: readonly string[], how: Resolving): Promise<Record<string, number>> {
    const { transport, type = 'A', patienceMs = 1000, tries = 1, oneSocket = false } = how;
    return (await this.#ask('resolve', { ...where, names, transport, type, patience_ms: patienceMs, tries, one_socket: oneSocket }, Outcomes)).outcomes;
  }

  /** Asks for the address of one name so many times at once, up to 65,536, and waits for no answer. */
  async askAtOnce(target: Target, name: string): Promise<void> {
    await this.#ask('ask_at_once', { ...target, name }, Type.Object({ datagrams: Type.Integer() }));
  }

  /** Answers over TLS of that version at least, with the certificate in the folder. */
  async serveTls(host: string, folder: string, oldest: TlsVersion): Promise<number> {
    return (await this.#ask('serve_tls', { host, folder, oldest }, Port)).port;
  }

  /** Asks over TLS of that version at most, on a connection each. What became of it: `answered`, or the error in OpenSSL's words. */
  async askTls(target: Target, { serverName, folder, newest, trusting }: Secured): Promise<Record<string, number>> {
    return (await this.#ask('ask_tls', { ...target, server_name: serverName, folder, newest, trusting }, Outcomes)).outcomes;
  }

  #script(name: string, source: string): string {
    const script = join(this.#folder, name);
    symlinkSync(join(import.meta.dirname, source), script);
    return script;
  }

  async #ask<Schema extends TSchema>(verb: string, parameters: object, schema: Schema): Promise<Static<Schema>> {
    this.program.handle.stdin?.write(`${JSON.stringify({ verb, ...parameters })}\n`);
    const { value, done } = await this.#nextAnswer(verb);
    if (done) throw new Error(`${this.name} ended when asked to ${verb}: ${this.program.stderr}`);
    const answer: unknown = JSON.parse(value);
    if (Value.Check(Failure, answer)) throw new Error(`${this.name}, asked to ${verb}: ${answer.error}`);
    return Value.Parse(schema, answer);
  }

  async #nextAnswer(verb: string): Promise<IteratorResult<string>> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`${this.name} does not answer within ${answerMs / 1000} s when asked to ${verb}`)), answerMs);
    return Promise.race([this.#answers.next(), late]).finally(() => clearTimeout(timer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
