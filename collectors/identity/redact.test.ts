import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuMsOf } from '#contract/fixtures/cpu-time.ts';
import { redact, redactedCommand } from './redact.ts';

/** Stands for every secret, so that one search finds a leak. */
const secret = 'hunter2hunter2';

/** Command lines, an argument each, and what may be shown of them. */
const corpus: readonly (readonly [args: readonly string[], shown: string])[] = [
  [['mysql', '-h', 'db', '-uroot', `-p${secret}`, 'shop'], 'mysql -h db -uroot -p<redacted> shop'],
  [['sudo', '-u', 'db', '/usr/bin/mysqldump', `-p${secret}`], 'sudo -u db /usr/bin/mysqldump -p<redacted>'],
  [['mongosh', '-u', 'app', '-p', secret, 'shop'], 'mongosh -u app -p <redacted> shop'],
  [['redis-cli', '-h', 'cache', '-a', secret, 'PING'], 'redis-cli -h cache -a <redacted> PING'],
  [['redis-server', '--requirepass', secret], 'redis-server --requirepass <redacted>'],
  [['env', `PGPASSWORD=${secret}`, 'psql', '-h', 'db'], 'env PGPASSWORD=<redacted> psql -h db'],
  [['psql', `postgres://shop:${secret}@db:5432/shop?sslmode=require`], 'psql postgres://shop:<redacted>@db:5432/shop?sslmode=require'],
  [['psql', `postgres://shop:hunter2@${secret}@db/shop`], 'psql postgres://shop:<redacted>@db/shop'],
  [['psql', `postgres://shop:${secret}/@db/shop`], 'psql postgres://shop:<redacted>@db/shop'],
  [['psql', `postgres://shop:${secret}`], 'psql postgres://shop:<redacted>'],
  [['curl', `https://a:${secret}@h/login?next=https://b:${secret}@i/`], 'curl https://a:<redacted>@h/login?next=https://b:<redacted>@i/'],
  [['curl', `https://h/${'http://i/'.repeat(9)}http://b:${secret}@j/`], `curl https://h/${'http://i/'.repeat(8)}http://<redacted>`],
  [['psql', `host=db user=shop password=${secret} dbname=shop`], 'psql host=db user=shop password=<redacted> dbname=shop'],
  [['api', `redis://:${secret}@cache/0`], 'api redis://:<redacted>@cache/0'],
  [['api', '--dsn', `shop:${secret}@tcp(db:3306)/shop`], 'api --dsn shop:<redacted>@tcp(db:3306)/shop'],
  [['git', 'clone', `https://${secret}${secret}@git.example.com/a`], 'git clone https://<redacted>@git.example.com/a'],
  [['sqlplus', `scott/${secret}@orcl`], 'sqlplus scott/<redacted>'],
  [['curl', '-u', `bob:${secret}`, 'https://x/'], 'curl -u bob:<redacted> https://x/'],
  [['curl', '-sSu', `bob:${secret}`, `-xU`, 'p'], 'curl -sSu bob:<redacted> -xU p'],
  [['curl', `-ubob:${secret}`, 'https://x/'], 'curl -u<redacted> https://x/'],
  [['curl', '--proxy-user', `bob:${secret}`], 'curl --proxy-user bob:<redacted>'],
  [['curl', '-H', `Authorization: Bearer ${secret}`], 'curl -H Authorization: <redacted>'],
  [['curl', `-HX-Api-Key: ${secret}`], 'curl -HX-Api-Key: <redacted>'],
  [['curl', `--header=Authorization: Basic ${secret}=`], 'curl --header=Authorization: <redacted>'],
  [['curl', '-b', `session=${secret}`], 'curl -b <redacted>'],
  [['curl', `https://x/?a=1&access_token=${secret}&b=2`], 'curl https://x/?a=1&access_token=<redacted>&b=2'],
  [['curl', `https://s3/x?X-Amz-Signature=${secret}`], 'curl https://s3/x?X-Amz-Signature=<redacted>'],
  [['curl', '-d', `{"user": "bob", "password": "${secret} x"}`], 'curl -d {"user": "bob", "password": "<redacted>"}'],
  [['sh', '-c', `mysql -p'${secret} b' -h db`], 'sh -c mysql -p<redacted> -h db'],
  [
    ['sh', '-c', `curl -H 'Authorization: Token ${secret}' -u bob:${secret} http://x/`],
    "sh -c curl -H 'Authorization: <redacted>' -u bob:<redacted> http://x/",
  ],
  [['ssh', 'h', `bash -c "mysql -p${secret} -e 'select 1'"`], `ssh h bash -c "mysql -p<redacted> -e 'select 1'"`],
  [['sshpass', '-p', secret, 'ssh', 'h'], 'sshpass -p <redacted> ssh h'],
  [['node', 'api.js', '--token', secret, '--port', '80'], 'node api.js --token <redacted> --port 80'],
  [['api', `--auth-token=${secret}`, `--clientSecret=${secret}`], 'api --auth-token=<redacted> --clientSecret=<redacted>'],
  [['api', '-password', secret], 'api -password <redacted>'],
  [['java', `-Djavax.net.ssl.keyStorePassword=${secret}`, '-jar', 'x.jar'], 'java -Djavax.net.ssl.keyStorePassword=<redacted> -jar x.jar'],
  [['docker', 'run', '-p', '80:80', '-e', `MYSQL_ROOT_PASSWORD=${secret}`, 'db'], 'docker run -p 80:80 -e MYSQL_ROOT_PASSWORD=<redacted> db'],
  [['docker', 'login', '-u', 'bob', '-p', secret, 'r.io'], 'docker login -u bob -p <redacted> r.io'],
  [['helm', 'install', '--set', `db.password=${secret},a=1`], 'helm install --set db.password=<redacted>'],
  [['kubectl', 'create', 'secret', 'generic', 'x', `--from-literal=db=${secret}`], 'kubectl create secret generic x --from-literal=db=<redacted>'],
  [['aws', 'configure', 'set', 'aws_secret_access_key', secret], 'aws configure set aws_secret_access_key <redacted>'],
  [['openssl', 'rsa', '-passin', `pass:${secret}`], 'openssl rsa -passin pass: <redacted>'],
  [['rabbitmqctl', 'add_user', 'bob', secret], 'rabbitmqctl add_user bob <redacted>'],
  [['htpasswd', '-bc', 'users', 'bob', secret], 'htpasswd -bc users bob <redacted>'],
  [['mount.cifs', '//s/x', '/m', '-o', `username=bob,password=${secret}`], 'mount.cifs //s/x /m -o username=bob,password=<redacted>'],
  [['xfreerdp', '/u:bob', `/p:${secret}`], 'xfreerdp /u:bob /p:<redacted>'],
  [['vault', 'login', secret], 'vault login <redacted>'],
  [['python3', '-c', `post(u, headers={'Authorization': 'Custom ${secret}'})`], "python3 -c post(u, headers={'Authorization': '<redacted>'})"],
];

