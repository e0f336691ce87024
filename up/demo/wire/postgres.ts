import type { Decoder, Protocol } from './link.ts';

/** Columns as text, in the order of the statement. */
export type Row = readonly (string | null)[];

const protocolVersion = 196_608; // 3.0
const headBytes = 5;
/** Nothing of the demo is longer: a greater length means that the bytes are out of step. */
const maxMessageBytes = 1024 ** 2;

/** PostgreSQL's protocol with simple queries, for a role that needs no password. The reply to each query is its rows. */
export function postgres(role: string, database: string): Protocol<Row[]> {
  const settings = ['user', role, 'database', database, 'client_encoding', 'UTF8'];
  const text = Buffer.from(`${settings.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + text.length, 0);
  head.writeInt32BE(protocolVersion, 4);
  return { hello: Buffer.concat([head, text]), decoder: postgresDecoder };
}

/** The text of one or more statements; they are one transaction. */
export function query(statements: string): Buffer {
  const text = Buffer.from(`${statements}\0`);
  const head = Buffer.from('Q\0\0\0\0');
  head.writeInt32BE(4 + text.length, 1);
  return Buffer.concat([head, text]);
}

/** A statement whose only values are whole numbers, which need no quotes. */
export function sql(texts: TemplateStringsArray, ...values: readonly number[]): Buffer {
  const strange = values.find((value) => !Number.isSafeInteger(value));
  if (strange !== undefined) throw new Error(`${strange} is no whole number`);
  return query(String.raw({ raw: texts }, ...values));
}

export function postgresDecoder(): Decoder<Row[]> {
  let rest = Buffer.alloc(0);
  let rows: Row[] = [];
  let failure: Error | undefined;

  function take(type: string, body: Buffer): Row[] | Error | undefined {
    switch (type) {
      case 'D':
        rows.push(rowOf(body));
        return undefined;
      case 'E':
        failure = errorOf(body);
        return undefined;
      case 'R':
        if (body.readInt32BE(0) !== 0) throw new Error('PostgreSQL asks for a password');
        return undefined;
      case 'Z': {
        const reply = failure ?? rows;
        rows = [];
        failure = undefined;
        return reply;
      }
      default:
        if (!skipped.has(type)) throw new Error(`PostgreSQL sent a message ${JSON.stringify(type)}, which a simple query does not lead to`);
        return undefined;
    }
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const replies: (Row[] | Error)[] = [];
    for (let end = messageEnd(rest); end <= rest.length; end = messageEnd(rest)) {
      const reply = take(String.fromCharCode(rest[0] ?? 0), rest.subarray(headBytes, end));
      if (reply !== undefined) replies.push(reply);
      rest = rest.subarray(end);
    }
    return replies;
  };
}

/** Command complete, empty query, key data, notice, parameter, row description. */
const skipped = new Set(['C', 'I', 'K', 'N', 'S', 'T']);

/** Where the first message ends; beyond the bytes while its head is not whole. */
function messageEnd(bytes: Buffer): number {
  if (bytes.length < headBytes) return Number.POSITIVE_INFINITY;
  const length = bytes.readInt32BE(1);
  if (length < 4 || length > maxMessageBytes) throw new Error(`PostgreSQL sent a message of ${length} bytes`);
  return 1 + length;
}

function rowOf(body: Buffer): Row {
  const row: (string | null)[] = [];
  let at = 2;
  for (let left = body.readInt16BE(0); left > 0; left -= 1) {
    const length = body.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return row;
}

/** After a FATAL error the server closes without saying that it is ready: such a one is thrown. */
function errorOf(body: Buffer): Error {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  const error = new Error(`PostgreSQL: ${fields.get('M')} (${fields.get('C')})`);
  if (fields.get('V') !== 'ERROR') throw error;
  return error;
}
