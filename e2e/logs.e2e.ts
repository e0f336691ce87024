import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { Pair } from './logs/pair.ts';
import { eventually } from './whole/eventually.ts';

const soonMs = 20_000;

test('a line that is written is found by its time, its level and its words', async () => {
  await using pair = await Pair.start();
  const file = join(pair.logs, 'shop.log');
  appendFileSync(file, '2026-01-02T03:04:05.678901Z ERROR checkout: connection refused by db:5432\n2026-01-02T03:04:06Z INFO started\r\n');
  const window = { from: '2026-01-02T03:00:00Z', to: '2026-01-02T04:00:00Z' };
  const lines = await eventually('both lines', soonMs, async () => {
    const found = await pair.all(window);
    assert.equal(found.length, 2);
    return found;
  });
  assert.deepEqual(
    lines.map(({ time, level, source, message }) => ({ time, level, source, message })),
    [
      { time: '2026-01-02T03:04:06Z', level: 'info', source: file, message: '2026-01-02T03:04:06Z INFO started' },
      {
        time: '2026-01-02T03:04:05.678901Z',
        level: 'error',
        source: file,
        message: '2026-01-02T03:04:05.678901Z ERROR checkout: connection refused by db:5432',
      },
    ],
  );
  const found = async (query: string) => (await pair.all({ ...window, query })).map(({ level }) => level);
  assert.deepEqual(await found('"connection refused"'), ['error']);
  assert.deepEqual(await found('-refused'), ['info']);
  assert.deepEqual(await found('level>=warn conn*'), ['error']);
  assert.deepEqual(await found('level=info refused'), []);
  assert.deepEqual(await found('source=*shop.log'), ['info', 'error']);
  const { total, buckets } = await pair.histogram({ ...window, buckets: '4' });
  assert.equal(total, 2);
  assert.deepEqual(
    buckets.map(({ counts }) => counts),
    [{ info: 1, error: 1 }, {}, {}, {}],
  );
});

test('a stack is one line, with its attributes, and without its secrets', async () => {
  await using pair = await Pair.start();
  const stack = 'java.lang.IllegalStateException: no stock\n\tat com.shop.Cart.add(Cart.java:42)';
  appendFileSync(
    join(pair.logs, 'shop.log'),
    `2026-01-02T03:04:05Z ERROR order=17 sku=a-1 password=hunter2 failed\n${stack}\n{"level":"warn","took":3,"msg":"slow"}\n`,
  );
  const lines = await eventually('both lines', soonMs, async () => {
    const found = (await pair.all({ from: '0' })).map(({ level, message, attributes }) => ({ level, message, attributes }));
    assert.equal(found.length, 2);
    return found.sort((one, other) => one.level.localeCompare(other.level));
  });
  assert.deepEqual(lines, [
    {
      level: 'error',
      message: `2026-01-02T03:04:05Z ERROR order=17 sku=a-1 password=<redacted> failed\n${stack}`,
      attributes: { order: 17, sku: 'a-1', password: '<redacted>' },
    },
    { level: 'warn', message: '{"level":"warn","took":3,"msg":"slow"}', attributes: { took: 3 } },
  ]);
});

test('lines that differ in their variables are told as one pattern, which finds them', async () => {
  await using pair = await Pair.start();
  const file = join(pair.logs, 'shop.log');
  const say = (lines: readonly string[]) => appendFileSync(file, lines.map((line) => `${new Date().toISOString()} ${line}\n`).join(''));
  say(['INFO order 17 of alice was sent by the night mail', 'INFO order 18 of alice was sent by the night mail', 'ERROR no stock of a-1']);
  const patterns = async (query = '') => {
    const told = await pair.patterns({ from: '0', query });
    return [told.total, ...told.patterns.map(({ level, count, template }) => [level, count, template])];
  };
  const stock = ['error', 1, '<*> ERROR no stock of <*>'];
  await eventually('both patterns', soonMs, async () =>
    assert.deepEqual(await patterns(), [3, ['info', 2, '<*> INFO order <*> of alice was sent by the night mail'], stock]),
  );
  await pair.reader.end('SIGTERM');
  say(['INFO order 19 of bob was sent by the night mail']);
  await pair.reader.start();
  const wider = '<*> INFO order <*> of <*> was sent by the night mail';
  await eventually('the wider one', soonMs, async () => assert.deepEqual(await patterns(), [4, ['info', 3, wider], stock]));
  assert.deepEqual(await patterns('order -bob'), [2, ['info', 2, wider]]);
  const { patterns: told } = await pair.patterns({ from: '0', limit: '1' });
  const lines = await pair.all({ from: '0', query: `pattern=${told[0]?.pattern}` });
  assert.deepEqual(
    lines.map(({ message }) => /order (\d+)/.exec(message)?.[1]),
    ['19', '18', '17'],
  );
  assert.equal(told[0]?.sample?.id, lines[0]?.id);
});

