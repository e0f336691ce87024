import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownName, processName, scriptName } from './process-name.ts';

const facts = (executable: string, args: readonly string[], more: { comm?: string; argsCut?: boolean; cwd?: string } = {}) => ({
  pid: 4711,
  comm: more.comm ?? executable.slice(0, 15),
  executable,
  args,
  argsCut: more.argsCut ?? false,
  cwd: () => more.cwd,
});

/** The executable, its command line as a shell would split it at blanks, the name; run in /srv/shop. */
const named: readonly (readonly [executable: string, commandLine: string, name: string])[] = [
  ['curl', 'curl -s http://127.0.0.1/', 'curl'],
  ['nginx', 'nginx:_worker_process', 'nginx'],
  ['postgres', 'postgres:_shop_shop_127.0.0.1(40000)_idle', 'postgres'],
  ['php-fpm8.2', 'php-fpm:_pool_www', 'php-fpm8.2'],
  ['python3.11', 'python3 billing.py', 'billing.py'],
  ['python3.11', '/usr/bin/python3 /srv/billing/billing.py --port 80', 'billing.py'],
  ['python3.11', 'python3 -u -W ignore -X dev -B /srv/billing.py', 'billing.py'],
  ['python3.11', 'python3 -uWignore -bb billing.py', 'billing.py'],
  ['python3.11', 'python3 --check-hash-based-pycs never billing.py', 'billing.py'],
  ['python3.11', 'python3 /srv/shop/app.py', 'shop/app.py'],
  ['python3.11', 'python3 app.py', 'shop/app.py'],
  ['python3.11', 'python3 ./app.py', 'shop/app.py'],
  ['python3.11', 'python3 ../mail/app.py', 'mail/app.py'],
  ['python3.11', 'python3 api/__main__.py', 'api/__main__.py'],
  ['python3.11', 'python3 manage.py runserver', 'shop/manage.py'],
  ['python3.11', 'python3 .', 'shop'],
  ['python3.11', 'python3 /srv/shop', 'shop'],
  ['python3.11', 'python3 -m http.server 8000', 'http.server'],
  ['python3.11', 'python3 -um shop.worker', 'shop.worker'],
  ['python3.11', 'python3 -mshop', 'shop'],
  ['python3.11', 'python3 -c import_os app.py', 'python3'],
  ['python3.11', 'python3 -Bc pass', 'python3'],
  ['python3.11', 'python3 - app.py', 'python3'],
  ['python3.11', 'python3', 'python3'],
  ['python3.11', 'python3 /dev/fd/63', 'python3'],
  ['python3.11', 'python3 -- -odd.py', '-odd.py'],
  ['python3.13t', 'python3.13t -i', 'python3'],
  ['python2.7', 'python -c pass', 'python2'],
  ['python3.11', '/usr/bin/python3 /usr/bin/gunicorn shop:app', 'gunicorn'],
  ['python3.11', 'gunicorn:_master_[shop]', 'gunicorn'],
  ['python3.11', 'python3 /tmp/tmpab12cd34/app.py', 'app.py'],
  ['python3.11', 'python3 /tmp/tmpabcdefgh/shop/app.py', 'shop/app.py'],
  ['python3.11', 'python3 /srv/releases/20240131/app.py', 'releases/app.py'],
  ['python3.11', 'python3 /tmp/4f9bb1a6c1d1a3c7.py', 'python3'],
  ['pypy3.9', 'pypy3 worker.py', 'worker.py'],
  ['node', 'node server.js', 'shop/server.js'],
  ['node', 'node --max-old-space-size=4096 -r dotenv/config --import ./otel.mjs --enable-source-maps worker.mjs', 'worker.mjs'],
  ['node', 'node --env-file .env --inspect=0.0.0.0:9229 -C production api.ts', 'api.ts'],
  ['node', 'node --inspect api.ts', 'api.ts'],
  ['node', 'node -e setInterval(()=>0)', 'node'],
  ['node', 'node --eval=1 api.ts', 'node'],
  ['node', 'node inspect api.ts', 'api.ts'],
  ['node', 'node dist/index.js', 'dist/index.js'],
  ['node', 'node .', 'shop'],
  ['node', 'next-server_(v14.2.3)', 'next-server'],
  ['node', 'npm_run_start', 'npm'],
  ['ruby3.1', 'ruby3.1 -I lib -r bundler/setup -W0 bin/worker.rb', 'worker.rb'],
  ['ruby3.1', 'puma_6.4.0_(tcp://0.0.0.0:3000)_[shop]', 'puma'],
  ['ruby3.1', 'ruby -e sleep', 'ruby'],
  ['perl', 'perl -w -I lib -MPOSIX /srv/poller.pl', 'poller.pl'],
  ['perl5.36.0', 'perl -lane print', 'perl'],
  ['php8.2', 'php -d memory_limit=1G artisan queue:work', 'artisan'],
  ['php8.2', 'php -r sleep(9);', 'php'],
  ['php8.2', 'php -S 127.0.0.1:8000 -t public router.php', 'router.php'],
  ['php8.2', 'php -S 127.0.0.1:8000', 'php'],
  ['php8.2', 'php -f /srv/shop/index.php', 'shop/index.php'],
  ['java', 'java -Xmx1g -Dapp.env=prod -javaagent:/otel.jar -jar /srv/billing-1.4.jar --spring.config=x', 'billing-1.4.jar'],
  ['java', 'java -jar /srv/shop/app.jar', 'shop/app.jar'],
  ['java', 'java -cp /a.jar:/b.jar --add-opens java.base/java.lang=ALL-UNNAMED com.shop.Billing', 'com.shop.Billing'],
  ['java', 'java --add-modules=jdk.net -m org.shop/org.shop.Main', 'org.shop.Main'],
  ['java', 'java Hello.java', 'Hello.java'],
  ['java', 'java -version', 'java'],
  ['bash', 'bash -x deploy.sh', 'deploy.sh'],
  ['bash', '/bin/bash /opt/backup', 'backup'],
  ['bash', 'bash -euo pipefail run.sh', 'shop/run.sh'],
  ['bash', 'bash -lc curl', 'bash'],
  ['bash', '-bash', 'bash'],
  ['dash', 'sh -c curl', 'dash'],
  ['dash', '/bin/sh -e /etc/init.d/shop start', 'shop'],
  ['deno', 'deno run --allow-net --port 80 main.ts', 'shop/main.ts'],
  ['deno', 'deno serve -c deno.json api.ts', 'api.ts'],
  ['deno', 'deno task start', 'deno'],
  ['bun', 'bun --watch run src/worker.ts', 'worker.ts'],
  ['bun', 'bun run dev', 'bun'],
  ['lua5.4', 'lua -l socket poll.lua', 'poll.lua'],
  ['R', '/usr/lib/R/bin/exec/R --no-echo --file=model.R --args 3', 'model.R'],
  ['dotnet', 'dotnet --roll-forward Major Shop.Api.dll --urls x', 'Shop.Api.dll'],
  ['dotnet', 'dotnet run', 'dotnet'],
  ['busybox', 'wget http://x/', 'wget'],
  ['busybox', '/bin/busybox wget http://x/', 'wget'],
  ['busybox', 'sh /opt/poll.sh', 'poll.sh'],
  ['ld-linux-x86-64.so.2', '/lib64/ld-linux-x86-64.so.2 --library-path lib bin/api', 'api'],
  ['2.1.3', 'toolbox --watch', 'toolbox'],
  ['prometheus', 'prometheus --config.file=x', 'prometheus'],
];

