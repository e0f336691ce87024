import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { nodeTests } from './node-tests.ts';

const scratch = mkdtempSync(join(tmpdir(), 'node-tests-'));
after(() => rmSync(scratch, { recursive: true }));

let given = 0;
const header = `import test, { after, before, describe } from 'node:test';\n`;

/** Runs a test file of this text; answers `state: name` of each outcome, and what the failures said. */
async function outcomesOf(text: string, { seconds = 30, signal = new AbortController().signal, alone = 0 } = {}) {
  const file = join(scratch, `given-${++given}.ts`);
  writeFileSync(file, header + text);
  const suite = nodeTests('given', { files: '', needs: [], round: 'quick', atOnce: 1, seconds, alone });
  const run = { files: [file], signal, results: scratch, progress: () => {} };
  const outcomes = (await suite.again?.(await suite.run(run), run)) ?? [];
  return { states: outcomes.map(({ state, name }) => `${state}: ${name === file ? 'the file' : name}`), said: outcomes.map(({ says }) => says).join('\n') };
}

/** A zombie that nobody reaps has ended as well. */
function runs(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('what is made of a test file', { concurrency: true }, () => {
  test('tests, subtests and tests in suites are each counted once', async () => {
    const { states } = await outcomesOf(`
    test('alone', () => {});
    test('parent', async (t) => { await t.test('child', () => {}); });
    describe('suite', () => { test('inside', () => {}); });
  `);
    assert.deepEqual(states.sort(), ['passed: alone', 'passed: parent', 'passed: parent › child', 'passed: suite › inside']);
  });

  test('a failure says its error and the output of its file; what is around it does not fail again', async () => {
    const { states, said } = await outcomesOf(`
    describe('suite', () => { test('inside', () => { process.stdout.write('seen before'); throw new Error('the reason'); }); });
  `);
    assert.deepEqual(states, ['failed: suite › inside']);
    assert.match(said, /Error: the reason[\s\S]+seen before/);
  });

  test('skipped tests and suites are counted with their reason', async () => {
    const { states, said } = await outcomesOf(`
    test('later', { skip: 'no such kernel' }, () => {});
    test('unfinished', { todo: true }, () => { throw new Error(); });
    describe('all of it', { skip: 'no server' }, () => { test('never', () => {}); });
  `);
    assert.deepEqual(states, ['skipped: later', 'skipped: unfinished', 'skipped: all of it']);
    assert.equal(said, 'no such kernel\nno reason given\nno server');
  });

  test('a file that cannot be loaded, that ends early or that has no tests has failed', async () => {
    const broken = await outcomesOf(`throw new Error('at import');`);
    assert.deepEqual(broken.states, ['failed: the whole']);
    assert.match(broken.said, /exit code 1[\s\S]+at import/);
    const ended = await outcomesOf(`test('ends', () => process.exit(3));`);
    assert.deepEqual(ended, { states: ['failed: the whole'], said: 'its process ended with exit code 3' });
    const empty = await outcomesOf('');
    assert.deepEqual(empty, { states: ['failed: the whole'], said: 'contains no tests' });
  });

  test('a hook that fails is a failure, before and after the tests', async () => {
    const first = await outcomesOf(`describe('suite', () => { before(() => { throw new Error('no start'); }); test('never', () => {}); });`);
    assert.ok(first.states.includes('failed: suite'), first.states.join());
    const last = await outcomesOf(`test('fine', () => {}); after(() => { throw new Error('no end'); });`);
    assert.deepEqual(last.states, ['passed: fine', 'failed: the file']);
  });

  test('a file that does not end is killed with what it started, and names the test that ran', async () => {
    const { states, said } = await outcomesOf(
      `import { spawn } from 'node:child_process';
     test('done', () => {});
     test('waits', () => new Promise(() => { process.stdout.write('pid ' + spawn('sleep', ['600']).pid); }));
     setInterval(() => {}, 1000);`,
      { seconds: 10 },
    );
    assert.deepEqual(states, ['passed: done', 'failed: the whole']);
    assert.match(said, /did not end within 10 s, during: waits/);
    const pid = Number(/pid (\d+)/.exec(said)?.[1]);
    const deadline = performance.now() + 10_000;
    while (runs(pid)) assert.ok(performance.now() < deadline, 'what it started still runs');
  });

  test('a file that fails beside others and passes alone has passed, and still says how it failed; one that fails twice has failed', async () => {
    const onlyFirst = `
    import { existsSync, writeFileSync } from 'node:fs';
    test('steady', () => {});
    test('unsteady', () => { if (existsSync(import.meta.filename + '.ran')) return; writeFileSync(import.meta.filename + '.ran', ''); throw new Error('the first time'); });
  `;
    assert.deepEqual((await outcomesOf(onlyFirst)).states, ['passed: steady', 'failed: unsteady']);
    const { states, said } = await outcomesOf(onlyFirst, { alone: 1 });
    assert.deepEqual(states, ['passed: steady', 'passed: unsteady']);
    assert.match(said, /Error: the first time/);
    assert.deepEqual((await outcomesOf(`test('fails', () => { throw new Error(); });`, { alone: 1 })).states, ['failed: fails']);
  });

  test('when the whole run ends, so does the file', async () => {
    const stop = new AbortController();
    const ended = outcomesOf(`test('is cut off', () => new Promise(() => setInterval(() => {}, 1000)));`, { signal: stop.signal });
    const isTold = () => readdirSync(scratch).some((name) => name.endsWith('.jsonl') && readFileSync(join(scratch, name), 'utf8').includes('is cut off'));
    while (!isTold()) await setTimeout(50);
    stop.abort();
    const { said } = await ended;
    assert.match(said, /was cut off: the whole run ended, during: is cut off/);
  });
});

test('files that share a process are told apart; one that has no tests, cannot be loaded or is not reached has failed', async () => {
  const texts = { one: `test('is fine', () => {});`, other: `test('is not', () => { throw new Error(); });`, broken: `throw new Error();`, empty: '' };
  const told = async (names: readonly string[]) => {
    const files = names.map((name) => join(scratch, `${name}.ts`));
    for (const [name, text] of Object.entries({ ...texts, ends: `test('ends', () => process.exit(3));` }))
      writeFileSync(join(scratch, `${name}.ts`), header + text);
    const suite = nodeTests('given', { files: '', needs: [], round: 'quick', atOnce: 1, together: files.length, seconds: 30 });
    const outcomes = await suite.run({ files, signal: new AbortController().signal, results: scratch, progress: () => {} });
    return outcomes.map(({ state, file, name }) => `${state}: ${basename(file)} ${basename(name)}`).sort();
  };
  assert.deepEqual(await told(['one', 'other', 'broken', 'empty']), [
    'failed: broken.ts broken.ts',
    'failed: empty.ts the whole',
    'failed: other.ts is not',
    'passed: one.ts is fine',
  ]);
  const early = await told(['one', 'ends', 'other']);
  for (const name of ['ends', 'other']) assert.ok(early.includes(`failed: ${name}.ts the whole`), early.join());
});
