import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SqlDialect, statementOf } from './statements.ts';

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
