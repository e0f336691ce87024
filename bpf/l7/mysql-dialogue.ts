import fc from 'fast-check';
import { type Exchange, inRounds, onceIn, repeated, some } from './arbitraries.ts';
import { ask, type Message, reply, say } from './dialogue.ts';
import { statusOf } from './sql-state.ts';

const little = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, index) => String.fromCharCode(Math.floor(value / 256 ** index) % 256)).join('');
/** Text with its length before it: up to 64 KiB. */
const counted = (text: string) => (text.length < 251 ? little(text.length, 1) : `\xfc${little(text.length, 2)}`) + text;
const mostBytes = 0xffffff;

/** Packets that are numbered from `first` on: latin1 text, a letter for each byte. What is too long for one becomes several. */
export function packets(first: number, ...contents: readonly string[]): string {
  const parts = contents.flatMap((content) =>
    Array.from({ length: Math.floor(content.length / mostBytes) + 1 }, (_, index) => content.slice(index * mostBytes, (index + 1) * mostBytes)),
  );
  return parts.map((part, index) => little(part.length, 3) + little((first + index) % 256, 1) + part).join('');
}

const flags = { mysql: 1, database: 1 << 3, compress: 1 << 5, protocol41: 1 << 9, ssl: 1 << 11, passwordHash: 1 << 15, noEof: 1 << 24, omitColumns: 1 << 25 };
const always = flags.database | flags.protocol41 | flags.passwordHash;
const everything = 0x0fffffff & ~flags.ssl;

export interface Kind {
  readonly name: string;
  /** What the server can beside what every server can, and what the client wants of it. */
  readonly server: number;
  readonly client: number;
  readonly mariadb: boolean;
}

export const mysql: Kind = { name: 'MySQL', server: everything, client: always | flags.mysql | flags.noEof, mariadb: false };
export const mariadb: Kind = { name: 'MariaDB', server: everything & ~flags.mysql, client: always | flags.noEof, mariadb: true };
const oldMysql: Kind = { name: 'MySQL 5.6', server: everything & ~flags.noEof, client: always | flags.mysql | flags.noEof, mariadb: false };
export const kinds: readonly Kind[] = [mysql, mariadb, oldMysql];

function greeting({ server, mariadb }: Kind): string {
  const version = mariadb ? '5.5.5-10.11.19-MariaDB-0+deb12u1' : '8.0.39-0ubuntu0.22.04.1';
  const low = server & 0xffff;
  const high = server >>> 16;
  const rest = `${little(4711, 4)}scramble\0${little(low, 2)}\x21\x02\0${little(high, 2)}\x15${'\0'.repeat(6)}${mariadb ? little(0x1d, 4) : '\0'.repeat(4)}${'s'.repeat(12)}\0caching_sha2_password\0`;
  return packets(0, `\x0a${version}\0${rest}`);
}

export function login({ client, mariadb }: Kind, more = 0): string {
  return packets(
    1,
    `${little(client | more, 4)}${little(1 << 24, 4)}\x21${'\0'.repeat(19)}${mariadb ? little(0x15, 4) : '\0'.repeat(4)}shop\0\x14${'h'.repeat(20)}shop\0`,
  );
}

/** What every connection begins with; the server asks for another way to authenticate. */
export const opening = (kind: Kind): readonly Message[] => [
  say('server', greeting(kind)),
  say('client', login(kind)),
  say('server', packets(2, '\xfemysql_native_password\0salt')),
  say('client', packets(3, 'p'.repeat(20))),
  say('server', packets(4, okay())),
];

export const encryptedOpening = (kind: Kind): readonly Message[] => [
  say('server', greeting(kind)),
  say('client', packets(1, `${little(kind.client | flags.ssl, 4)}${little(1 << 24, 4)}\x21${'\0'.repeat(23)}`)),
  say('client', '\x16\x03\x01\x02\0\x01\0\x01\xfc'),
];

export const compressedOpening = (kind: Kind): readonly Message[] => [say('server', greeting(kind)), say('client', login(kind, flags.compress))];

