import assert from 'node:assert/strict';
import test from 'node:test';
import { logLevels } from '#contract/log-levels.ts';
import { at, counted, found, type Line, messages, put, ruleFor, whole } from './conforms-lines.ts';
import { lineMatcher, type MatchedLine } from './line-matcher.ts';
import type { LogStore } from './log-store.ts';

const few: readonly Line[] = [
  { seconds: 1, message: 'connection refused by db', attributes: { status: 503, latency: 350, trace_id: '5b1f' } },
  { seconds: 2, message: 'refused: connection', source: '/var/log/db.log', attributes: { status: 200, took: '1.2s', 'http.route': '/healthz' } },
  { seconds: 3, message: 'connected status=504 => done', level: 'warn', identity: 'container:shop/api', pattern: 'AbC' },
  { seconds: 4, message: '東京都 größe', level: 'fatal', identity: 'process:shop/app.py' },
];

/** Which of them each query finds, newest first. */
const asked: Readonly<Record<string, readonly number[]>> = {
  connection: [1, 0],
  '"connection refused"': [0],
  'conn*': [2, 1, 0],
  'c*ed': [2],
  '"c* ref*"': [0],
  'conn* -refused': [2],
  'CONNECTION by': [0],
  'connected or by': [2, 0],
  '(connected or refused) -(by or connected)': [1],
  '-connection -connected': [3],
  '=>': [2],
  東京: [3],
  都: [3],
  GRÖßE: [3],
  'level>=warn': [3, 2],
  'level=warn,error': [2],
  'level:wa*': [2],
  'level=*A*': [3, 2],
  'app=api': [2],
  'app=shop/app.py': [3],
  'ns=shop kind=container': [2],
  'exists(ns)': [2],
  '-app=api conn*': [1, 0],
  'source~db': [1],
  'node=n1 "refused: connection"': [1],
  'node=other': [],
  'pattern=AbC': [2],
  'pattern!=AbC conn*': [1, 0],
  absent: [],
  'status:5*': [2, 0],
  'status>=500': [0],
  'status=200,503': [1, 0],
  '-status:5*': [3, 1],
  'status!=503': [3, 2, 1],
  'latency>200ms': [0],
  'latency>0.4s': [],
  'took>1s': [1],
  'http.route=/healthz': [1],
  'exists(trace_id)': [0],
  'trace_id=5B1F': [0],
  '/^conn/': [2, 0],
  '/REF.SED/i -/by/': [1],
  '/db$/ or level=fatal': [3, 0],
  'not (status=503 or app=api) refused': [1],
};

const words = ['error', 'order', 'conn', 'connection', 'a_b', '42', '東京', 'é'];
const mixed: readonly Line[] = Array.from({ length: 5000 }, (_, n) => ({
  seconds: n / 10,
  level: logLevels[n % 7] ?? 'info',
  identity: ['process:api', 'container:shop/db', ''][n % 3] ?? '',
  source: `/var/log/${n % 5}.log`,
  message: [n % 2, n % 3, n % 5, n % 7].map((rest, place) => words[(rest + place * 2) % words.length]).join(n % 4 === 0 ? '=' : ' '),
  ...(n % 3 !== 0 && { attributes: { order: n % 11, 'db.time': `${n % 13}ms`, even: n % 2 === 0 } }),
  ...(n % 7 !== 0 && { pattern: `Id_${n % 6}-${n % 2}` }),
}));
const terms = [
  ...words,
  ...['con*', '*ion', '"error order"', '"conn connection"', 'level>=warn', 'level!=info', 'app=api', 'ns=shop', '-kind=process', 'source~1', 'node=n1'],
  ...[
    'order>5',
    'order=3',
    'order:1*',
    'db.time>=7ms',
    'exists(even)',
    'even=true',
    '/conn(ection)? /',
    '/ERR/i',
    'b_a',
    '!!',
    'pattern=id_3-1',
    'pattern~_',
    'exists(pattern)',
    'pattern!=Id_2-0,*1',
  ],
];
const forms: readonly ((a: string, b: string, c: string) => string)[] = [
  (a, b) => `${a} ${b}`,
  (a, b) => `${a} or ${b}`,
  (a, b, c) => `(${a} or ${b}) not ${c}`,
  (a, b, c) => `not (${a} ${b}) ${c}`,
  (a, b, c) => `not ${a} or (${b} ${c})`,
  (a, b, c) => `not (not ${a} or ${b}) or not ${c}`,
];
const termAt = (n: number): string => terms[n % terms.length] ?? '';
/** Each term in every third form, beside others each time. */
const mixtures = terms.flatMap((term, n) =>
  forms.filter((_, form) => (form + n) % 3 === 0).map((form, place) => form(term, termAt(n * 7 + place), termAt(n * 3 + 5))),
);

