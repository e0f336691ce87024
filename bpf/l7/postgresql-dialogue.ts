import { ask, type Message, reply, say } from './dialogue.ts';
import { one, type RandomNumbers } from './segments.ts';
import { statusOf } from './sql-state.ts';

/** One message with a type: latin1 text, a letter for each byte. */
const message = (type: string, body = '') => `${type}${int32(body.length + 4)}${body}`;
const int32 = (value: number) => String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
const int16 = (value: number) => String.fromCharCode(value >> 8, value & 255);
const untyped = (code: number, rest = '') => `${int32(rest.length + 8)}${int32(code)}${rest}`;

export const client = {
  sslRequest: untyped(80877103),
  gssRequest: untyped(80877104),
  cancelRequest: untyped(80877102, 'processkey'),
  startup: untyped(196608, 'user\0shop\0database\0shop\0application_name\0test\0\0'),
  password: message('p', 'secret\0'),
  query: (text: string) => message('Q', `${text}\0`),
  parse: (text: string, name = '') => message('P', `${name}\0${text}\0\0\0`),
  bind: (name = '', value = '42') => message('B', `\0${name}\0\0\0${int16(1)}${int32(value.length)}${value}\0\0`),
  bindNothing: message('B', '\0'.repeat(8)),
  describe: message('D', 'P\0'),
  execute: message('E', `\0${int32(0)}`),
  close: (name: string) => message('C', `S${name}\0`),
  flush: message('H'),
  sync: message('S'),
  call: message('F', `${int32(1598)}${'\0'.repeat(6)}\0\x01`),
  copyData: (data: string) => message('d', data),
  copyDone: message('c'),
  copyFail: message('f', 'no more\0'),
  terminate: message('X'),
};

export const server = {
  welcome: [
    message('R', int32(0)),
    message('S', 'server_version\x0015.18\0'),
    message('S', 'TimeZone\0UTC\0'),
    message('K', `${int32(4711)}${int32(815)}`),
    message('Z', 'I'),
  ].join(''),
  passwordPlease: message('R', int32(3)),
  ready: (state = 'I') => message('Z', state),
  columns: message('T', `${int16(1)}column\0${'\0'.repeat(18)}`),
  row: (value: string) => message('D', `${int16(1)}${int32(value.length)}${value}`),
  complete: (tag: string) => message('C', `${tag}\0`),
  error: (sqlState: string, severity = 'ERROR') =>
    message('E', `S${severity}\0VERROR\0C${sqlState}\0Mit went wrong, C23505\0DDetails\0Fparse_relation.c\0L1392\0\0`),
  notice: message('N', 'SNOTICE\0VNOTICE\0C00000\0Mjust so\0\0'),
  notification: message('A', `${int32(7)}channel\0payload\0`),
  parameter: message('S', 'TimeZone\0CET\0'),
  parsed: message('1'),
  bound: message('2'),
  closed: message('3'),
  noData: message('n'),
  parameters: message('t', int16(0)),
  suspended: message('s'),
  empty: message('I'),
  called: message('V', `${int32(4)}1234`),
  copyIn: message('G', `\0${int16(1)}\0\0`),
  copyOut: message('H', `\0${int16(1)}\0\0`),
  copyBoth: message('W', `\0${int16(0)}`),
};

/** What every connection begins with. */
export const opening: readonly Message[] = [say('client', client.startup), say('server', server.welcome)];

export const rows = (...values: string[]) => server.columns + values.map(server.row).join('');

/** A statement of the simple protocol, and what comes back. */
export const query = (method: string, text: string) => ask(method, client.query(text));
export const result = (tag: string, ...values: string[]) => reply(0, (values.length ? rows(...values) : '') + server.complete(tag) + server.ready());
export const failure = (sqlState: string) => reply(statusOf(sqlState), server.error(sqlState) + server.ready());

const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'BEGIN', 'COMMIT', 'COPY', 'CREATE', 'SET', 'SHOW', 'WITH', 'VACUUM'];
const states = ['42P01', '23505', '40001', '22012', 'P0001', 'XX000', '0A000'];

