import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FreshMachine, packagesFor } from './install/fresh-machine.ts';
import type { Program } from './traffic/program.ts';
import { eventually } from './whole/eventually.ts';
import { flagsOf, freePorts } from './whole/sonde.ts';

const data = '/var/lib/sonde';
const installMs = 420_000;
const startMs = 60_000;

describe('on a machine that has nothing', () => {
  const machine = new FreshMachine();
  let flags: readonly string[] = [];
  before(async () => {
    flags = flagsOf(data, await freePorts());
    await machine.ready();
  });
  after(() => machine[Symbol.asyncDispose]());

  const printed = async (...command: string[]) => {
    await using program = machine.run(command);
    await program.ended;
    return program.stdout.split('\n');
  };

  /** The address in its ready line; fails as soon as it has ended without one. */
  const ready = async (up: Program, withinMs: number) => {
    const url = await eventually('the ready line', withinMs, () => {
      const [, found] = /^Sonde is ready: (http:\S+)$/m.exec(up.stdout) ?? [];
      if (found === undefined && up.running) throw new Error(`it said ${up.stderr.slice(-500)}`);
      return found;
    });
    assert.ok(url !== undefined, `it ended and said ${up.stderr.slice(-2000)}`);
    return url;
  };

  test('`up` installs what it needs, nothing that only tests need, starts no other daemon, and is ready', async () => {
    await using up = machine.sonde(['up', ...flags]);
    const url = await ready(up, installMs);
    assert.equal((await fetch(new URL('/healthz', url))).status, 200);
    assert.match(up.stderr, /^Debian packages that are missing: .*clang/m);
    const asked = await printed('cat', '/var/lib/sonde/installed-packages');
    assert.deepEqual(
      asked.filter((name) => name !== '' && !packagesFor(['node', 'up']).concat('npm').includes(name)),
      [],
    );
    assert.ok(asked.includes('prometheus') && asked.includes('clang'), asked.join());
    assert.ok(!machine.has('/usr/sbin/policy-rc.d'));
    assert.ok(!machine.has('/etc/systemd/system/multi-user.target.wants/prometheus.service'));
    assert.deepEqual(await up.stop(), { code: 0, signal: null });
    assert.deepEqual(machine.processes(), []);
  });

  test('the second start installs nothing', async () => {
    await using up = machine.sonde(['up', ...flags]);
    await ready(up, startMs);
    assert.doesNotMatch(up.stderr, /missing|installing/);
  });

  test('`down --purge` removes data and user, and names the packages', async () => {
    await using down = machine.sonde(['down', '--purge', '--data', data]);
    assert.equal((await down.ended).code, 0, down.stderr);
    assert.match(down.stdout, /^Debian packages that Sonde installed are left\. To remove them: apt-get purge --autoremove .*clang.* prometheus .*/m);
    assert.ok(!machine.has(data));
    assert.deepEqual(await printed('getent', 'passwd', 'sonde'), ['']);
  });
});
