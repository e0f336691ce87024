import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { freePort } from '../../engines/free-port.ts';
import { type Ended, Program } from '../traffic/program.ts';
import { eventually } from './eventually.ts';

const checkout = join(import.meta.dirname, '..', '..');
/** The name that every Sonde of these tests gives this host. */
export const nodeName = 'test-host';
const readyMs = 120_000;
const roomMs = 60_000;
const roomPollMs = 500;

/** Flags of one that runs beside other tests: what they do on this host has series too. */
export const roomForAll = ['--series-budget', '200000'];

export interface Ports {
  readonly console: number;
  readonly agent: number;
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly logs: number;
}

/** Sonde as it was told to start, whether it does or not. */
export class Launched extends Program {
  readonly startedAt = new Date();

  constructor(flags: readonly string[]) {
    super([process.execPath, join(checkout, 'up', 'main.ts'), ...flags]);
  }
}

export interface StartOptions {
  /** The data folder; without one, a new one that goes with this Sonde. */
  readonly data?: string;
  readonly flags?: readonly string[];
}

/** A whole Sonde of this checkout, on ports of its own. */
export class Sonde implements AsyncDisposable {
  readonly up: Launched;
  readonly ports: Ports;
  readonly data: string;
  readonly url: string;
  readonly #token: string;
  readonly #remove: () => void;
  readonly #asked = new Map<string, Promise<string>>();

  constructor(up: Launched, ports: Ports, data: string, token: string, remove: () => void) {
    this.up = up;
    this.ports = ports;
    this.data = data;
    this.url = `http://127.0.0.1:${ports.console}`;
    this.#token = token;
    this.#remove = remove;
  }

  /** GET of the API with the console's token. Refused for want of room, it asks again, as the answer says. */
  async get<Schema extends TSchema>(path: string, schema: Schema): Promise<Static<Schema>> {
    const url = `${this.url}${path}`;
    const ask = () => getText(url, { authorization: `Bearer ${this.#token}` });
    const text = await this.#once(url, async () => {
      for (const until = Date.now() + roomMs; ; await delay(roomPollMs)) {
        try {
          return await ask();
        } catch (cause) {
          if (!/too many queries are waiting/.test(String(cause)) || Date.now() >= until) throw cause;
        }
      }
    });
    return checked(url, schema, text);
  }

  post<Schema extends TSchema>(path: string, schema: Schema, body: object = {}): Promise<Static<Schema>> {
    return this.#send('POST', path, schema, body);
  }

  put<Schema extends TSchema>(path: string, schema: Schema, body: object): Promise<Static<Schema>> {
    return this.#send('PUT', path, schema, body);
  }

  delete<Schema extends TSchema>(path: string, schema: Schema): Promise<Static<Schema>> {
    return this.#send('DELETE', path, schema);
  }

  async #send<Schema extends TSchema>(method: string, path: string, schema: Schema, body?: object): Promise<Static<Schema>> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { authorization: `Bearer ${this.#token}`, ...type };
    const url = `${this.url}${path}`;
    return checked(url, schema, await getText(url, headers, { method, ...(body && { body: JSON.stringify(body) }) }));
  }

  metrics(): Promise<string> {
    const url = `http://127.0.0.1:${this.ports.agent}/metrics`;
    return this.#once(url, () => getText(url));
  }

  /** Who asks while an answer is on its way has that: many tests ask for the same, and only so many are answered at a time. */
  #once(url: string, ask: () => Promise<string>): Promise<string> {
    const asked = this.#asked.get(url) ?? ask().finally(() => this.#asked.delete(url));
    this.#asked.set(url, asked);
    return asked;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    return this.up.stop(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#remove();
  }
}

/** Starts one and waits for its ready line. */
export async function startSonde({ data, flags = [] }: StartOptions = {}): Promise<Sonde> {
  const ports = await freePorts();
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), 'sonde-test-')) : undefined;
  const place = data ?? join(folder ?? '', 'data');
  const remove = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const up = new Launched([...flagsOf(place, ports), ...flags]);
  try {
    const token = await eventually('the ready line', readyMs, () => tokenOf(up));
    if (token === undefined) throw new Error(`it ended before it was ready: ${JSON.stringify(await up.ended)}`);
    return new Sonde(up, ports, place, token, remove);
  } catch (cause) {
    await up.stop('SIGKILL');
    remove();
    throw new Error(`starting Sonde; it said:\n${up.stdout}${up.stderr}`, { cause });
  }
}

export function flagsOf(data: string, ports: Ports): string[] {
  const { console, agent, prometheus, alertmanager, logs } = ports;
  return [
    '--node',
    nodeName,
    '--data',
    data,
    '--port',
    `${console}`,
    '--agent-port',
    `${agent}`,
    '--prometheus-port',
    `${prometheus}`,
    '--alertmanager-port',
    `${alertmanager}`,
    '--logs-port',
    `${logs}`,
  ];
}

/** The token in the ready line; nothing where it has ended without one. */
function tokenOf(up: Launched): string | undefined {
  const [, token] = /^Sonde is ready: http:\/\/127\.0\.0\.1:\d+\/\?token=([\w%.~-]+)$/m.exec(up.stdout) ?? [];
  if (token !== undefined) return decodeURIComponent(token);
  if (!up.running) return undefined;
  throw new Error(`it printed ${JSON.stringify(up.stdout)}`);
}

/** Ports that nobody listens on. */
export async function freePorts(): Promise<Ports> {
  return { console: await freePort(), agent: await freePort(), prometheus: await freePort(), alertmanager: await freePort(), logs: await freePort() };
}

/** Many tests ask for the same again and again: checked by what is compiled of its schema, that costs them little. */
const compiled = new WeakMap<TSchema, Validator>();

function compiledOf<Schema extends TSchema>(schema: Schema): Validator {
  const known = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, known);
  return known;
}

export async function getJson<Schema extends TSchema>(url: string, schema: Schema, headers: Record<string, string> = {}): Promise<Static<Schema>> {
  return checked(url, schema, await getText(url, headers));
}

function checked<Schema extends TSchema>(url: string, schema: Schema, text: string): Static<Schema> {
  const answer: unknown = JSON.parse(text);
  const check = compiledOf(schema);
  if (check.Check(answer)) return answer as Static<Schema>;
  const [error] = check.Errors(answer);
  throw new Error(`${url} answers what its contract does not allow: ${JSON.stringify(error)}`);
}

async function getText(url: string, headers: Record<string, string> = {}, more: Pick<RequestInit, 'method' | 'body'> = {}): Promise<string> {
  const reply = await fetch(url, { ...more, headers, signal: AbortSignal.timeout(30_000) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${url} answers ${reply.status}: ${text.slice(0, 500)}`);
  return text;
}
