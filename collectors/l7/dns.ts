/** What an answer says of a name: its addresses, IPv4 as v4-mapped. */
export interface NamedAddresses {
  readonly name: string;
  readonly addresses: readonly { readonly address: Uint8Array; readonly ttlSeconds: number }[];
}

const headBytes = 12;
const mostRecords = 64;
const mostAliases = 16;
const longestName = 255;
const longestLabel = 63;
/** What is no length of a label, and stands for the rest of the name elsewhere. */
const pointer = 0xc0;
const types = { a: 1, cname: 5, aaaa: 28 };
const internet = 1;
const v4Mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

interface Name {
  readonly text: string;
  /** Where what follows the name begins. */
  readonly end: number;
}

interface Resource {
  readonly name: string;
  readonly type: number;
  readonly ttlSeconds: number;
  readonly data: Uint8Array;
  /** Of an alias. */
  readonly target: string;
}

/**
 * Reads the answer to a query for addresses. It may be cut, damaged or made to mislead: records that do not belong to the
 * name that was asked for, or to what it is an alias of, are left out. Undefined where nothing can be read.
 */
export function addressesIn(message: Uint8Array): NamedAddresses | undefined {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const question = message.length < headBytes ? undefined : nameAt(message, headBytes);
  if (question === undefined) return undefined;
  const resources = resourcesFrom(view, message, question.end + 4, Math.min(view.getUint16(6), mostRecords));
  const names = new Set([question.text]);
  for (let round = 0; round < mostAliases; round++) {
    const before = names.size;
    for (const { name, type, target } of resources) if (type === types.cname && names.has(name)) names.add(target);
    if (names.size === before) break;
  }
  const own = resources.filter(({ name }) => names.has(name));
  return {
    name: question.text,
    addresses: own.flatMap(({ type, data, ttlSeconds }) => {
      if (type === types.a && data.length === 4) return [{ address: Uint8Array.from([...v4Mapped, ...data]), ttlSeconds }];
      return type === types.aaaa && data.length === 16 ? [{ address: Uint8Array.from(data), ttlSeconds }] : [];
    }),
  };
}

function resourcesFrom(view: DataView, message: Uint8Array, start: number, count: number): Resource[] {
  const found: Resource[] = [];
  for (let at = start; found.length < count; ) {
    const name = nameAt(message, at);
    if (name === undefined || name.end + 10 > message.length) break;
    const dataAt = name.end + 10;
    const end = dataAt + view.getUint16(name.end + 8);
    if (end > message.length) break;
    const type = view.getUint16(name.end + 2) === internet ? view.getUint16(name.end) : 0;
    const target = type === types.cname ? (nameAt(message, dataAt)?.text ?? '') : '';
    found.push({ name: name.text, type, ttlSeconds: view.getUint32(name.end + 4), data: message.subarray(dataAt, end), target });
    at = end;
  }
  return found;
}

/** Lower case, without the last dot; undefined where it needs more than `room` bytes. */
function nameAt(message: Uint8Array, start: number, room = longestName): Name | undefined {
  const labels: string[] = [];
  let at = start;
  let length = message[at] ?? pointer;
  for (; length > 0 && length <= longestLabel; length = message[at] ?? pointer) {
    labels.push(Buffer.from(message.subarray(at + 1, at + 1 + length)).toString('latin1'));
    at += 1 + length;
  }
  if (at - start >= room) return undefined;
  if (length === 0) return { text: labels.join('.').toLowerCase(), end: at + 1 };
  // It leads to before where the name begins: so none goes round in a circle.
  const to = ((length & ~pointer) << 8) | (message[at + 1] ?? 0);
  const rest = length < pointer || at + 2 > message.length || to >= start ? undefined : nameAt(message, to, room - (at - start) - 1);
  return rest === undefined ? undefined : { text: [...labels, ...(rest.text === '' ? [] : [rest.text])].join('.').toLowerCase(), end: at + 2 };
}
