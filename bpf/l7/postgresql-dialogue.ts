import fc from 'fast-check';
import { type Exchange, inRounds, onceIn, repeated, some } from './arbitraries.ts';
import { ask, type Message, reply, say } from './dialogue.ts';
import { notRun, statusOf } from './sql-state.ts';

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
  bind: (name = '', value = '42', portal = '') => message('B', `${portal}\0${name}\0\0\0${int16(1)}${int32(value.length)}${value}\0\0`),
  bindNothing: message('B', '\0'.repeat(8)),
  describe: message('D', 'P\0'),
  execute: message('E', `\0${int32(0)}`),
  executePortal: (portal: string) => message('E', `${portal}\0${int32(10)}`),
  closePortal: (portal: string) => message('C', `P${portal}\0`),
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

const verb = fc.constantFrom(...verbs);
const sqlState = fc.constantFrom(...states);

const values = some(onceIn(4, repeated('x', 500), fc.constantFrom('', '1', 'Z\0\0\0\x05I')), { most: 3 });
const aside = onceIn(3, fc.constantFrom(server.notice, server.notification, server.parameter), fc.constant(''));
/** Of any statement: what comes before its end. */
const found = fc.tuple(values, aside).map(([of, between]) => (of.length ? rows(...of) + between : ''));
const completed = (statement: string) => server.complete(`${statement} 0`);

const anyQuery: fc.Arbitrary<Exchange> = fc
  .record({
    verb,
    before: fc.constantFrom('', ' ', '/* why */', '-- so\n', '((', ';\n\t'),
    rest: repeated('x', 400),
    results: some(found, { most: 2 }),
    error: onceIn(4, sqlState, fc.constant(undefined)),
  })
  .map(({ verb: of, before, rest, results, error }) => {
    const answered = results.map((result) => result + completed(of)).join('') + (error === undefined ? server.complete(of) : server.error(error));
    return {
      asks: [query(of, `${before}${of.toLowerCase()} ${rest}`)],
      replies: [reply(error === undefined ? 0 : statusOf(error), answered + server.ready())],
    };
  });

const preparation: fc.Arbitrary<Exchange> = fc.tuple(verb, onceIn(3, sqlState, fc.constant(undefined))).map(([of, error]) => {
  const text = client.parse(`${of} 1`, 's1') + client.sync;
  return error === undefined
    ? { asks: [say('client', text)], replies: [say('server', server.parsed + server.ready())] }
    : { asks: [ask(of, text)], replies: [reply(statusOf(error), server.error(error)), say('server', server.ready())] };
});

const execution = fc.record({ verb, isPrepared: fc.boolean(), value: repeated('v', 300), result: found, error: sqlState, failsAtOnce: fc.boolean() });
type Execution = typeof execution extends fc.Arbitrary<infer Made> ? Made : never;

/** Up to three Executes and a Sync; one of them may fail, and then the others are skipped. */
const pipeline: fc.Arbitrary<Exchange> = fc.tuple(some(execution, { least: 1, most: 3 }), onceIn(3, fc.nat(2), fc.constant(3))).map(([all, failsAt]) => ({
  asks: [...all.map((each, index) => executed(each, index >= failsAt)), say('client', client.sync)],
  replies: [...all.map((each, index) => answerTo(each, index - failsAt)), say('server', server.ready())],
}));

/** Prepared at the beginning by these names. What was prepared before that has the verb of its answer, if it has one. */
const preparedFirst = new Set(verbs.slice(0, 6));
const nameOf = (statement: string) => `${statement} of the test`;
const preparations: readonly Message[] = [
  say('client', [...preparedFirst].map((statement) => client.parse(`${statement} 1`, nameOf(statement))).join('') + client.sync),
  say('server', server.parsed.repeat(preparedFirst.size) + server.ready()),
];

function executed({ verb: of, isPrepared, value }: Execution, goesWrong: boolean): Message {
  const text = isPrepared ? client.bind(nameOf(of), value) : client.parse(`${of} 1`) + client.bind('', value);
  return ask(isPrepared && goesWrong && !preparedFirst.has(of) ? 'EXECUTE' : of, text + client.execute);
}

/** `skipped`: how far behind the failed one it is; these end when the server is ready again. */
function answerTo({ verb: of, isPrepared, result, error, failsAtOnce }: Execution, skipped: number): Message {
  const begins = (isPrepared ? '' : server.parsed) + server.bound;
  if (skipped < 0) return reply(0, begins + result + completed(of));
  return skipped > 0 ? reply(notRun, '') : reply(statusOf(error), (failsAtOnce ? '' : begins) + server.error(error));
}

const call = fc.constant<Exchange>({ asks: [ask('CALL', client.call)], replies: [reply(0, server.called + server.ready())] });

/** Units one after another, or several at once, every so often so many; every second one is odd, and allowed. */
export const dialoguesOf = (many: number): fc.Arbitrary<Message[]> =>
  inRounds(fc.oneof(anyQuery, preparation, call, { arbitrary: pipeline, weight: 3 }), { rounds: 5, atOnce: 4, many }).map((messages) => [
    ...opening,
    ...preparations,
    ...messages,
  ]);