for (const [executable, line, name] of named) {
  // A renamed process has one argument with blanks, written with `_` above.
  const args = line.includes('_') && !line.includes(' ') ? [line.replaceAll('_', ' ')] : line.split(' ');
  test(`${executable}: ${args.join(' ')} is ${name}`, () => assert.equal(processName(facts(executable, args, { cwd: '/srv/shop' })), name));
}

test('a relative script of a process that is gone has no folder', () => {
  assert.equal(processName(facts('python3.11', ['python3', 'app.py'])), 'app.py');
  assert.equal(processName(facts('node', ['node', '.'])), 'node');
});

test('a script is not named by half of its path', () => {
  const cut = ['python3', '-W', 'ignore', '/srv/a-long-way-down/bill'];
  assert.equal(processName(facts('python3.11', cut, { argsCut: true, comm: 'python3' })), 'python3');
  assert.equal(processName(facts('python3.11', cut, { argsCut: true, comm: 'billing.py' })), 'billing.py');
  assert.equal(processName(facts('java', ['java', '-cp', '/a.jar:/b.j'], { argsCut: true })), 'java');
});

test('a long class name keeps its end, which says most', () => {
  const name = processName(facts('java', ['java', `org.${'deep.'.repeat(20)}Billing`]));
  assert.match(name, /^deep\..*\.Billing$/);
  assert.ok(name.length <= 63);
});

