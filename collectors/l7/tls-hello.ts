/** What a client says before its connection is encrypted. */
export interface ClientHello {
  /** Empty where it names no server. */
  readonly serverName: string;
  /** What it wants to speak (ALPN), most wanted first. */
  readonly protocols: readonly string[];
}

const recordHead = 5;
const handshakeRecord = 22;
const clientHello = 1;
const messageHead = 4;
const versionAndRandom = 2 + 32;
const extensions = { serverName: 0, protocols: 16 };
const hostName = 0;
const mostProtocols = 16;

/** Reads bytes as far as there are any. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return Math.max(0, this.#bytes.length - this.#at);
  }

  /** A number of so many bytes; 0 where there are fewer. */
  number(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (this.#bytes[this.#at + i] ?? 0);
    this.#at += size;
    return value;
  }

  /** Fewer where the text is cut. */
  bytes(length: number): Uint8Array {
    const from = this.#at;
    this.#at += length;
    return this.#bytes.subarray(from, from + length);
  }

  /** Bytes with their number before them, in a field of that size. */
  counted(size: number): Uint8Array {
    return this.bytes(this.number(size));
  }
}

/** Reads the first records of a connection, which may be cut, or anything at all. Undefined where they are no ClientHello. */
export function clientHelloOf(records: Uint8Array): ClientHello | undefined {
  const reader = new Reader(messagesIn(records));
  if (reader.left < messageHead + versionAndRandom || reader.number(1) !== clientHello) return undefined;
  reader.number(3);
  reader.bytes(versionAndRandom);
  reader.counted(1);
  reader.counted(2);
  reader.counted(1);
  const found = new Map<number, Uint8Array>();
  for (const all = new Reader(reader.counted(2)); all.left > 0; ) {
    const type = all.number(2);
    const content = all.counted(2);
    if (!found.has(type)) found.set(type, content);
  }
  return { serverName: serverNameIn(found.get(extensions.serverName)), protocols: protocolsIn(found.get(extensions.protocols)) };
}

/** The content of the handshake records, one after the other. */
function messagesIn(records: Uint8Array): Uint8Array {
  const reader = new Reader(records);
  const parts: Uint8Array[] = [];
  while (reader.left > recordHead && reader.number(1) === handshakeRecord) {
    reader.number(2);
    parts.push(reader.counted(2));
  }
  return Buffer.concat(parts);
}

function serverNameIn(content: Uint8Array | undefined): string {
  const list = new Reader(new Reader(content ?? new Uint8Array()).counted(2));
  const type = list.number(1);
  const length = list.number(2);
  return type === hostName && length <= list.left ? textOf(list.bytes(length)) : '';
}

function protocolsIn(content: Uint8Array | undefined): string[] {
  const names: string[] = [];
  for (const list = new Reader(new Reader(content ?? new Uint8Array()).counted(2)); list.left > 0 && names.length < mostProtocols; ) {
    const length = list.number(1);
    if (length === 0 || length > list.left) break;
    names.push(textOf(list.bytes(length)));
  }
  return names;
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
