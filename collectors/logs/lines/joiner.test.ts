import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Joiner, type Message } from './joiner.ts';

/** What lines become: each list of lines is one message. */
const cases: Readonly<Record<string, readonly string[][]>> = {
  'lines that have nothing to do with each other': [['one'], ['two'], [''], ['three'], ['{"a":1}'], ['}']],
  'what is indented under a line': [['query was:', '  select *', '\tfrom x'], ['next']],
  'a file in which everything is indented': [['  one'], ['  two'], ['   three']],
  'Java: a stack with causes': [
    [
      '2026-06-12 07:01:02 ERROR [main] c.s.Cart - no stock',
      'java.lang.IllegalStateException: boom',
      '\tat com.shop.Cart.add(Cart.java:42)',
      'Caused by: java.sql.SQLException: refused',
      '\tat org.db.Driver.connect(Driver.java:7)',
      '\t... 12 more',
      'Suppressed: java.io.IOException: closed',
      '\tat x.Y.z(Y.java:1)',
    ],
    ['2026-06-12 07:01:03 INFO [main] c.s.Cart - next'],
  ],
  'Java: an exception nobody caught': [['Exception in thread "main" java.lang.Error: x', '\tat A.main(A.java:1)'], ['done']],
  'Java: an exception after a line that told of none': [['2026-06-12 07:01:02 INFO ready'], ['java.lang.Error: x', '\tat A.main(A.java:1)']],
  'java.util.logging writes two lines': [
    ['Jun 12, 2026 7:01:02 AM com.shop.Cart add', 'SEVERE: no stock'],
    ['Jun 12, 2026 7:01:03 AM com.shop.Cart add', 'INFO: stock'],
  ],
  'Python: a stack ends with its exception': [
    ['Traceback (most recent call last):', '  File "a.py", line 1, in <module>', '    f()', '    ~^^', 'ValueError: boom'],
    ['next'],
  ],
  'Python: what logging.exception() writes': [
    ['2026-06-12 07:01:02,345 ERROR shop: failed', 'Traceback (most recent call last):', '  File "a.py", line 1, in f', 'KeyError: 7'],
    ['2026-06-12 07:01:03,345 INFO shop: next'],
  ],
  'Python: one after a line that told of no error': [
    ['2026-06-12 07:01:02,345 INFO ready'],
    ['Traceback (most recent call last):', '  File "a.py"', 'KeyError: 7'],
  ],
  'Python: an exception while handling another': [
    [
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'KeyError: 7',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "a.py", line 3, in g',
      'ValueError: boom',
    ],
    [''],
    ['next'],
  ],
  'Go: a panic': [
    [
      'panic: runtime error: index out of range [7] with length 3',
      '',
      'goroutine 1 [running]:',
      'main.(*Cart).Add(0xc000012345, 0x7)',
      '\t/srv/shop/cart.go:42 +0x1d',
      'main.main()',
      '\t/srv/shop/main.go:7 +0x25',
      '',
      'goroutine 18 [chan receive]:',
      'created by net/http.(*Server).Serve in goroutine 1',
      '\t/usr/lib/go/net/http/server.go:3 +0x1',
      'exit status 2',
    ],
    ['2026/06/12 07:01:02 started'],
  ],
  'Go: a signal': [
    ['panic: runtime error: invalid memory address', '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0]', '', 'goroutine 1 [running]:'],
    ['{"level":"info"}'],
  ],
  'Node: an error nobody caught': [
    [
      '/srv/app.js:3',
      "    throw new TypeError('boom')",
      '    ^',
      '',
      'TypeError: boom',
      '    at f (/srv/app.js:3:9) {',
      "  code: 'E_BOOM'",
      '}',
      '',
      'Node.js v26.0.0',
    ],
    ['next'],
  ],
  'Node: an error that was printed': [['Error: boom', '    at f (/srv/app.js:3:9) {', "  code: 'E'", '}'], ['next']],
  '.NET: what nobody caught': [
    [
      'Unhandled exception. System.InvalidOperationException: boom',
      ' ---> System.IO.IOException: closed',
      '   at Shop.Cart.Add() in /src/Cart.cs:line 42',
      '   --- End of inner exception stack trace ---',
      '   at Shop.Program.Main()',
    ],
    ['next'],
  ],
  '.NET: a logger with two lines': [
    ['fail: Shop.Cart[0]', '      no stock', '      System.Exception: boom'],
    ['info: Shop.Cart[0]', '      added'],
  ],
  'Rust: a panic': [
    [
      "thread 'main' panicked at src/main.rs:2:5:",
      'boom',
      'stack backtrace:',
      '   0: std::panicking::begin_panic',
      '             at /rustc/1/library/std/src/panicking.rs:1',
      'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
    ],
    ['next'],
  ],
  'Rust: an error with causes': [['Error: no stock', '', 'Caused by:', '    0: refused'], ['next']],
  'PHP: a stack': [
    ['PHP Fatal error:  Uncaught Exception: boom in /a.php:3', 'Stack trace:', '#0 /a.php(7): f()', '#1 {main}', '  thrown in /a.php on line 3'],
    ['#2 is a comment'],
  ],
  'an object over many lines': [
    ['{', '  "a": 1,', '  "b": {', '    "c": 2', '  }', '}'],
    ['{', '  "a": 2', '}'],
  ],
  'a private key': [['loaded -----BEGIN RSA PRIVATE KEY-----', 'MIIEpAIBAAKCAQEA', '', 'x==', '-----END RSA PRIVATE KEY-----'], ['next']],
};

