import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Actor } from './traffic/actor.ts';
import { flagsOf, freePorts, Launched, type Sonde, startSonde } from './whole/sonde.ts';

interface Refusal {
  readonly code: number | null;
  readonly says: string;
}

/** A start that is refused, with what it says on standard error. It prints nothing else. */
async function refused(flags: readonly string[]): Promise<Refusal> {
  await using up = new Launched(flags);
  const { code } = await up.ended;
  assert.equal(up.stdout, '');
  return { code, says: up.stderr };
}

describe('a start that cannot be', { concurrency: true }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const data = join(folder, 'data');
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  let sonde: Sonde;
  before(async () => {
    sonde = stack.use(await startSonde({ data }));
  });
  after(() => stack.disposeAsync());

  test('wrong settings: all of them at once, each with its key, its value and what is allowed', async () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, 'cluster: local\nretention:\n  metrics:\n    days: many\n');
    const { code, says } = await refused(['--data', join(folder, 'wrong'), '--config', file, '--port', '0', '--prot', '8400']);
    assert.equal(code, 2, says);
    assert.match(says, /retention\.metrics\.days.*"many".*wrong\.yaml:4.*an integer from 1 to 3650/);
    assert.match(says, /port.*"?0"?.*--port.*a port from 1 to 65535/);
    assert.match(says, /unknown flag --prot.*--port/);
  });

  test('a console for other machines without TLS', async () => {
    const { code, says } = await refused([...flagsOf(join(folder, 'open'), await freePorts()), '--listen', '0.0.0.0']);
    assert.equal(code, 2, says);
    assert.match(says, /listen.*"0\.0\.0\.0".*tls\.cert, tls\.key/);
  });

  test('a port that another process has: its name and its id', async () => {
    await using holder = new Actor('holder.py');
    const port = await holder.serve('127.0.0.1', 'hold');
    const { code, says } = await refused(flagsOf(join(folder, 'busy'), { ...(await freePorts()), console: port }));
    assert.equal(code, 1, says);
    assert.match(says, new RegExp(`port: ${port}.*is taken by .* \\(pid ${holder.program.pid}\\)`));
    assert.ok(!existsSync(join(folder, 'busy')), 'no folder is left behind');
  });

  test('a data folder that another Sonde has: its id', async () => {
    const { code, says } = await refused(flagsOf(data, await freePorts()));
    assert.equal(code, 1, says);
    assert.match(says, new RegExp(`${data}.*in use by another Sonde \\(pid ${sonde.up.pid}\\)`));
  });

  test('a folder that holds something else', async () => {
    const { code, says } = await refused(flagsOf('/usr/share', await freePorts()));
    assert.equal(code, 1, says);
    assert.match(says, /\/usr\/share/);
  });
});