for (const [args, shown] of corpus) {
  test(`hidden: ${shown}`, () => {
    assert.equal(redact(args).join(' '), shown);
    assert.equal(redact(redact(args)).join(' '), shown, 'hiding twice changes nothing more');
  });
}

/** Made up of parts, so that no scanner takes them for real ones. */
const tokens = [
  `AKIA${'A1B2'.repeat(4)}`,
  `ghp_${'a1B2'.repeat(9)}`,
  `glpat-${'a1B2'.repeat(5)}`,
  `xoxb-${'1234'.repeat(3)}-${'aB1c'.repeat(6)}`,
  `sk-${'a1B2'.repeat(10)}`,
  `AIza${'a1B2c'.repeat(7)}`,
  `${['eyJhbGciOi', 'JIUzI1NiJ9'].join('')}.${'eyJzdWIi'.repeat(3)}.${'c2ln'.repeat(8)}`,
  `-----BEGIN ${'RSA'} PRIVATE KEY-----\n${'MIIE'.repeat(20)}\n-----END ${'RSA'} PRIVATE KEY-----`,
];

for (const token of tokens) {
  test(`known by its shape wherever it stands: ${token.slice(0, 8)}`, () => {
    for (const arg of [token, `x=${token}`, `run ${token} now`, `https://h/${token}/x`, token.slice(0, Math.ceil(token.length * 0.6))]) {
      const [shown = ''] = redact([arg]);
      assert.ok(shown.includes('<redacted>'), arg);
      assert.ok(!shown.includes(token.slice(10, 22)), shown);
    }
  });
}

/** Nothing here is secret, so it must stay readable. */
const harmless = [
  'nginx -g daemon off; -c /etc/nginx/nginx.conf',
  'api --listen http://0.0.0.0:8080 --peer http://[::1]:9000/x --brokers kafka://a:9092,b:9092',
  'ssh -p 2222 git@example.com',
  'docker run -p 80:80 -v /a:/b:ro nginx:1.25@sha256:abcd',
  'llm-server --max-tokens 4096 --tokenizer base --author bob',
  'api --password-file /run/secrets/db --token-ttl 60 --no-password --secret-name db',
  'java -Xmx1g -cp /a.jar:/b.jar com.shop.Billing --passes 3',
  'psql postgres://shop@db/shop',
  'tar -xpf a.tar -C /srv',
  'ps -p 4711 -o pid',
];

for (const line of harmless) test(`not hidden: ${line}`, () => assert.deepEqual(redact(line.split(' ')), line.split(' ')));

test('a command as one line is bounded', () => {
  assert.equal(redactedCommand(['curl', '-u', `bob:${secret}`, 'http://x/']), 'curl -u bob:<redacted> http://x/');
  const long = redactedCommand(['x', 'y'.repeat(10_000)], 100);
  assert.equal(long.length, 100);
  assert.ok(long.endsWith('…'));
  assert.equal(redact(Array.from({ length: 1000 }, () => 'a')).length, 128);
});

test('hostile text takes no time', () => {
  const parts = ['a', 'pass', '=', ':', '@', '://', '"', "'", ' ', '-', '.', 'token', 'Authorization: ', '<redacted>', '\\', 'eyJ', '\n'];
  for (const [at, one] of parts.entries()) {
    const two = parts[(at * 5 + 3) % parts.length] ?? '';
    for (const text of [one.repeat(4096), (one + two).repeat(2048), one.repeat(4000) + two]) {
      assert.ok(cpuMsOf(() => redact([text])) < 1000, text.slice(0, 20));
    }
  }
});
