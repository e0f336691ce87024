import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutSecrets } from './secrets.ts';

/** Stands for every secret, so that one search finds a leak. */
const secret = 'hunter2';
const long = `${'aB3x'.repeat(8)}hunter2`;
/** Made up of parts, so that no scanner takes them for real ones. */
const pem = (kind: string, body = `${'MIIE'.repeat(16)}\n${'k3Yb'.repeat(16)}`) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`;

/** Lines with a secret, and what may be stored of them. */
const hidden: readonly (readonly [line: string, stored: string])[] = [
  [`login password=${secret} ok`, 'login password=<redacted> ok'],
  [`login password='${secret} x' ok`, "login password='<redacted>' ok"],
  [`connecting to postgres://shop:${secret}@db/shop`, 'connecting to postgres://shop:<redacted>@db/shop'],
  [`amqp://shop:${secret}@a:5672,shop:${secret}@b:5672/x`, 'amqp://shop:<redacted>@b:5672/x'],
  [`redis://:${secret}@cache:6379/0 refused`, 'redis://:<redacted>@cache:6379/0 refused'],
  [`Authorization: Bearer ${long}`, 'Authorization: <redacted>'],
  [`{"headers":{"authorization":"Basic ${secret}="},"status":200}`, '{"headers":{"authorization":"<redacted>"},"status":200}'],
  [`curl -H 'X-Api-Key: ${secret}' https://x/`, "curl -H 'X-Api-Key: <redacted>' https://x/"],
  [`bearer ${long} expired`, 'bearer <redacted> expired'],
  [`auth: Basic ${Buffer.from(`bob:${secret}`).toString('base64')}`, 'auth: <redacted> <redacted>'],
  [`header Basic ${Buffer.from(`bob:${secret}`).toString('base64')} seen`, 'header Basic <redacted> seen'],
  [`{"user":"a","apiKey":"${secret}"}`, '{"user":"a","apiKey":"<redacted>"}'],
  [`{"user":"a","password":"a\\"${secret}","b":1}`, '{"user":"a","password":"<redacted>","b":1}'],
  ['{"user":"a","otp":123456,"b":1}', '{"user":"a","otp":"<redacted>","b":1}'],
  [`{"body":"{\\"user\\":\\"a\\",\\"password\\":\\"${secret}\\",\\"n\\":1}"}`, '{"body":"{\\"user\\":\\"a\\",\\"password\\":\\"<redacted>\\",\\"n\\":1}"}'],
  [`{"body":"{\\"password\\":\\"a\\\\\\"${secret}\\",\\"n\\":1}"}`, '{"body":"{\\"password\\":\\"<redacted>\\",\\"n\\":1}"}'],
  [`level=info msg=x db_password=${secret} took=3`, 'level=info msg=x db_password=<redacted> took=3'],
  [`level=info client_secret="${secret} \\" y" took=3`, 'level=info client_secret="<redacted>" took=3'],
  [`GET /cb?code=${secret}&state=1 200`, 'GET /cb?code=<redacted>&state=1 200'],
  [`GET /x?a=1&access_token=${secret}&b=2 200`, 'GET /x?a=1&access_token=<redacted>&b=2 200'],
  [`GET https://s3/x?X-Amz-Signature=${secret}&X-Amz-Date=1`, 'GET https://s3/x?X-Amz-Signature=<redacted>&X-Amz-Date=1'],
  [`Cookie: session=${secret}; theme=dark`, 'Cookie: <redacted>'],
  [`Set-Cookie: sid=${secret}; Path=/; HttpOnly`, 'Set-Cookie: <redacted>'],
  [`{"cookie":"sid=${secret}; a=b","n":1}`, '{"cookie":"<redacted>","n":1}'],
  [`GET /a;jsessionid=${secret} 200`, 'GET /a;jsessionid=<redacted> 200'],
  [`key AKIA${'HUNTER2'.repeat(2)}AB`, 'key <redacted>'],
  [`aws_secret_access_key = ${long}`, 'aws_secret_access_key = <redacted>'],
  [`token ghp_${long}`, 'token <redacted>'],
  [`pushed with glpat-${long}.`, 'pushed with <redacted>.'],
  [`vault hvs.${long} renewed`, 'vault <redacted> renewed'],
  [`jwt eyJ${long}.eyJ${long}.${long} ok`, 'jwt <redacted> ok'],
  [`npm_${long}`, '<redacted>'],
  [`session sk-${long}`, 'session <redacted>'],
  [`charge with sk_live_${long}`, 'charge with <redacted>'],
  [`xoxb-1234-${long}`, '<redacted>'],
  [`post to https://hooks.slack.com/services/T0/B0/${long}`, 'post to <redacted>'],
  [`bot 123456789:AA${'hunter2x'.repeat(4)} polls`, 'bot <redacted> polls'],
  [`read ${pem('RSA PRIVATE KEY')} from disk`, 'read <redacted> from disk'],
  [`{"private_key":"-----BEGIN ${'PRIVATE'} KEY-----\\nMIIE${secret}\\n-----END ${'PRIVATE'} KEY-----\\n","id":1}`, '{"private_key":"<redacted>","id":1}'],
  [pem(`PGP ${'PRIVATE'} KEY BLOCK`), '<redacted>'],
  [`${'hunter2AbCdEfG+'.repeat(4)}k3Yb`, '<redacted>'],
  [`alter user shop with password '${secret}';`, "alter user shop with password '<redacted>';"],
  [`STATEMENT:  create user shop identified by '${secret}'`, "STATEMENT:  create user shop identified by '<redacted>'"],
  [`1339518083.107412 [0 127.0.0.1:60866] "AUTH" "default" "${secret}"`, '1339518083.107412 [0 127.0.0.1:60866] "AUTH" "default" "<redacted>"'],
  [`sudo: bob : COMMAND=/usr/bin/mysql -u root -p${secret} shop`, 'sudo: bob : COMMAND=/usr/bin/mysql -u root -p<redacted> shop'],
  [`CMD (backup --password ${secret} --to /srv)`, 'CMD (backup --password <redacted> --to /srv)'],
  ['paid with 4111 1111 1111 1111, thanks', 'paid with <redacted>, thanks'],
  ['paid with 4111-1111-1111-1111.', 'paid with <redacted>.'],
  ['{"card":"5555555555554444","amex":378282246310005}', '{"card":"<redacted>","amex":"<redacted>"}'],
  [`{"secrets":["${secret}","b"],"n":1}`, '{"secrets":"<redacted>","n":1}'],
  [`{"auth":{"user":"bob","password":"${secret}"},"n":1}`, '{"auth":{"user":"bob","password":"<redacted>"},"n":1}'],
  [`userPassword={SSHA}${secret}`, 'userPassword=<redacted>'],
  ['cvv=123 checked', 'cvv=<redacted> checked'],
];

