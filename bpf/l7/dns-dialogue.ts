import fc from 'fast-check';
import { anyText, type Exchange, inRounds, onceIn, some } from './arbitraries.ts';
import { ask, type Message, reply } from './dialogue.ts';

/** DNS over TCP, as text whose characters are the bytes. */

const types: { readonly [method: string]: number } = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DS: 43,
  DNSKEY: 48,
  SVCB: 64,
  HTTPS: 65,
  ANY: 255,
  CAA: 257,
  OTHER: 10,
};
export const methods = Object.keys(types);

export const number16 = (value: number): string => String.fromCharCode(value >> 8, value & 0xff);
const nameOf = (name: string) => (name === '' ? [] : name.split('.')).map((label) => String.fromCharCode(label.length) + label).join('');

interface Question {
  readonly id?: number;
  readonly name?: string;
  readonly class?: number;
  /** Bytes after the question, and how many records they are. */
  readonly rest?: string;
  readonly additions?: number;
}

export const questionOf = (method: string, { name = 'www.example.com', class: of = 1 }: Question = {}): string =>
  `${nameOf(name)}\0${number16(types[method] ?? 0)}${number16(of)}`;

/** With its length before it. */
export const framed = (message: string): string => number16(message.length) + message;

export function query(method: string, question: Question = {}): Message {
  const { id = 7, rest = '', additions = 0 } = question;
  return ask(method, framed(`${number16(id)}\x01\0\0\x01\0\0\0\0${number16(additions)}${questionOf(method, question)}${rest}`));
}

export function answer(status: number, method = 'A', question: Question = {}): Message {
  const { id = 7, rest = '' } = question;
  return reply(status, framed(`${number16(id)}\x81${String.fromCharCode(0x80 | status)}\0\x01\0\x01\0\0\0\0${questionOf(method, question)}${rest}`));
}

// Of 32 letters are the names of Windows hosts, which dns_question() leaves out.
const label = fc
  .array(fc.integer({ min: 97, max: 122 }), { minLength: 1, maxLength: 63, size: 'max' })
  .filter(({ length }) => length !== 32)
  .map((letters) => String.fromCharCode(...letters));
const name = some(onceIn(8, label, fc.constantFrom('www', 'example', 'a', 'com', 'xn--bcher-kva')), { most: 4 }).map((labels) =>
  labels.join('.').slice(0, 200).replace(/\.$/, ''),
);

const asked = fc.record({ id: fc.nat(0xffff), method: fc.constantFrom(...methods), name, options: fc.constantFrom('', '\0\0\x29\x10\0\0\0\0\0\0\0') });

export const anyQuery: fc.Arbitrary<Message> = asked.map(queryOf);

function queryOf({ id, method, name: of, options }: typeof asked extends fc.Arbitrary<infer Asked> ? Asked : never): Message {
  return query(method, { id, name: of, additions: options === '' ? 0 : 1, rest: options });
}

const exchange: fc.Arbitrary<Exchange> = fc
  .record({ asked, status: fc.nat(5), records: onceIn(4, anyText(3000), anyText(60)) })
  .map(({ asked: question, status, records }) => ({
    asks: [queryOf(question)],
    replies: [answer(status, question.method, { ...question, rest: records })],
  }));

/** Queries one after another, or some before the answers to those before. */
export const anyDialogue = inRounds(exchange, { rounds: 4, atOnce: 4 });
