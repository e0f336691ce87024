import type { Decoder, Protocol } from './link.ts';

/** A value of Redis' protocol (RESP2); an Error inside of an array stays there. */
export type RespValue = string | number | null | Error | readonly RespValue[];

export const resp: Protocol<RespValue> = { decoder: respDecoder };

/** `SET key value` as an array of bulk strings. */
export function command(...words: readonly string[]): Buffer {
  return Buffer.from(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
}

interface Parsed {
  readonly value: RespValue;
  /** Where the next value begins. */
  readonly end: number;
}

export function respDecoder(): Decoder<RespValue> {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const values: RespValue[] = [];
    for (let parsed = valueAt(rest, 0); parsed !== undefined; parsed = valueAt(rest, 0)) {
      values.push(parsed.value);
      rest = rest.subarray(parsed.end);
    }
    return values;
  };
}

/** The value that begins there; undefined while some of it is missing. */
function valueAt(bytes: Buffer, start: number): Parsed | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const type = String.fromCharCode(bytes[start] ?? 0);
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (type) {
    case '+':
      return { value: line, end };
    case '-':
      return { value: new Error(line), end };
    case ':':
      return { value: wholeNumber(line), end };
    case '$':
      return bulkAt(bytes, end, wholeNumber(line));
    case '*':
      return arrayAt(bytes, end, wholeNumber(line));
    default:
      throw new Error(`Redis sent ${JSON.stringify(type)}, where a type of RESP2 has to stand`);
  }
}

function bulkAt(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { value: null, end: start };
  const end = start + length;
  return bytes.length < end + 2 ? undefined : { value: bytes.toString('utf8', start, end), end: end + 2 };
}

function arrayAt(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { value: null, end: start };
  const values: RespValue[] = [];
  let end = start;
  while (values.length < length) {
    const item = valueAt(bytes, end);
    if (item === undefined) return undefined;
    values.push(item.value);
    end = item.end;
  }
  return { value: values, end };
}

function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new Error(`Redis sent ${JSON.stringify(text)}, where a number has to stand`);
  return Number(text);
}