function joined(lines: readonly string[], nowMs: (at: number) => number = () => 0) {
  const messages: Message<string>[] = [];
  const joiner = new Joiner<string>((more) => messages.push(...more));
  for (const [at, text] of lines.entries()) {
    joiner.tick(nowMs(at));
    joiner.add('a', { text, bytes: text.length, stream: '', readMs: nowMs(at), place: '' });
  }
  joiner.releaseAll();
  return messages.map(({ text }) => text);
}

for (const [name, messages] of Object.entries(cases)) {
  test(name, () =>
    assert.deepEqual(
      joined(messages.flat()),
      messages.map((lines) => lines.join('\n')),
    ),
  );
}

test('each source has its own messages', () => {
  const texts: string[] = [];
  const joiner = new Joiner<string>((more) => texts.push(...more.map(({ text }) => text)));
  for (const [source, text] of [
    ['a', 'one'],
    ['b', 'uno'],
    ['a', '  two'],
    ['b', 'due'],
  ] as const)
    joiner.add(source, { text, bytes: 3, stream: '', readMs: 0, place: '' });
  joiner.releaseAll();
  assert.deepEqual(texts, ['uno', 'one\n  two', 'due']);
});

test('a line of another stream is another message', () => {
  const texts: string[] = [];
  const joiner = new Joiner<string>((more) => texts.push(...more.map(({ text }) => text)));
  for (const [stream, text] of [
    ['stdout', 'one'],
    ['stderr', '  two'],
    ['stdout', '  three'],
  ] as const)
    joiner.add('a', { text, bytes: 3, stream, readMs: 0, place: '' });
  joiner.releaseAll();
  assert.deepEqual(texts, ['one', '  two', '  three']);
});

test('what goes on for ever is cut into messages of 500 lines, and nothing is left out', () => {
  const lines = ['head', ...Array.from({ length: 1200 }, (_, at) => `  ${at}`)];
  const messages = joined(lines);
  assert.deepEqual(
    messages.map((text) => text.split('\n').length),
    [500, 500, 201],
  );
  assert.equal(messages.join('\n'), lines.join('\n'));
});

test('a message has at most 256 KiB, but for one line that is longer', () => {
  const indented = `  ${'x'.repeat(100 << 10)}`;
  assert.deepEqual(
    joined(['head', indented, indented, indented, 'y'.repeat(1 << 20), '  z']).map(({ length }) => length),
    [4 + 2 * (indented.length + 1), indented.length, 1 << 20, 3],
  );
});

test('a line does not wait for the next one for long', () => {
  const times = [0, 100, 300, 300];
  assert.deepEqual(
    joined(['one', '  two', '  three', 'four'], (at) => times[at] ?? 0),
    ['one\n  two', '  three', 'four'],
  );
  const slow = joined(['head', ...Array.from({ length: 30 }, (_, at) => `  ${at}`)], (at) => at * 100);
  assert.equal(slow[0]?.split('\n').length, 20);
});

test('whatever is written, each line is in one message, in its order', () => {
  const words = [...new Set(Object.values(cases).flat(2))];
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom(...words),
      fc.string().filter((text) => !text.includes('\n')),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(lines, (all) => {
      assert.deepEqual(joined(all).join('\n').split('\n'), all.length === 0 ? [''] : all);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
});