const levelNumbers = new Map<string, number>(logLevels.map((level, number) => [level, number]));

/** As the rule sees it. */
const seen = ({ message, level = 'info', identity = '', source = '', attributes, pattern = '' }: Line): MatchedLine => ({
  level: levelNumbers.get(level) ?? 0,
  identity,
  source,
  node: 'n1',
  message,
  attributes: attributes === undefined ? null : JSON.stringify(attributes),
  pattern,
});

/** The next are asked while the answers of these are compared. */
const mixturesAtOnce = 4;

/** Whatever is asked, each store finds the same: every form of the language, among few lines and among many, and any mixture. */
export function conformsToQueries(name: string, open: (limits: { readonly bytes: number }) => Promise<LogStore>): void {
  test(`${name}: every form of a query finds its lines alike among few and among many`, async () => {
    await using store = await open({ bytes: 1e9 });
    const check = async (which: string) => {
      for (const [query, wanted] of Object.entries(asked)) {
        const expected = wanted.map((n) => few[n]?.message);
        assert.deepEqual(await messages(store, `(${query}) -filler`), expected, `${query} among ${which}`);
      }
    };
    await put(store, 1, few);
    await check('few');
    // More than are looked through before the index is asked.
    const many = Array.from({ length: 8000 }, (_, n) => ({ seconds: 10 + n / 100, message: `filler ${n}`, attributes: { status: 503 } }));
    await put(store, 5, many);
    await check('many');
    assert.equal((await found(store, ruleFor('"filler 77"'))).length, 1);
  });

  test(`${name}: the longest and the deepest query there can be is answered`, async () => {
    await using store = await open({ bytes: 1e9 });
    await put(store, 1, few);
    const manyLines = Array.from({ length: 5000 }, (_, n) => ({ seconds: 10 + n / 100, message: `filler ${n}` }));
    await put(store, 5, manyLines);
    const many = (term: (n: number) => string, by: string, length = 199) => Array.from({ length }, (_, n) => term(n)).join(by);
    const deep = (term: string) => `${'-(by or '.repeat(30)}${term}${')'.repeat(30)}`;
    for (const [query, wanted] of [
      [many((n) => `w${n}`, ' or '), 0],
      [many((n) => `-w${n}`, ' '), 5004],
      [many((n) => `(connection or w${n})`, ' ', 80), 2],
      [many((n) => `status=${n}`, ' or '), 0],
      [many((n) => `-a${n}!=1`, ' or '), 0],
      [many((n) => `/x${n}/`, ' or '), 0],
      [many((n) => `pattern=p${n}`, ' or '), 0],
      [`pattern=${many((n) => `p${n % 10}`, ',', 660)},AbC`, 1],
      [`status=${many((n) => `${n % 10}`, ',', 990)}`, 0],
      [`level=${many(() => 'warn', ',', 390)}`, 1],
      [many(() => 'refused', ' '), 2],
      [deep('connection'), 1],
      [deep('status=503'), 0],
      [deep('/db$/'), 0],
    ] as const) {
      assert.equal((await found(store, ruleFor(query))).length, wanted, query.slice(0, 60));
    }
  });

  test(`${name}: any mixture of what can be asked finds and counts what the rule says of each line`, async () => {
    await using store = await open({ bytes: 1e9 });
    await put(store, 1, mixed.slice(0, 3000));
    await put(store, 3001, mixed.slice(3000), { day: '2026-01-02' });
    const check = async (text: string, n: number) => {
      const rule = ruleFor(text);
      const matches = lineMatcher(rule);
      const wanted = mixed.filter((line) => matches(seen(line)));
      const expected = wanted.map(({ seconds }) => new Date(at(seconds) / 1000).toISOString());
      const order = n % 2 === 0 ? 'newest' : 'oldest';
      const times = (await found(store, rule, { order })).map(({ time }) => time);
      assert.deepEqual(order === 'newest' ? times.toReversed() : times, expected, text);
      const counts = await counted(store, { ...whole, rule, startUs: whole.fromUs, widthUs: 2e12 });
      const total = counts.reduce((sum, { count }) => sum + count, 0);
      assert.equal(total, wanted.length, text);
    };
    for (let first = 0; first < mixtures.length; first += mixturesAtOnce) {
      await Promise.all(mixtures.slice(first, first + mixturesAtOnce).map((text, at) => check(text, first + at)));
    }
  });
}
