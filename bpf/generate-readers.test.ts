import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { readersOf } from './generate-readers.ts';

const folder = import.meta.dirname;

function compiled(source: string): Buffer {
  const temporary = mkdtempSync(join(tmpdir(), 'sonde-readers-'));
  try {
    writeFileSync(join(temporary, 'x.bpf.c'), source);
    execFileSync('clang', ['-g', '-O2', '-target', 'bpf', '-mcpu=v3', '-c', join(temporary, 'x.bpf.c'), '-o', join(temporary, 'x.o')]);
    return readFileSync(join(temporary, 'x.o'));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

const exported = (declaration: string, kind: string, name: string) => `${declaration};\n${kind} ${name} *exported_${name} __attribute__((unused));\n`;

test('the readers in the tree are those of the objects', () => {
  for (const reader of globSync(join(folder, 'gen', '*.ts'))) {
    const object = join(folder, '..', '.build', 'bpf', `${basename(reader, '.ts')}.bpf.o`);
    assert.equal(readFileSync(reader, 'utf8'), readersOf(readFileSync(object)), `${basename(reader)} is older than its object`);
  }
});

test('a nested struct that another object exports is read by the reader of that one', () => {
  const inner = 'struct inner_key { unsigned int a; unsigned int b; }';
  const outer = exported('struct outer_key { struct inner_key inner; unsigned int c; }', 'struct', 'outer_key');
  const reader = readersOf(compiled(`${inner};\n${outer}`));
  assert.deepEqual(reader.match(/^import .*$/gm), ["import { type InnerKey, readInnerKey } from './sockets.ts';"]);
  assert.match(reader, /inner: readInnerKey\(view, at \+ 0\)/);
  const both = readersOf(compiled(`${exported(inner, 'struct', 'inner_key')}\n${outer}`));
  assert.match(both, /function readInnerKey/);
  assert.doesNotMatch(both, /import/);
});

test('a struct with implicit padding is refused, in its middle and at its end', () => {
  const inside = exported('struct inside { unsigned int a; unsigned long long b; }', 'struct', 'inside');
  const behind = exported('struct behind { unsigned long long a; unsigned int b; }', 'struct', 'behind');
  assert.throws(() => readersOf(compiled(inside)), /struct inside has implicit padding before b/);
  assert.throws(() => readersOf(compiled(behind)), /struct behind has implicit padding at its end/);
});

test('settings are found where the object keeps them, static tables are none', () => {
  const source = `const volatile unsigned int first = 1;\nconst volatile unsigned long long second = 2;\nstatic const volatile int hidden = 3;\nint read(void) { return first + second + hidden; }\n`;
  const reader = readersOf(compiled(source));
  assert.match(reader, /first: \{ offset: \d+, bytes: 4 \}/);
  assert.match(reader, /second: \{ offset: \d+, bytes: 8 \}/);
  assert.doesNotMatch(reader, /hidden/);
});

test('an object without BTF is told how to get it', () => {
  assert.throws(() => readersOf(readFileSync('/bin/true')), /has no BTF: compile it with -g/);
});
