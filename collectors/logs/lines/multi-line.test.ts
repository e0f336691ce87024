import assert from 'node:assert/strict';
import test from 'node:test';
import { continues } from './multi-line.ts';

function joined(lines: readonly string[]): string[] {
  const records: string[] = [];
  for (const line of lines) {
    const before = records.at(-1);
    if (before !== undefined && continues(before, line)) records[records.length - 1] = `${before}\n${line}`;
    else records.push(line);
  }
  return records;
}

const stacks: Readonly<Record<string, string>> = {
  java: `2026-01-31 12:00:00 ERROR c.s.Orders - order 17 failed
java.lang.IllegalStateException: no stock
\tat com.shop.Orders.place(Orders.java:17)
\tat com.shop.Main.main(Main.java:3)
Caused by: java.sql.SQLException: connection refused
\tat com.shop.Db.open(Db.java:9)
\t... 2 more`,
  python: `ERROR:shop:order 17 failed
Traceback (most recent call last):
  File "shop.py", line 3, in place
    stock[order]
KeyError: 17

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "shop.py", line 5, in place
    raise NoStock(order)
shop.errors.NoStock: 17`,
  go: `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.place(0x5, {0xc000012345, 0x3})
\t/src/shop/main.go:9 +0x1d
main.main()
\t/src/shop/main.go:14 +0x2a
created by main.serve in goroutine 1
\t/src/shop/main.go:20 +0x5c
exit status 2`,
  node: `Error: connect ECONNREFUSED 127.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {
  errno: -111,
  code: 'ECONNREFUSED'
}`,
  dotnet: `Unhandled exception. System.InvalidOperationException: no stock
 ---> System.TimeoutException: timed out
   at Shop.Db.Open() in /src/Db.cs:line 9
   --- End of inner exception stack trace ---
   at Shop.Orders.Place(Int32 id) in /src/Orders.cs:line 17
--- End of stack trace from previous location ---
   at Shop.Program.Main()`,
  rust: `thread 'main' panicked at src/main.rs:2:5:
no stock
stack backtrace:
   0: rust_begin_unwind
             at /rustc/library/std/src/panicking.rs:652:5
note: run with \`RUST_BACKTRACE=full\` for a verbose backtrace`,
};

/** A message of Java's and the exception under it are two lines: nothing says that they are one. */
const records: Readonly<Record<string, number>> = { java: 2 };

for (const [language, stack] of Object.entries(stacks)) {
  test(`a stack of ${language} is one record, and what is around it is not in it`, () => {
    const lines = ['12:00:00 INFO before', ...stack.split('\n'), '2026-01-31T12:00:01Z INFO after', '12:00:02 INFO and after that'];
    const found = joined(lines);
    const count = records[language] ?? 1;
    assert.equal(found.slice(1, 1 + count).join('\n'), stack);
    assert.deepEqual([found[0], ...found.slice(1 + count)], ['12:00:00 INFO before', '2026-01-31T12:00:01Z INFO after', '12:00:02 INFO and after that']);
  });
}

test('what is indented belongs to the line above', () => {
  assert.deepEqual(joined(['SELECT a', '  FROM b', '\tWHERE c', 'done']), ['SELECT a\n  FROM b\n\tWHERE c', 'done']);
});

test('lines that stand by themselves stay so', () => {
  const lines = ['one', '', 'KeyError: 17', '}', 'main.main()', 'note: x', 'panicked', 'Cause: none', '{"a":1}', '[x]'];
  assert.deepEqual(joined(lines), lines);
});