test('what the kernel says went wrong is an event, a line with its name, and counted', async () => {
  await using pair = await Pair.start({ sources: ['kernel'] });
  const server = `sonde-e2e-${process.pid}`;
  const metrics = async () => (await fetch(`http://127.0.0.1:${pair.readerPort}/metrics`)).text();
  await eventually('the first look', soonMs, async () => assert.match(await metrics(), /^sonde_kernel_events_total\{type="oom_kill"\} 0$/m));
  await eventually('what was said before', soonMs, async () => assert.ok((await pair.all({ from: '0', query: 'source=kmsg' })).length > 0));
  writeFileSync('/dev/kmsg', `<4>nfs: server ${server} not responding, timed out\n`);
  const event = await eventually('the event', soonMs, async () => {
    const found = (await pair.events()).find(({ message }) => message.includes(server));
    assert.ok(found);
    return found;
  });
  assert.deepEqual([event.type, event.severity, event.object], ['kernel.nfs_not_responding', 'warning', server]);
  const [line] = await eventually('the line', soonMs, async () => {
    const found = (await pair.all({ from: '0' })).filter(({ message }) => message.includes(server));
    assert.equal(found.length, 1);
    return found;
  });
  assert.equal(line?.attributes['event.name'], 'kernel.nfs_not_responding');
  await eventually('the count', soonMs, async () => assert.match(await metrics(), /^sonde_kernel_events_total\{type="nfs_not_responding"\} [1-9]/m));
});

test('a link out of the folder is not followed', async () => {
  await using pair = await Pair.start();
  symlinkSync('/etc/shadow', join(pair.logs, 'shadow.log'));
  appendFileSync(join(pair.logs, 'real.log'), 'here\n');
  symlinkSync(join(pair.logs, 'real.log'), join(pair.logs, 'linked.log'));
  const range = { from: '0' };
  await eventually('the line beside the link', soonMs, async () => assert.equal((await pair.all(range)).length, 1));
  await eventually('the refusal', soonMs, () => assert.match(pair.reader.said, /shadow\.log leads out of the folder/));
  await eventually('the count of refusals', soonMs, async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${pair.readerPort}/metrics`)).text();
    assert.match(metrics, /^sonde_log_oddities_total\{kind="refused_link"\} 1$/m);
  });
  renameSync(join(pair.logs, 'real.log'), join(pair.logs, 'real.log.1'));
  appendFileSync(join(pair.logs, 'real.log.1'), 'late\n');
  appendFileSync(join(pair.logs, 'real.log'), 'new\n');
  await eventually('what came around the rotation', soonMs, async () => {
    const messages = (await pair.all(range)).map(({ message }) => message);
    assert.deepEqual(messages.sort(), ['here', 'late', 'new']);
  });
});

test('what the kernel says is there once, and so is what a container wrote while its reader was killed', async () => {
  await using pair = await Pair.start({ sources: ['kernel'] });
  const name = `sonde-test-${process.pid}`;
  const file = join(pair.logs, 'pods', 'shop_api-1_5b1f', 'app', '0.log');
  mkdirSync(dirname(file), { recursive: true });
  const say = (text: string, entry: string) => {
    writeFileSync('/dev/kmsg', `<4>${name} ${text}\n`);
    appendFileSync(file, `${new Date().toISOString()} ${entry}\n`);
  };
  const kept = async () => (await pair.all({ from: '0', query: `"${name}"` })).map(({ level, source, message }) => [level, source, message]).reverse();
  const written = async () => (await pair.all({ from: '0', query: 'ns=shop' })).map(({ identity, message }) => [identity, message]).reverse();
  say('one', 'stdout P begun, ');
  await eventually('the first message of the kernel', soonMs, async () => assert.equal((await kept()).length, 1));
  await pair.reader.end('SIGKILL');
  say('two', 'stdout F and done');
  await pair.reader.start();
  say('three', 'stderr F level=error refused');
  await eventually('all messages', soonMs, async () => {
    assert.deepEqual(
      await kept(),
      ['one', 'two', 'three'].map((text) => ['warn', 'kmsg', `${name} ${text}`]),
    );
    const identity = 'container:shop/api-1/app';
    assert.deepEqual(await written(), [
      [identity, 'begun, and done'],
      [identity, 'level=error refused'],
    ]);
  });
});