test('without an executable, comm and the command line name a process', () => {
  assert.equal(processName(facts('', [], { comm: 'kworker/u8:2' })), 'kworker');
  assert.equal(processName(facts('', ['nginx: worker process'], { comm: '' })), 'nginx');
  assert.equal(processName(facts('', [], { comm: '' })), 'unknown');
});

test('a title that holds the pid does not name a process', () => {
  assert.equal(processName(facts('node', ['worker-4711'])), 'node');
});

test('our own processes are known by their titles, and only under Node', () => {
  assert.equal(ownName({ executable: 'node', comm: 'sonde-agent', args: [] }), 'sonde-agent');
  assert.equal(ownName({ executable: 'node', comm: 'node-MainThread', args: ['sonde-server'] }), 'sonde-server');
  assert.equal(ownName({ executable: 'curl', comm: 'sonde-agent', args: [] }), undefined);
  assert.equal(ownName({ executable: 'node', comm: 'node', args: ['node', 'sonde-agent'] }), undefined);
});

test('a script in the root folder or with odd characters is still named', () => {
  assert.equal(
    scriptName('/app.py', () => undefined),
    'app.py',
  );
  assert.equal(processName(facts('python3.11', ['python3', '/srv/my "shop"/app.py'])), 'my _shop_/app.py');
});

test('any command line gives a bounded name, quickly', () => {
  const parts = ['-', '--', '-c', '-m', 'app.py', '', '/', '..', './', '-W', 'x=y', '\0', '"', 'é', '-jar', '@'];
  const argument = fc.tuple(fc.constantFrom(...parts), fc.integer({ min: 1, max: 3 })).map(([part, times]) => part.repeat(times));
  const executable = fc.constantFrom('python3', 'node', 'java', 'bash', 'perl', 'busybox', 'deno', 'x');
  fc.assert(
    fc.property(executable, fc.array(argument, { maxLength: 7 }), fc.boolean(), (of, args, argsCut) => {
      const name = processName(facts(of, args, { argsCut, cwd: '/srv/shop' }));
      assert.ok(name !== '' && Array.from(name).length <= 63);
    }),
    { numRuns: 2400 },
  );
});

test('a file with several names is called by the one that it was started under', () => {
  assert.equal(processName(facts('redis-check-rdb', ['/usr/bin/redis-server', '127.0.0.1:6379'], { comm: 'redis-server' })), 'redis-server');
  assert.equal(processName(facts('redis-check-rdb', ['redis-server *:6379'], { comm: 'redis-server' })), 'redis-server');
  assert.equal(processName(facts('mawk', ['awk', '{ print }'], { comm: 'awk' })), 'awk');
  assert.equal(processName(facts('nginx', ['nginx: worker process'], { comm: 'nginx' })), 'nginx');
  assert.equal(processName(facts('postgres', ['postgres: walwriter'], { comm: 'postgres' })), 'postgres');
});
