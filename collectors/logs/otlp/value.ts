/** A request that is not as OTLP has it: nothing of it is taken. */
export class UnreadableError extends Error {}

/** Deeper than anyone writes. */
const deepest = 32;

export type Message = Readonly<Record<string, unknown>>;
const emptyMessage: Message = {};

/** What is not there is as an empty message. */
export function message(value: unknown, what: string): Message {
  if (value === undefined || value === null) return emptyMessage;
  if (!isMessage(value)) throw new UnreadableError(`${what} is no object`);
  return value;
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of its own: a decoded message inherits what fields are where they are not sent. */
export function field(of: Message, name: string): unknown {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

export function list(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UnreadableError(`${what} is no list`);
  return value;
}

export function text(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new UnreadableError(`${what} is no text`);
  return value;
}

/** One value in words: JSON has a number of 64 bits as a text or a number, protobuf as an object of two halves. */
export function scalar(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) || (isMessage(value) && Object.getPrototypeOf(value) === Object.prototype)) throw new UnreadableError(`${what} is no single value`);
  return String(value);
}

/** An id in hex: bytes in protobuf, a text in JSON; undefined for what is none, or nothing but zeros. */
export function hexId(value: unknown, bytes: number, what: string): string | undefined {
  const hex = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : scalar(value, what).toLowerCase();
  return hex.length === bytes * 2 && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex) ? hex : undefined;
}

type Read = (value: unknown, what: string, depth: number) => unknown;

const kinds: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['stringValue', text],
  ['boolValue', (value) => value === true],
  ['intValue', (value, what) => integer(scalar(value, what))],
  ['doubleValue', (value, what) => Number(scalar(value, what))],
  ['bytesValue', (value, what) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : scalar(value, what))],
  ['arrayValue', (value, what, depth) => list(field(message(value, what), 'values'), what).map((one) => plainValue(one, what, depth + 1))],
  ['kvlistValue', (value, what, depth) => attributesOf(field(message(value, what), 'values'), what, depth + 1)],
]);

/** An AnyValue as JavaScript has it; null where it has none. */
export function plainValue(value: unknown, what: string, depth = 0): unknown {
  if (depth > deepest) throw new UnreadableError(`${what} is nested too deeply`);
  const holder = message(value, what);
  for (const [name, read] of kinds) {
    const held = field(holder, name);
    if (held !== undefined && held !== null) return read(held, what, depth);
  }
  return null;
}

/** A list of KeyValue as an object. */
export function attributesOf(value: unknown, what: string, depth = 0): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    list(value, what).map((pair) => {
      const entry = message(pair, what);
      return [text(field(entry, 'key'), `a key of ${what}`), plainValue(field(entry, 'value'), what, depth)] as const;
    }),
  );
}

/** Beyond what a number holds exactly, it stays a text. */
function integer(written: string): number | string {
  return Number.isSafeInteger(Number(written)) ? Number(written) : written;
}
