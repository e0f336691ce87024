import fc from 'fast-check';
import { type Exchange, inRounds, onceIn, repeated, some } from './arbitraries.ts';
import { ask, type Message, reply, say } from './dialogue.ts';
import { enumOf } from './replay.ts';

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

const text = onceIn(5, repeated('x', 700), fc.constantFrom('', 'a', 'key:000000000042', '+OK\r\n', '*3\r\n$3\r\nGET\r\n'));

const leaf = fc.oneof(
  fc.constantFrom(...lines).map((line) => `${line}\r\n`),
  { arbitrary: text.map(bulk), weight: 2 },
  fc.constantFrom(nothing, '*-1\r\n', `=7\r\ntxt:abc\r\n`),
);

function elementOf(depth: number): fc.Arbitrary<string> {
  if (depth === 0) return leaf;
  const element = elementOf(depth - 1);
  const elements = some(element, { most: 4 });
  return fc.oneof(
    { arbitrary: leaf, weight: 4 },
    elements.map((all) => array(...all)),
    elements.map((all) => array(...all).replace('*', '~')),
    some(fc.tuple(element, element), { most: 4 }).map((pairs) => map(...pairs)),
    fc.tuple(element, element, element).map(([key, value, last]) => array(`${attribute([key, value])}${last}`, '-ERR inside\r\n')),
  );
}

const inline = fc
  .tuple(fc.constantFrom(...names.filter((name) => !name.includes('.'))), repeated(' x', 200), fc.constantFrom('\r\n', '\n'))
  .map(([name, rest, end]) => ask(methodOf(name), name + rest + end));
const anyCommand = onceIn(
  8,
  inline,
  fc.tuple(fc.constantFrom(...names), some(text, { most: 3 })).map(([name, rest]) => call(name, ...rest)),
);

const aside = fc.oneof(
  leaf.map((told) => push(bulk('invalidate'), told)),
  elementOf(1).map((value) => attribute([bulk('ttl'), value])),
);
const error = fc.tuple(fc.constantFrom(...errorWords, 'ODD', 'ERRATIC', ''), text, fc.boolean()).map(([word, rest, isLong]) => {
  const said = `${word} ${rest}`;
  return reply(statusOf(word), isLong ? `!${said.length}\r\n${said}\r\n` : `-${said.replaceAll(/[\r\n]/g, ' ')}\r\n`);
});
const anyAnswer = fc
  .tuple(onceIn(5, aside, fc.constant('')), onceIn(4, error, elementOf(3).map(well)))
  .map(([before, answer]) => (before === '' ? [answer] : [say('server', before), answer]));

/** Commands one after another or several at once, and pushes between their answers. */
export const anyDialogue: fc.Arbitrary<Message[]> = inRounds(
  fc.tuple(anyCommand, anyAnswer).map(([asked, replies]): Exchange => ({ asks: [asked], replies })),
  { rounds: 6, atOnce: 5 },
).map((messages) => [call('HELLO', '3'), well(map([bulk('proto'), ':3\r\n'], [bulk('modules'), array()])), ...messages]);