interface Unit {
  readonly asks: readonly Message[];
  readonly replies: readonly Message[];
}

/** Units one after another, or several at once; every second one is odd, and allowed. */
export function randomDialogue(numbers: RandomNumbers): Message[] {
  const rounds = Array.from({ length: 1 + numbers.below(5) }, () => Array.from({ length: 1 + numbers.below(4) }, () => randomUnit(numbers)));
  return [...opening, ...rounds.flatMap((units) => [...units.flatMap(({ asks }) => asks), ...units.flatMap(({ replies }) => replies)])];
}

function randomUnit(numbers: RandomNumbers): Unit {
  const kind = numbers.below(6);
  if (kind === 0) return randomQuery(numbers);
  if (kind === 1) return preparation(numbers);
  if (kind === 2) return { asks: [ask('CALL', client.call)], replies: [reply(0, server.called + server.ready())] };
  return randomPipeline(numbers);
}

function randomQuery(numbers: RandomNumbers): Unit {
  const verb = one(numbers, verbs);
  const asks = [query(verb, `${one(numbers, ['', ' ', '/* why */', '-- so\n', '((', ';\n\t'])}${verb.toLowerCase()} ${'x'.repeat(numbers.below(400))}`)];
  const failed = numbers.below(4) === 0 ? one(numbers, states) : undefined;
  const results = Array.from({ length: numbers.below(3) }, () => randomResult(numbers, verb)).join('');
  const end = failed === undefined ? results + server.complete(verb) : results + server.error(failed);
  return { asks, replies: [reply(failed === undefined ? 0 : statusOf(failed), end + server.ready())] };
}

function preparation(numbers: RandomNumbers): Unit {
  const verb = one(numbers, verbs);
  const text = client.parse(`${verb} 1`, 's1') + client.sync;
  if (numbers.below(3) > 0) return { asks: [say('client', text)], replies: [say('server', server.parsed + server.ready())] };
  const state = one(numbers, states);
  return { asks: [ask(verb, text)], replies: [reply(statusOf(state), server.error(state)), say('server', server.ready())] };
}

/** Up to three Executes and a Sync; one of them may fail, and then the others are skipped. */
function randomPipeline(numbers: RandomNumbers): Unit {
  const count = 1 + numbers.below(3);
  const failsAt = numbers.below(3) === 0 ? numbers.below(count) : count;
  const statements = Array.from({ length: count }, (_, index) => {
    const verb = one(numbers, verbs);
    const isPrepared = numbers.below(2) === 0;
    const text = (isPrepared ? '' : client.parse(`${verb} 1`)) + client.bind('', 'v'.repeat(numbers.below(300))) + client.execute;
    const named = isPrepared && index >= failsAt ? 'EXECUTE' : verb;
    return { request: ask(named, text), answer: answerTo(numbers, verb, index - failsAt, isPrepared) };
  });
  return {
    asks: [...statements.map(({ request }) => request), say('client', client.sync)],
    replies: [...statements.flatMap(({ answer }) => answer), say('server', server.ready())],
  };
}

/** `skipped`: how far behind the failed one it is; these end when the server is ready again. */
function answerTo(numbers: RandomNumbers, verb: string, skipped: number, isPrepared: boolean): Message[] {
  const begins = (isPrepared ? '' : server.parsed) + server.bound;
  if (skipped < 0) return [reply(0, begins + randomResult(numbers, verb))];
  const state = one(numbers, states);
  if (skipped === 0) return [reply(statusOf(state), (numbers.below(2) ? begins : '') + server.error(state))];
  return [reply(1, '')];
}

function randomResult(numbers: RandomNumbers, verb: string): string {
  const values = Array.from({ length: numbers.below(4) }, () => one(numbers, ['', '1', 'Z\0\0\0\x05I', 'x'.repeat(numbers.below(500))]));
  const aside = one(numbers, ['', '', server.notice, server.notification, server.parameter]);
  return (values.length ? rows(...values) + aside : '') + server.complete(`${verb} 0`);
}
