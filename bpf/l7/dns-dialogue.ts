import { ask, type Message, reply } from './dialogue.ts';
import { one, type RandomNumbers } from './segments.ts';

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

/** Up to six exchanges, some of whose queries come before the answers to those before. */
export function randomDialogue(numbers: RandomNumbers): Message[] {
  const { below, bytes } = numbers;
  const label = () => Array.from({ length: 1 + below(below(8) ? 12 : 63) }, () => String.fromCharCode(97 + below(26))).join('');
  const exchanges = Array.from({ length: 1 + below(6) }, (_, id) => {
    const method = one(numbers, methods);
    const name = Array.from({ length: below(5) }, label)
      .join('.')
      .slice(0, 200)
      .replace(/\.$/, '');
    const additions = below(2);
    const extra = additions ? `\0\0\x29\x10\0\0\0\0\0\0\0` : '';
    return [
      query(method, { id, name, additions, rest: extra }),
      answer(below(6), method, { id, name, rest: bytes(below(4) ? below(60) : below(3000)).toString('latin1') }),
    ];
  });
  const pipelined = below(3) === 0;
  return pipelined ? [...exchanges.flatMap(([first]) => first ?? []), ...exchanges.flatMap(([, second]) => second ?? [])] : exchanges.flat();
}
