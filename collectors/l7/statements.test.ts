import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SqlDialect, statementOf } from './statements.ts';

const postgresql = (text: string) => statementOf(text, 'postgresql');
const mysql = (text: string) => statementOf(text, 'mysql');

test('literals are taken out of a statement', () => {
  assert.equal(postgresql("SELECT * FROM orders WHERE id = 7 AND name = 'O''Neil'"), 'SELECT * FROM orders WHERE id = ? AND name = ?');
  assert.equal(postgresql('INSERT INTO t1 VALUES (1, 2.5), (-3, +4e-5)'), 'INSERT INTO t1 VALUES (?, …), …');
  assert.equal(postgresql('SELECT $body$secret$body$, "Name", $1 FROM "T"'), 'SELECT ?, "Name", $1 FROM "T"');
  assert.equal(postgresql('SELECT 1 -- password is x\n FROM t /* and y */'), 'SELECT ? FROM t');
  assert.equal(postgresql("SELECT a-1, b'101', u&'\\0041', 0xff FROM t2"), 'SELECT a-?, ?, ?, ? FROM t2');
  assert.equal(mysql('UPDATE u SET p = "secret" WHERE `a 1` IN (1,2,3)'), 'UPDATE u SET p = ? WHERE `a 1` IN (?, …)');
});

test('a backslash escapes where the server takes it for one', () => {
  assert.equal(postgresql("INSERT INTO t VALUES ('C:\\', 'secret')"), 'INSERT INTO t VALUES (?, …)');
  assert.equal(postgresql("SELECT E'it\\'s', 'secret'"), 'SELECT ?, ?');
  assert.equal(postgresql("SELECT e'a' -- why\n 'b\\' secret'"), 'SELECT ?');
  assert.equal(mysql("SELECT 'it\\'s', \"it\\\"s\", 'secret'"), 'SELECT ?, ?, ?');
  assert.equal(mysql("SELECT '\x95\\', 'secret'"), 'SELECT ?');
});

test('comments are found between literals, and literals between comments', () => {
  assert.equal(postgresql("SELECT '--', 1\n, 'secret'"), 'SELECT ?, ? , ?');
  assert.equal(postgresql('/* a /* b */ secret */ SELECT 1'), 'SELECT ?');
  assert.equal(postgresql("SELECT 1 -- it's\n, 'secret'"), 'SELECT ? , ?');
  assert.equal(mysql("UPDATE users SET password='p' # was secret"), 'UPDATE users SET password=?');
  assert.equal(mysql("SELECT 5--'3', 'secret' -- it's\n, 4"), 'SELECT ?--?, ? , ?');
  assert.equal(mysql('/* a /* b */ SELECT 1'), 'SELECT ?');
});

test('what only some servers run is not told where it has literals, nor what follows', () => {
  assert.equal(mysql("SELECT /*! '*/ secret' */ 1"), 'SELECT');
  assert.equal(mysql('SELECT /*+ MAX_EXECUTION_TIME(1000) */ a FROM t'), 'SELECT a FROM t');
  assert.equal(mysql("SELECT /*m!100100 a # */ secret\n*/ 'x'"), 'SELECT');
});

test('a `$` inside of a name begins no text', () => {
  assert.equal(postgresql("SELECT a$b$, 'x c$b$ y', 'secret'"), 'SELECT a$b$, ?, ?');
});

/** Signs that are nowhere but in literals and comments, and what could end these too early. */
const secretSigns = ['Z', 'Q', 'J', '\u00fe', 'Z', 'Q'] as const;
const hostileSigns = ["'", '"', '\\', '`', '--', '-- ', '/*', '*/', '#', '$$', '$a$', '\n', ' ', ';', '?', ','] as const;
const hidden = /[ZQJ\u00fe]/;

/** As a client writes it; undefined where it cannot be written so. */
const writings: Record<SqlDialect, readonly ((secret: string) => string | undefined)[]> = {
  postgresql: [
    (secret) => `'${secret.replaceAll("'", "''")}'`,
    // With a cast: a literal on the next line would be more of this one.
    (secret) => `E'${secret.replace(/['\\]/g, '\\$&')}'::text`,
    (secret) => `e'${secret.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n'${secret.replace(/['\\]/g, '\\$&')}'::text`,
    (secret) => `U&'${secret.replaceAll("'", "''")}'`,
    (secret) => (secret.includes('$') ? undefined : `$$${secret}$$`),
    (secret) => (secret.includes('$tag$') || secret.endsWith('$') ? undefined : `$tag$${secret}$tag$`),
    (secret) => `--${secret.replaceAll('\n', ' ')}\n`,
    (secret) => (/\/\*|\*\/|[*/]$/.test(secret) ? undefined : `/*${secret}/*${secret}*/${secret}*/`),
  ],
  mysql: [
    (secret) => `'${secret.replace(/['\\]/g, '\\$&')}'`,
    (secret) => `"${secret.replace(/["\\]/g, '\\$&')}"`,
    (secret) => `'${secret.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
    (secret) => `# ${secret.replaceAll('\n', ' ')}\n`,
    (secret) => `--\t${secret.replaceAll('\n', ' ')}\n`,
    (secret) => (secret.includes('*/') || secret.endsWith('*') ? undefined : `/* ${secret}*/`),
    (secret) => (secret.includes('*/') || secret.endsWith('*') ? undefined : `/*!${secret}*/`),
  ],
};
const between = ['SELECT', ' ', ', ', ' = ', '(', ')', '\n', ' - ', 'a$b$', 'e', 'n', 'b1', '12', ' AND ', '::text', '$1', ' / ', ' * '] as const;
const quotedNames = { postgresql: '"a "" \' b"', mysql: "`a `` ' b`" };

const secrets = fc
  .array(fc.oneof(fc.constantFrom(...secretSigns), fc.constantFrom(...hostileSigns)), { minLength: 1, maxLength: 6 })
  .map((signs) => signs.join(''));

function statements(dialect: SqlDialect): fc.Arbitrary<string> {
  // A name or an operator right before it would change what it is.
  const written = fc.tuple(fc.constantFrom(...writings[dialect]), secrets).map(([write, secret]) => ` ${write(secret) ?? ''} `);
  const piece = fc.oneof({ arbitrary: fc.constantFrom(...between, quotedNames[dialect]), weight: 3 }, written);
  return fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
}

for (const dialect of ['postgresql', 'mysql'] as const) {
  test(`${dialect}: of no literal and no comment anything is told, wherever the statement is cut`, () => {
    fc.assert(
      fc.property(statements(dialect), (statement) => {
        for (let end = 0; end <= statement.length; end++) {
          assert.doesNotMatch(statementOf(statement.slice(0, end), dialect), hidden, `cut at ${end}`);
        }
      }),
      { numRuns: 3000 },
    );
  });
}