const command = (code: number, body = '') => packets(0, String.fromCharCode(code) + body);

export const client = {
  quit: command(1),
  initDb: (name: string) => command(2, name),
  query: (text: string) => command(3, text),
  fieldList: command(4, 'things\0%'),
  statistics: command(9),
  ping: command(14),
  changeUser: command(17, 'other\0\x14hhhhhhhhhhhhhhhhhhhhshop\0'),
  binlogDump: command(18, `${little(4, 4)}\0\0${little(7, 4)}binlog.000001`),
  prepare: (text: string) => command(22, text),
  execute: (values = '', statement = 1) => command(23, `${little(statement, 4)}\0${little(1, 4)}${values}`),
  bulkExecute: command(0xfa, `${little(1, 4)}\x80\0\xfe\0${'\x03abc'.repeat(30)}`),
  sendLongData: command(24, `${little(1, 4)}\0\0${'l'.repeat(300)}`),
  closeStatement: (statement = 1) => command(25, little(statement, 4)),
  resetStatement: command(26, little(1, 4)),
  setOption: command(27, '\0\0'),
  fetch: command(28, `${little(1, 4)}${little(10, 4)}`),
  resetConnection: command(31),
};

/** What may come before a statement's text: a number, a text and one that is NULL. */
export const attributes = {
  none: '\0\x01',
  short: `\x02\x01\x02\x01\x08\0\x01n\xfe\0\x01t${little(7, 8)}`,
  long: `\x03\x01\x04\x01${['\x08\0\x05count', '\xfe\0\x0btraceparent', '\xfe\0\x01t'].join('')}${little(7, 8)}${counted('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')}`,
};

const status = { moreResults: 8, hasCursor: 64 };

export const okay = (more = false) => `\0\x01\xfc\x10\x27${little(2 + (more ? status.moreResults : 0), 2)}\0\0`;
export const error = (sqlState: string) => `\xff${little(1064, 2)}#${sqlState}You have an error`;
/** MariaDB's word on how far it has got. */
export const progress = '\xff\xff\xff\x01\x01\x02\x10\x27\x00\x0bcopy to tmp';
export const wantsFile = '\xfb/etc/hostname';
const column = `\x03def${counted('shop')}${counted('things')}${counted('things')}${counted('id')}${counted('id')}\x0c\x3f\0\x0b\0\0\0\x03\0\0\0\0\0`;

/** What comes behind columns or rows. */
export function end(kind: Kind, { more = false, cursor = false } = {}): string {
  const flag = 2 + (more ? status.moreResults : 0) + (cursor ? status.hasCursor : 0);
  return hasEof(kind) ? `\xfe\0\0${little(flag, 2)}` : `\xfe\0\0${little(flag, 2)}\0\0session state`;
}

const hasEof = ({ server, client: wants }: Kind) => (server & wants & flags.noEof) === 0;

export const columnsOf = (kind: Kind, count = 1, cursor = false) => [
  little(count, 1) + (kind.mariadb ? '\x01' : ''),
  ...Array.from({ length: count }, () => column),
  ...(hasEof(kind) || cursor ? [end(kind, { cursor })] : []),
];

/** MariaDB leaves out what the client has kept. */
export const keptColumns = '\x01\0';

export const row = (value: string) => counted(value);

/** The packets of a result with rows. */
export const resultOf = (kind: Kind, values: readonly string[], more = false) => [...columnsOf(kind), ...values.map(row), end(kind, { more })];

export function preparedOf(kind: Kind, columns: number, parameters: number, statement = 1): string[] {
  const definitions = (count: number) => (count === 0 ? [] : [...Array.from({ length: count }, () => column), ...(hasEof(kind) ? [end(kind)] : [])]);
  return [`\0${little(statement, 4)}${little(columns, 2)}${little(parameters, 2)}\0\0\0`, ...definitions(parameters), ...definitions(columns)];
}

export const query = (method: string, text: string) => ask(method, client.query(text));
export const well = (...contents: readonly string[]) => reply(0, packets(1, ...contents));
export const failure = (sqlState: string, ...before: readonly string[]) => reply(statusOf(sqlState), packets(1, ...before, error(sqlState)));

