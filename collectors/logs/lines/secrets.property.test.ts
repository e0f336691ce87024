import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cpuMsOf } from '#contract/fixtures/cpu-time.ts';
import { withoutSecrets } from './secrets.ts';

const secret = 'hunter2';

test('JSON with secrets stays JSON, and the secrets are gone', () => {
  const name = fc.constantFrom('password', 'user', 'token', 'apiKey', 'n', 'url', 'x-auth', 'list', 'clientSecret');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(secret, `a"${secret}`, `\\${secret}`, 7, true, null),
      fc.string(),
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
    object: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 5 }), fc.boolean(), (object, isNested) => {
      const text = JSON.stringify({ ...object, password: `x${secret}` });
      const stored: { readonly body: string; readonly password: string } = JSON.parse(withoutSecrets(isNested ? JSON.stringify({ body: text }) : text));
      if (isNested) assert.doesNotMatch(stored.body, /xhunter2/);
      else assert.equal(stored.password, '<redacted>');
    }),
    { numRuns: 3000 },
  );
});

test('hostile text takes no time', () => {
  const parts = [
    'a',
    'pass',
    '=',
    ':',
    '@',
    '://',
    '"',
    "'",
    ' ',
    '-',
    '.',
    'token',
    'Cookie: ',
    '<redacted>',
    '\\',
    '\\"',
    'eyJ',
    '\n',
    '4111 ',
    'mysql ',
    ' -p',
    'Basic ',
    '--',
  ];
  for (const [at, one] of parts.entries()) {
    const two = parts[(at * 5 + 3) % parts.length] ?? '';
    for (const text of [one.repeat(8192), (one + two).repeat(4096), one.repeat(8000) + two]) {
      const tookMs = cpuMsOf(() => withoutSecrets(text));
      assert.ok(tookMs < 1000, `${JSON.stringify(text.slice(0, 20))}: ${tookMs} ms`);
    }
  }
});
