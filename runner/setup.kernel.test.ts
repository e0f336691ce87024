import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './child.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sonde-setup-'));
after(() => rmSync(scratch, { recursive: true }));

function copiedTo(name: string): string {
  const copy = join(scratch, name);
  for (const part of ['sonde', 'sonde.example.yaml', 'runner', 'package.json', 'package-lock.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  return copy;
}

/** A checkout whose verbs all need a package that no machine has. */
const checkout = copiedTo('checkout');
appendFileSync(join(checkout, 'runner/packages.txt'), 'node no-such-command no-such-package\n');

/** In place of Debian's: shows what it was asked and what policy-rc.d is meanwhile, takes its time, and fails. */
const aptGet = `#!/bin/sh
case "$*" in *update*) exit 0 ;; esac
for word; do [ "$word" != no-such-package ] || echo "asked for $word" >&3; done
echo "meanwhile: $(sh /usr/sbin/policy-rc.d >&3 && echo allowed || echo forbidden)" >&3
while [ -e ${scratch}/wait ]; do sleep 0.1; done
exit 100
`;
mkdirSync(join(scratch, 'bin'));
writeFileSync(join(scratch, 'bin/apt-get'), aptGet, { mode: 0o755 });

/** Runs a script in a mount namespace whose /usr/sbin is a throw-away copy without policy-rc.d; answers what it printed. */
function inThrowAway(script: string): string[] {
  const mounts = `
    set -u
    mkdir -p ${scratch}/layers && mount -t tmpfs tmpfs ${scratch}/layers && mkdir ${scratch}/layers/new ${scratch}/layers/work || exit
    mount -t overlay overlay -o lowerdir=/usr/sbin,upperdir=${scratch}/layers/new,workdir=${scratch}/layers/work /usr/sbin || exit
    rm -f /usr/sbin/policy-rc.d
    sonde() { ${checkout}/sonde doctor 3>&1 >/dev/null 2>${scratch}/said; }
    policy() { [ ! -e /usr/sbin/policy-rc.d ] && echo "then: none" || echo "then: $(cat /usr/sbin/policy-rc.d)"; }
  `;
  // What a failed install leaves to be read is left there.
  const env = { ...process.env, PATH: `${scratch}/bin:${process.env.PATH}`, TMPDIR: scratch };
  const { status, stdout, stderr } = spawnSync('unshare', ['--mount', '--propagation', 'private', 'bash', '-c', mounts + script], { encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split('\n');
}

test('while packages are installed no server may start; afterwards all is as it was', () => {
  assert.deepEqual(inThrowAway('sonde; echo "ended with $?"; policy'), ['asked for no-such-package', 'meanwhile: forbidden', 'ended with 1', 'then: none']);
});

test('a policy that is there already is neither replaced nor removed', () => {
  const printed = inThrowAway('echo "exit 0 # theirs" >/usr/sbin/policy-rc.d; sonde; policy');
  assert.deepEqual(printed, ['asked for no-such-package', 'meanwhile: allowed', 'then: exit 0 # theirs']);
});

/** Starts an install that takes its time, and sends a signal to all of it. */
const interrupted = (signal: string) => `
  set -m
  touch ${scratch}/wait
  ${checkout}/sonde doctor 3>/dev/null >/dev/null 2>&1 &
  until [ -e /usr/sbin/policy-rc.d ]; do sleep 0.1; done
  kill -${signal} -- -$!
  wait $! 2>/dev/null
  rm ${scratch}/wait
`;

test('what a killed Sonde left behind is taken away', () => {
  const printed = inThrowAway(`${interrupted('KILL')} policy; sonde; policy`);
  assert.equal(printed[0], 'then: #!/bin/sh');
  assert.equal(printed.at(-1), 'then: none');
});

for (const signal of ['INT', 'TERM', 'HUP']) {
  test(`SIG${signal} leaves no policy behind`, () => {
    const gone = 'until [ ! -e /usr/sbin/policy-rc.d ]; do sleep 0.1; done; policy';
    assert.deepEqual(inThrowAway(interrupted(signal) + gone), ['then: none']);
  });
}

/** A checkout that lacks nothing; in place of Node something that only removes the data folder, its last argument. */
const complete = copiedTo('complete');
const standIn = `#!/bin/sh
for data; do :; done
rm -rf "$data"
`;
mkdirSync(join(complete, 'node_modules/.bin'), { recursive: true });
writeFileSync(join(complete, 'node_modules/.bin/node'), standIn, { mode: 0o755 });

test('a purge names the packages, and keeps no list of them, once the standard data folder holds no Sonde', () => {
  const printed = inThrowAway(`
    mount -t tmpfs tmpfs /var/lib || exit
    echo "$(uname -m) $(sha256sum <${complete}/package-lock.json | cut -c-64) full" >${complete}/node_modules/.sonde
    installed() { mkdir -p /var/lib/sonde && echo clang >/var/lib/sonde/installed-packages; }
    purge() { ${complete}/sonde down --purge --data "$1" 2>&1; echo "left:" $(find /var/lib -mindepth 1 -printf '%P '); }
    installed; touch /var/lib/sonde/.sonde; purge /var/lib/other
    purge /var/lib/sonde
    installed; purge /var/lib/other
    installed; touch /var/lib/sonde/notes; purge /var/lib/other
  `);
  const named = 'Debian packages that Sonde installed are left. To remove them: apt-get purge --autoremove clang';
  assert.equal(printed[0]?.split(' ').sort().join(' '), 'left: sonde sonde/.sonde sonde/installed-packages');
  assert.deepEqual(printed.slice(1), [named, 'left:', named, 'left:', named, 'left: sonde sonde/notes']);
});
