import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './child.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sonde-script-'));
after(() => rmSync(scratch, { recursive: true }));
chmodSync(scratch, 0o755);

/** A checkout that anyone may read, with nothing installed. */
const bare = join(scratch, 'bare');
for (const part of ['sonde', 'sonde.example.yaml', 'bench', 'runner', 'package.json', 'package-lock.json'])
  cpSync(join(root, part), join(bare, part), { recursive: true });

/** What the script itself uses; no clang, no npm, no apt-get. */
const tools = join(scratch, 'tools');
mkdirSync(tools);
for (const tool of ['sh', 'uname', 'dirname', 'readlink', 'id', 'cat', 'cut', 'sha256sum', 'flock', 'touch', 'sed', 'tr'])
  symlinkSync(whereIs(tool), join(tools, tool));

function whereIs(tool: string): string {
  return spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
}

/** Runs a command, as nobody where these tests run as root. */
function asNobody(command: string, args: readonly string[], path = process.env.PATH) {
  const nobody = process.getuid?.() === 0 ? ['--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  return spawnSync(whereIs('setpriv'), [...nobody, command, ...args], { encoding: 'utf8', cwd: '/', env: { PATH: path } });
}

const script = readFileSync(join(root, 'sonde'), 'utf8');
const help = readFileSync(join(root, 'runner/help.txt'), 'utf8');
const verbs = [...script.matchAll(/^([a-z]+)( \| [a-z| -]+)?\)$/gm)].map(([, verb]) => verb);

test('the help lists every verb, and no other', () => {
  const listed = [...help.matchAll(/^ {2}\.\/sonde ([a-z]+)/gm)].map(([, verb]) => verb);
  assert.deepEqual(listed.sort(), verbs.sort());
});

test('every verb hands over to a file that is there', () => {
  const mains = [...script.matchAll(/"\$root\/([\w/-]+\.(ts|sh|txt))"/g)].map(([, file = '']) => file);
  assert.ok(mains.length >= verbs.length - 1, mains.join());
  assert.deepEqual(
    mains.filter((file) => !existsSync(join(root, file))),
    [],
  );
});

test('the help needs nothing, from any folder and through a link', () => {
  const link = join(scratch, 'link-to-sonde');
  symlinkSync(join(bare, 'sonde'), link);
  for (const args of [[], ['help'], ['--help'], ['-h']]) {
    const { status, stdout, stderr } = asNobody(link, args, tools);
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: help, stderr: '' });
  }
});

test('an unknown verb is named, and ends with 2', () => {
  const { status, stdout, stderr } = asNobody(join(bare, 'sonde'), ['strat']);
  assert.deepEqual({ status, stdout, stderr }, { status: 2, stdout: '', stderr: 'sonde: there is no verb "strat": ./sonde help lists them\n' });
});

test('each verb tells its usage before anything is installed', () => {
  for (const verb of ['down', 'doctor', 'test', 'bench', 'build']) {
    const { status, stdout, stderr } = asNobody(join(bare, 'sonde'), [verb, '--help']);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, new RegExp(`^  \\./sonde ${verb}\\b.*\n`));
  }
});

test('words that name no test or bench, and arguments of `build`, are refused before anything is installed', () => {
  const { status, stderr } = asNobody(join(bare, 'sonde'), ['test', 'quick', 'runner/select', 'kernels']);
  assert.equal(status, 2);
  assert.match(stderr, /^sonde: "kernels" is no suite \(quick types .* browser\) and no part of a test file's path\n$/);
  const { stderr: ofBench } = asNobody(join(bare, 'sonde'), ['bench', '--json', 'g1', 'G99']);
  assert.match(ofBench, /^sonde: there is no bench "G99": .*\bG1 G2\b.*\bIDLE\b.*\n$/);
  assert.match(asNobody(join(bare, 'sonde'), ['build', '--foo']).stderr, /^sonde: `build` takes no arguments \(given: --foo\)\n$/);
});

test('flags that there are not, and words that belong to none, are refused before anything is installed', () => {
  const refused: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['up', '--prot', '9000'], /^sonde: unknown flag --prot; /],
    [['up', '--demo', 'now'], /^sonde: unexpected argument "now"; /],
    [['up', '--port', '9000', '9001'], /^sonde: unexpected argument "9001"; /],
    [['up', '--port=9000', 'x'], /^sonde: unexpected argument "x"; /],
    [['up', '--json'], /^sonde: unknown flag --json; /],
    [['down', '--demo'], /^sonde: unknown flag --demo; /],
    [['doctor', '-v'], /^sonde: unexpected argument "-v"; /],
  ];
  for (const [args, says] of refused) {
    const { status, stdout, stderr } = asNobody(join(bare, 'sonde'), args);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' }, args.join(' '));
    assert.match(stderr, says);
  }
});

test('every flag of `up` is one that the script lets through, however it is written', () => {
  const usage = spawnSync(process.execPath, [join(root, 'up/main.ts'), '--help'], { encoding: 'utf8' }).stdout;
  const flags = [...usage.matchAll(/^(--\S+)( NAME| \()/gm)].map(([, flag = '']) => flag);
  assert.ok(flags.includes('--agent.port') && flags.includes('--fault'), flags.join());
  const given = [...flags.flatMap((flag) => [flag, 'x']), ...flags.map((flag) => `${flag}=x`), '--demo', '--config', 'x'];
  for (const args of [given, ['--AGENT_PORT', '1', '--agent-port=2']])
    assert.match(asNobody(join(bare, 'sonde'), ['up', ...args]).stderr, /^sonde: `up` needs root/);
});

test('without root, `up` says how to get it, in one line', () => {
  const { status, stdout, stderr } = asNobody(join(bare, 'sonde'), ['up', '--port', '9000']);
  assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
  assert.match(stderr, /^sonde: `up` needs root \(.+\): sudo .+\/sonde up\n$/);
});

test('without root, missing packages are named with the command that installs them', () => {
  symlinkSync('/bin/false', join(tools, 'apt-get'));
  const { status, stderr } = asNobody(join(bare, 'sonde'), ['build'], tools);
  rmSync(join(tools, 'apt-get'));
  assert.equal(status, 2);
  assert.match(stderr, /^sonde: packages are missing: as root, run apt-get install --no-install-recommends .*clang.* npm\n$/);
});

test('where there is no apt-get, the packages are named, in one line', () => {
  const { status, stderr } = asNobody(join(bare, 'sonde'), ['build'], tools);
  assert.equal(status, 2);
  assert.match(stderr, /^sonde: this is no Debian \(there is no apt-get\): install what Debian calls .*clang.* npm, then run this again\n$/);
});

for (const [uname, says] of [
  ['Darwin arm64', /^sonde: this is Darwin; Sonde runs on Linux, .+\n$/],
  ['Linux riscv64', /^sonde: this is riscv64; Sonde runs on x86_64 and aarch64\n$/],
] as const) {
  test(`on ${uname} it says where it runs`, () => {
    const elsewhere = join(scratch, uname.replace(' ', '-'));
    cpSync(tools, elsewhere, { recursive: true, verbatimSymlinks: true });
    rmSync(join(elsewhere, 'uname'));
    const [system, machine] = uname.split(' ');
    writeFileSync(join(elsewhere, 'uname'), `#!/bin/sh\n[ "$1" = -m ] && echo ${machine} || echo ${system}\n`, { mode: 0o755 });
    const { status, stderr } = asNobody(join(bare, 'sonde'), ['doctor'], elsewhere);
    assert.equal(status, 2);
    assert.match(stderr, says);
  });
}
