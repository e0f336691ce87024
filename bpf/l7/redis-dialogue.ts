import { ask, type Message, reply } from './dialogue.ts';
import { enumOf } from './replay.ts';
import { one, type RandomNumbers } from './segments.ts';

/** L7_FAILED: an error without a word of its own. */
const failed = 1;
const words = enumOf('redis.h', 'redis_status');

/** The words of errors that have a status of their own. */
export const errorWords: readonly string[] = words;

export const statusOf = (word: string) => (words.includes(word) ? failed + 1 + words.indexOf(word) : failed);

/** Latin1 text, a letter for each byte. */
export const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
export const array = (...elements: readonly string[]) => `*${elements.length}\r\n${elements.join('')}`;
export const command = (...parts: readonly string[]) => array(...parts.map(bulk));
export const push = (...elements: readonly string[]) => `>${elements.length}\r\n${elements.join('')}`;
export const map = (...pairs: readonly (readonly [string, string])[]) => `%${pairs.length}\r\n${pairs.flat().join('')}`;
export const attribute = (...pairs: readonly (readonly [string, string])[]) => `|${pairs.length}\r\n${pairs.flat().join('')}`;

export const ok = '+OK\r\n';
export const nothing = '$-1\r\n';

const methods = new Set(enumOf('redis.h', 'redis_method'));
const methodOf = (name: string) => (methods.has(name.toUpperCase()) ? name.toUpperCase() : 'OTHER');

export const call = (...parts: readonly [string, ...string[]]) => ask(methodOf(parts[0]), command(...parts));
export const well = (text: string) => reply(0, text);
export const failure = (word: string, rest = 'and why') => reply(statusOf(word), `-${word} ${rest}\r\n`);

/** What a subscriber is told when it has (un)subscribed, in RESP2. */
export const confirmed = (kind: string, channel: string, count: number) => array(bulk(kind), bulk(channel), `:${count}\r\n`);
export const message = (channel: string, text: string) => array(bulk('message'), bulk(channel), bulk(text));

const names = ['GET', 'SET', 'incr', 'LRANGE', 'HGETALL', 'ZRANGEBYSCORE', 'EVALSHA', 'OBJECT', 'JSON.ARRAPPEND.OR.SO', 'x', 'MULTI', 'exec'];
const lines = ['+OK', '+QUEUED', ':1', ':-9223372036854775808', ',3.25', '#t', '_', '(3492890328409238509324850943850943825024385', '+', '+1 is no time.'];

/** Commands one after another or several at once, and pushes between their answers. */
export function randomDialogue(numbers: RandomNumbers): Message[] {
  const rounds = Array.from({ length: 1 + numbers.below(6) }, () => 1 + numbers.below(5));
  return [
    call('HELLO', '3'),
    well(map([bulk('proto'), ':3\r\n'], [bulk('modules'), array()])),
    ...rounds.flatMap((count) => [
      ...Array.from({ length: count }, () => randomCommand(numbers)),
      ...Array.from({ length: count }, () => randomAnswer(numbers)).flat(),
    ]),
  ];
}

function randomCommand(numbers: RandomNumbers): Message {
  const name = one(numbers, names);
  if (numbers.below(8) === 0 && !name.includes('.')) return ask(methodOf(name), `${name}${' x'.repeat(numbers.below(200))}${one(numbers, ['\r\n', '\n'])}`);
  return call(name, ...Array.from({ length: numbers.below(4) }, () => randomText(numbers)));
}

function randomAnswer(numbers: RandomNumbers): Message[] {
  const before: Message[] = Array.from({ length: numbers.below(5) === 0 ? 1 : 0 }, () => ({
    from: 'server',
    text: numbers.below(2) ? push(bulk('invalidate'), randomElement(numbers, 0)) : attribute([bulk('ttl'), randomElement(numbers, 1)]),
  }));
  if (numbers.below(4) > 0) return [...before, well(randomElement(numbers, 3))];
  const word = one(numbers, [...errorWords, 'ODD', 'ERRATIC', '']);
  const text = `${word} ${randomText(numbers)}`;
  return [...before, reply(statusOf(word), numbers.below(4) ? `-${text.replaceAll(/[\r\n]/g, ' ')}\r\n` : `!${text.length}\r\n${text}\r\n`)];
}

const randomText = (numbers: RandomNumbers) => one(numbers, ['', 'a', 'key:000000000042', '+OK\r\n', '*3\r\n$3\r\nGET\r\n', 'x'.repeat(numbers.below(700))]);

function randomElement(numbers: RandomNumbers, depth: number): string {
  const element = () => randomElement(numbers, depth - 1);
  const some = () => Array.from({ length: numbers.below(5) }, element);
  switch (depth > 0 ? numbers.below(8) : numbers.below(4)) {
    case 0:
    case 1:
      return bulk(randomText(numbers));
    case 2:
      return one(numbers, [nothing, '*-1\r\n', `=7\r\ntxt:abc\r\n`]);
    case 4:
      return array(...some());
    case 5:
      return map(...some().map((key) => [key, element()] as const));
    case 6:
      return array(...some()).replace('*', '~');
    case 7:
      return array(`${attribute([element(), element()])}${element()}`, '-ERR inside\r\n');
    default:
      return `${one(numbers, lines)}\r\n`;
  }
}