const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'BEGIN', 'COMMIT', 'CREATE', 'SET', 'SHOW', 'WITH', 'REPLACE', 'CALL'];
const states = ['42S02', '23000', '40001', '22012', 'HY000', '08S01', 'XA100'];

const sqlState = fc.constantFrom(...states);
const rows = some(onceIn(3, repeated('x', 700), fc.constantFrom('', '1')).map(row), { most: 4 });

/** MariaDB's word for the one that was prepared last: the server has not said yet how it is called. */
export const lastPrepared = 2 ** 32 - 1;

/** Prepared at the beginning, by its place in this list; no other is ever executed, and not closed. */
const preparedFirst = ['SELECT', 'INSERT', 'CALL'];
const preparedLater = preparedFirst.length + 1;

const preparations = (kind: Kind) =>
  preparedFirst.flatMap((verb, statement) => [ask('PREPARE', client.prepare(`${verb} ?`)), well(...preparedOf(kind, 1, 1, statement))]);

/** Commands one after another, or several at once, every so often so many; every second one is odd, and allowed. */
export const dialoguesOf = (many: number): fc.Arbitrary<Message[]> =>
  fc.oneof(
    ...kinds.map((kind) =>
      inRounds(anyCommand(kind), { rounds: 6, atOnce: 4, many }).map((messages) => [...opening(kind), ...preparations(kind), ...messages]),
    ),
  );

function anyCommand(kind: Kind): fc.Arbitrary<Exchange> {
  const verb = fc.constantFrom(...verbs);
  const answer = anyAnswer(kind);
  const exchange = (asked: Message, ...replies: readonly Message[]): Exchange => ({ asks: [asked], replies });
  const before = fc.constantFrom('', attributes.none, attributes.short, ' ', '# why\n', '/*!40101 ');
  const text = fc.tuple(before, repeated('x', 400));
  const prepared = onceIn(
    4,
    sqlState.map((state) => failure(state)),
    fc.tuple(fc.nat(2), fc.nat(2)).map(([columns, parameters]) => well(...preparedOf(kind, columns, parameters, preparedLater))),
  );
  const statement = fc.nat(preparedFirst.length);
  return fc.oneof(
    { arbitrary: fc.tuple(verb, text, answer).map(([of, [start, rest], reply]) => exchange(query(of, `${start}${of} ${rest}`), reply)), weight: 4 },
    fc.constant(exchange(ask('PING', client.ping), well(okay()))),
    fc.constant(exchange(ask('STATISTICS', client.statistics), well('Uptime: 1'))),
    fc.constantFrom(client.closeStatement(preparedLater), client.sendLongData).map((said) => exchange(say('client', said))),
    fc.tuple(verb, prepared).map(([of, reply]) => exchange(ask('PREPARE', client.prepare(`${of} ?`)), reply)),
    fc
      .tuple(repeated('v', 400), statement, answer)
      .map(([values, of, reply]) => exchange(ask(preparedFirst[of] ?? 'EXECUTE', client.execute(values, of)), reply)),
    rows.map((fetched) => exchange(ask('FETCH', client.fetch), well(...fetched, end(kind)))),
  );
}

function anyAnswer(kind: Kind): fc.Arbitrary<Message> {
  const result = fc.oneof(
    fc.constant([okay(true)]),
    fc.tuple(fc.integer({ min: 1, max: 3 }), rows).map(([count, found]) => [...columnsOf(kind, count), ...found, end(kind, { more: true })]),
  );
  const results = some(result, { most: 2 }).map((all) => all.flat());
  return fc.oneof(
    results.map((before) => well(...before, okay())),
    fc.tuple(results, rows).map(([before, found]) => well(...before, ...columnsOf(kind), ...found, end(kind))),
    fc.tuple(results, sqlState).map(([before, state]) => failure(state, ...before)),
    fc.tuple(results, rows, sqlState).map(([before, found, state]) => failure(state, ...before, ...columnsOf(kind), ...found)),
  );
}