for (const [line, stored] of hidden) {
  test(`hidden in ${JSON.stringify(line).slice(0, 100)}`, () => {
    assert.equal(withoutSecrets(line), stored);
    assert.equal(withoutSecrets(stored), stored, 'hiding twice changes nothing more');
  });
}

const kept = [
  '2026-06-12T07:01:02.345Z INFO started in 3.2 s, listening on http://0.0.0.0:8080/',
  'Accepted password for bob from 10.0.0.7 port 4000 ssh2',
  'Failed password for invalid user bob from 10.0.0.7',
  'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.7',
  'invalid token: expired',
  'password: incorrect',
  '{"token":null,"auth":false,"password":"***","secret":"[REDACTED]"}',
  'got signal sig=SIGTERM, stopping',
  'token_count=5 max_tokens=4096 tokenizer=base author=bob monkey=banana keyboard=us',
  'SECRET_NAME=db password_file=/run/secrets/db token_ttl=60',
  'pulled nginx:1.25@sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789',
  'mail from bob@example.com to <al@example.com>',
  'git@example.com:shop/api.git cloned',
  'GET /?a=1&b=2&page=3 HTTP/1.1 200',
  'https://example.com/a/b?c=d#e answered 200',
  'basic authentication is off',
  'Basic Realities of life',
  'order 4111111111111112 is no card',
  'at 1781247662345678 ns, id 4000123412341234567, 2024-1111-1111-1111',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'uuid 4a111111-1111-4111-8111-111111111111 of 4111.1111.1111.1111',
  `-----BEGIN CERTIFICATE----- of CN=shop`,
  'key=value pairs: primary key (id), foreign key "cart_id"',
  'ssh-ed25519 fingerprint SHA256:abcDEF',
  'Cookies are off, cookie policy: strict',
  'mysql -u root -p shop',
  'run --no-password --token-ttl 60',
  'thread "main" java.lang.IllegalArgumentException: key must not be null',
  'redis AUTH failed',
  'identified by its name',
];

for (const line of kept) test(`kept: ${line}`, () => assert.equal(withoutSecrets(line), line));

test('what looks like a name at the end of a JSON value takes no quotation mark that is not its own; names that are secrets are hidden', () => {
  const hidden = (object: object) => JSON.parse(withoutSecrets(JSON.stringify(object)));
  assert.deepEqual(hidden({ user: 'Pw:', n: 'b', password: secret }), { user: 'Pw:', n: 'b', password: '<redacted>' });
  assert.deepEqual(hidden({ user: 'Pw:', 'token=hunter2': 1 }), { user: 'Pw:', 'token=<redacted>': '<redacted>' });
});
