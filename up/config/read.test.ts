import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from './arguments.ts';
import { keys, plainName } from './keys.ts';
import { readSettings } from './read.ts';
import { ConfigError, type Settings } from './settings.ts';

interface Given {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: string;
}

function read({ flags = [], env = {}, file }: Given): Settings {
  const given = readArguments(flags, { switches: ['json', 'cluster'], options: ['config'] });
  return readSettings({ arguments: given, env, file: file === undefined ? undefined : { path: '/etc/sonde/sonde.yaml', text: file } });
}

function problems(given: Given): readonly string[] {
  try {
    read(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was taken');
}

test('without anything, the defaults hold', () => {
  const { config, originOf } = read({});
  assert.equal(config.listen, '127.0.0.1');
  assert.deepEqual([config.port, config.agent.port, config.prometheus.port, config.alertmanager.port], [8400, 8401, 8402, 8403]);
  assert.equal(config.data, '/var/lib/sonde');
  assert.equal(config.node, undefined);
  assert.equal(originOf('port'), 'default');
});

test('a flag wins over a variable, which wins over the file, which wins over the default', () => {
  const file = 'port: 9001\nagent:\n  port: 9002\nseriesBudget: 30000\n';
  const env = { SONDE_PORT: '9011', SONDE_AGENT_PORT: '9012' };
  const { config, originOf } = read({ flags: ['--port', '9021'], env, file });
  assert.deepEqual([config.port, config.agent.port, config.seriesBudget, config.prometheus.port], [9021, 9012, 30000, 8402]);
  assert.deepEqual(['port', 'agent.port', 'seriesBudget', 'prometheus.port'].map(originOf), [
    'flag --port',
    'SONDE_AGENT_PORT',
    '/etc/sonde/sonde.yaml:4',
    'default',
  ]);
});

test('a flag may be written with = and with dots or dashes', () => {
  const { config } = read({ flags: ['--agent.port=9002', '--prometheus-port', '9003', '--console.hosts=a.example,b.example'] });
  assert.deepEqual([config.agent.port, config.prometheus.port, config.console.hosts], [9002, 9003, ['a.example', 'b.example']]);
});

test('no two keys share a flag or a variable', () => {
  assert.equal(new Set(keys.map(({ flag }) => plainName(flag))).size, keys.length);
  assert.equal(new Set(keys.map(({ env }) => env)).size, keys.length);
});

test('the data folder is SONDE_DATA_DIR in the environment', () => {
  assert.equal(read({ env: { SONDE_DATA_DIR: '/srv/sonde' } }).config.data, '/srv/sonde');
});

test('an empty variable is one that is not set', () => {
  assert.equal(read({ env: { SONDE_PORT: '' } }).config.port, 8400);
});

test('sizes may carry a unit', () => {
  const { config } = read({ env: { SONDE_RETENTION_RECORDS_BYTES: '128MiB' }, file: 'retention: {metrics: {bytes: 1.5GiB}}' });
  assert.deepEqual([config.retention.records.bytes, config.retention.metrics.bytes], [128 * 1024 ** 2, 1.5 * 1024 ** 3]);
});

test('an error names the key, where it came from, the value and what is allowed', () => {
  const allowed = 'a port from 1 to 65535';
  assert.deepEqual(problems({ flags: ['--port', '84000'] }), [`port: "84000" (flag --port) is not allowed; allowed: ${allowed}`]);
  assert.deepEqual(problems({ env: { SONDE_AGENT_PORT: 'high' } }), [`agent.port: "high" (SONDE_AGENT_PORT) is not allowed; allowed: ${allowed}`]);
  assert.deepEqual(problems({ file: '\nprometheus:\n  port: 1.5\n' }), [`prometheus.port: 1.5 (/etc/sonde/sonde.yaml:3) is not allowed; allowed: ${allowed}`]);
  assert.deepEqual(problems({ file: 'port: [1]' }), [`port: [1] (/etc/sonde/sonde.yaml:1) is not allowed; allowed: ${allowed}`]);
});

test('so does the error of every key there is', () => {
  for (const { path, allowed } of keys) {
    const file = JSON.stringify(path.split('.').reduceRight<unknown>((below, name) => ({ [name]: below }), { no: 'such thing' }));
    const [problem = '', ...more] = problems({ file });
    assert.deepEqual(more, [], path);
    assert.ok(problem.startsWith(`${path}: {"no":"such thing"} (/etc/sonde/sonde.yaml:1) is not allowed; allowed: `) && problem.endsWith(allowed), problem);
    assert.notEqual(allowed, '', path);
  }
});

test('everything that is wrong is said at once', () => {
  assert.equal(problems({ flags: ['--port', 'x', '--node', '-'], file: 'listen: everywhere\ndata: here\n' }).length, 4);
});

test('an unknown key is an error that names the nearest known one', () => {
  assert.deepEqual(problems({ file: 'listen: 127.0.0.1\nprot: 1\n' }), ['prot: unknown key (/etc/sonde/sonde.yaml:2); did you mean port?']);
  assert.deepEqual(problems({ file: 'agent:\n  lisen: 127.0.0.1\n' }), ['agent.lisen: unknown key (/etc/sonde/sonde.yaml:2); did you mean agent.listen?']);
  assert.deepEqual(problems({ flags: ['--prot', '1'] }), ['unknown flag --prot; did you mean --port?']);
  assert.deepEqual(problems({ flags: ['--jsno'] }), ['unknown flag --jsno; did you mean --json?']);
  assert.deepEqual(problems({ env: { SONDE_LISTNE: '::1' } }), ['SONDE_LISTNE: unknown variable in the environment; did you mean SONDE_LISTEN?']);
  assert.match(problems({ file: 'zzzzzzzzzz: 1' })[0] ?? '', /known keys: listen, port, data,/);
});

test('a section needs keys below it, and may be empty', () => {
  assert.match(problems({ file: 'agent: 5' })[0] ?? '', /^agent: 5 \(\S+:1\) is not allowed; allowed: the keys listen, port, hosts below it$/);
  assert.equal(read({ file: 'tls:\n' }).config.tls.cert, undefined);
});

test('a key that stands twice, broken YAML and a file without keys are errors with their place', () => {
  assert.match(problems({ file: 'port: 1\nport: 2\n' })[0] ?? '', /^\/etc\/sonde\/sonde\.yaml:2: .*unique/);
  assert.match(problems({ file: 'port: [1\n' })[0] ?? '', /^\/etc\/sonde\/sonde\.yaml:\d: /);
  assert.match(problems({ file: '- port\n' })[0] ?? '', /holds no keys/);
});

test('flags without a value, given twice or standing alone are errors', () => {
  assert.deepEqual(problems({ flags: ['--port'] }), ['--port needs a value; allowed: a port from 1 to 65535']);
  assert.deepEqual(problems({ flags: ['--port', '--json'] }), ['--port needs a value; allowed: a port from 1 to 65535']);
  assert.deepEqual(problems({ flags: ['--port', '1', '--port', '2'] }), ['--port is given twice: "1" and "2"']);
  assert.deepEqual(problems({ flags: ['--json=yes'] }), ['--json takes no value (given: "yes")']);
  assert.match(problems({ flags: ['8400'] })[0] ?? '', /^unexpected argument "8400"/);
});

test('another address than loopback is refused in words that name listen and tls', () => {
  for (const listen of ['0.0.0.0', '::', '192.0.2.1', '2001:db8::1']) {
    const [problem = ''] = problems({ flags: ['--listen', listen] });
    assert.match(problem, /^listen: ".*" \(flag --listen\) is not allowed without tls\.cert, tls\.key and console\.hosts/);
    assert.match(problem, /missing: tls\.cert, tls\.key, console\.hosts/);
  }
  assert.match(problems({ flags: ['--listen=0.0.0.0', '--tls.cert=/c', '--tls.key=/k'] })[0] ?? '', /missing: console\.hosts;/);
});

test('loopback addresses need nothing more, and others pass with certificate, key and names', () => {
  for (const listen of ['127.0.0.1', '127.1.2.3', '::1']) assert.equal(read({ flags: ['--listen', listen] }).config.listen, listen);
  const { config } = read({ flags: ['--listen=0.0.0.0', '--tls.cert=/c', '--tls.key=/k', '--console.hosts=sonde.example'] });
  assert.equal(config.listen, '0.0.0.0');
  assert.equal(config.agent.listen, '127.0.0.1');
});

test('Kafka without an Elasticsearch, and indexers without Kafka, are refused', () => {
  assert.match(problems({ flags: ['--kafka=k:9092'] })[0] ?? '', /^kafka\.brokers: .* needs elasticsearch\.url/);
  const [problem = ''] = problems({ flags: ['--indexer.elsewhere=web-2:8408'] });
  assert.match(
    problem,
    /^indexer\.elsewhere: \["web-2:8408"\] \(flag --indexer\.elsewhere\) needs kafka\.brokers as well; allowed for kafka\.brokers: .+, or --cluster/,
  );
  const { config } = read({ flags: ['--kafka=k:9092', '--elasticsearch=http://e:9200', '--indexer.elsewhere=web-2:8408'] });
  assert.deepEqual(config.indexer.elsewhere, ['web-2:8408']);
});

test('an Alertmanager of one’s own is signed in to by files, in one way, and where there is none nothing of it is taken', () => {
  const flags = (...more: string[]) => ['--alertmanager.url=https://am.example/team', ...more];
  const { config } = read({ flags: flags('--alertmanager.ca=/ca', '--alertmanager.user=u', '--alertmanager.password-file=/p') });
  assert.deepEqual({ ...config.alertmanager }, { port: 8403, url: 'https://am.example/team', ca: '/ca', user: 'u', passwordFile: '/p' });
  const url = 'an http:// or https:// URL without user, query and fragment';
  assert.deepEqual(problems({ env: { SONDE_ALERTMANAGER_TOKEN_FILE: '/t' } }), [
    `alertmanager.tokenFile: "/t" (SONDE_ALERTMANAGER_TOKEN_FILE) needs alertmanager.url as well; allowed for alertmanager.url: ${url}`,
  ]);
  assert.deepEqual(problems({ flags: flags('--alertmanager.user=u') }), [
    'alertmanager.user: "u" (flag --alertmanager.user) needs alertmanager.passwordFile as well; allowed for alertmanager.passwordFile: an absolute path',
  ]);
  assert.deepEqual(problems({ flags: flags('--alertmanager.password-file=/p') }), [
    'alertmanager.passwordFile: "/p" (flag --alertmanager.password-file) needs alertmanager.user as well; allowed for alertmanager.user: a name without a colon',
  ]);
  assert.deepEqual(problems({ flags: flags('--alertmanager.user=u', '--alertmanager.password-file=/p', '--alertmanager.token-file=/t') }), [
    'alertmanager.tokenFile: "/t" (flag --alertmanager.token-file) is not allowed beside alertmanager.user and alertmanager.passwordFile; allowed: the token alone, or the two without it',
  ]);
  assert.deepEqual(problems({ flags: ['--alertmanager.url=http://am.example', '--alertmanager.ca=/ca'] }), [
    'alertmanager.ca: "/ca" (flag --alertmanager.ca) is not allowed with alertmanager.url: "http://am.example" (flag --alertmanager.url), where nothing is encrypted; allowed with it: an https:// URL',
  ]);
  assert.match(problems({ flags: flags('--alertmanager.user=a:b', '--alertmanager.password-file=/p') })[0] ?? '', /allowed: a name without a colon$/);
  assert.match(
    problems({ flags: ['--alertmanager.url=https://u:p@am.example'] })[0] ?? '',
    /allowed: an http:\/\/ or https:\/\/ URL without user, query and fragment$/,
  );
});

test('Kafka and Elasticsearch are signed in to with a name and its password, or with an API key: never with half of it', () => {
  const given = ['--kafka=k:9092', '--elasticsearch=https://e:9200'];
  for (const section of ['kafka', 'elasticsearch']) {
    assert.deepEqual(problems({ flags: [...given, `--${section}.user=u`] }), [
      `${section}.user: "u" (flag --${section}.user) needs ${section}.passwordFile as well; allowed for ${section}.passwordFile: an absolute path`,
    ]);
    assert.deepEqual(problems({ flags: [...given, `--${section}.password-file=/p`] }), [
      `${section}.passwordFile: "/p" (flag --${section}.password-file) needs ${section}.user as well; allowed for ${section}.user: a name`,
    ]);
  }
  const signedIn = [...given, '--elasticsearch.user=u', '--elasticsearch.password-file=/p'];
  assert.deepEqual(problems({ flags: [...signedIn, '--elasticsearch.api-key-file=/k'] }), [
    'elasticsearch.apiKeyFile: "/k" (flag --elasticsearch.api-key-file) is not allowed beside elasticsearch.user and elasticsearch.passwordFile; allowed: the API key alone, or the two without it',
  ]);
  assert.equal(read({ flags: signedIn }).config.elasticsearch.user, 'u');
  assert.equal(read({ flags: [...given, '--elasticsearch.api-key-file=/k'] }).config.elasticsearch.apiKeyFile, '/k');
});

test('how to reach a Kafka or an Elasticsearch is not said without saying where, also beside --cluster, and no certificate where nothing is encrypted', () => {
  const [brokers, url] = ['up to 32 HOST:PORT', 'an http:// or https:// URL without user, query and fragment'];
  for (const switches of [[], ['--cluster']]) {
    assert.deepEqual(problems({ flags: [...switches, '--kafka.ca=/ca', '--kafka.user=u', '--kafka.tls=on'], file: 'kafka: {brokers: [], mechanism: plain}' }), [
      `kafka.tls: "on" (flag --kafka.tls) needs kafka.brokers as well; allowed for kafka.brokers: ${brokers}`,
      `kafka.ca: "/ca" (flag --kafka.ca) needs kafka.brokers as well; allowed for kafka.brokers: ${brokers}`,
      `kafka.mechanism: "plain" (/etc/sonde/sonde.yaml:1) needs kafka.brokers as well; allowed for kafka.brokers: ${brokers}`,
      `kafka.user: "u" (flag --kafka.user) needs kafka.brokers as well; allowed for kafka.brokers: ${brokers}`,
    ]);
    assert.deepEqual(problems({ flags: switches, env: { SONDE_ELASTICSEARCH_API_KEY_FILE: '/k', SONDE_ELASTICSEARCH_CA: '/ca' } }), [
      `elasticsearch.ca: "/ca" (SONDE_ELASTICSEARCH_CA) needs elasticsearch.url as well; allowed for elasticsearch.url: ${url}`,
      `elasticsearch.apiKeyFile: "/k" (SONDE_ELASTICSEARCH_API_KEY_FILE) needs elasticsearch.url as well; allowed for elasticsearch.url: ${url}`,
    ]);
  }
  assert.deepEqual(problems({ flags: ['--elasticsearch=http://e:9200', '--elasticsearch.ca=/ca'] }), [
    'elasticsearch.ca: "/ca" (flag --elasticsearch.ca) is not allowed with elasticsearch.url: "http://e:9200" (flag --elasticsearch), where nothing is encrypted; allowed with it: an https:// URL',
  ]);
  assert.equal(read({ file: 'kafka: {tls: off, mechanism: scram-sha-512}' }).config.kafka.tls, 'off');
});

test('half of a certificate, two keys with one port and an agent on every address without names are refused', () => {
  assert.match(problems({ flags: ['--tls.cert=/c'] })[0] ?? '', /^tls\.cert: "\/c" \(flag --tls\.cert\) needs tls\.key/);
  assert.match(
    problems({ flags: ['--agent.port=8400'] })[0] ?? '',
    /^agent\.port: 8400 \(flag --agent\.port\) is not allowed, because port \(default\) has it/,
  );
  assert.match(
    problems({ flags: ['--prometheus.port=8403'] })[0] ?? '',
    /^alertmanager\.port: 8403 \(default\) is not allowed, because prometheus\.port \(flag --prometheus\.port\) has it/,
  );
  assert.match(
    problems({ flags: ['--syslog=127.0.0.1:8400'] })[0] ?? '',
    /^logs\.syslog: "127\.0\.0\.1:8400" \(flag --syslog\) is not allowed, because port \(default\) has it/,
  );
  assert.match(problems({ flags: ['--otlp-logs=localhost:4318'] })[0] ?? '', /^logs\.otlp: "localhost:4318" .*; allowed: an IPv4 or IPv6 address and a port/);
  assert.equal(read({ flags: ['--syslog=[::1]:514'] }).config.logs.syslog, '[::1]:514');
  assert.equal(read({ flags: ['--prometheus.port=8403'], env: { SONDE_ALERTMANAGER_PORT: '8405' } }).config.alertmanager.port, 8405);
  assert.match(
    problems({ flags: ['--agent.listen=0.0.0.0'] })[0] ?? '',
    /^agent\.listen: "0\.0\.0\.0" \(flag --agent\.listen\) is not allowed without agent\.hosts/,
  );
  assert.equal(read({ flags: ['--prometheus.url=http://p:9090', '--agent.port=8402'] }).config.agent.port, 8402);
});

test('the port beside Kafka’s is its controller’s, where Kafka is started', () => {
  const cluster = (...flags: string[]) => ({ flags: ['--cluster', ...flags] });
  const allowed = 'allowed: a port from 1 to 65535 that no other key has';
  assert.deepEqual(problems(cluster('--elasticsearch.port=8406')), [
    `elasticsearch.port: 8406 (flag --elasticsearch.port) is not allowed, because kafka.port: its controller (default) has it; ${allowed}`,
  ]);
  assert.deepEqual(problems(cluster('--port=8406')), [
    `kafka.port: 8405 (default) is not allowed, because port (flag --port) has 8406, the port of its controller; ${allowed}`,
  ]);
  assert.equal(read({ flags: ['--port=8406'] }).config.port, 8406);
  assert.equal(read(cluster('--port=8406', '--kafka=k:9092')).config.port, 8406);
});

test('ring buffers are a power of two', () => {
  assert.equal(read({ flags: ['--limits.ring-bytes', '4MiB'] }).config.limits.ringBytes, 4 * 1024 ** 2);
  assert.match(
    problems({ flags: ['--limits.ring-bytes', '3MiB'] })[0] ?? '',
    /^limits\.ringBytes: "3MiB" \(flag --limits\.ring-bytes\) is not allowed; allowed: a power of two/,
  );
});
