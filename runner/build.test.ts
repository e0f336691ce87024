import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { build } from './build.ts';

const program = (settings: string) => `
typedef unsigned int __u32;
struct pair { __u32 first; __u32 second; };
static struct pair *exported_pair __attribute__((used));
${settings}
__attribute__((section("license"), used)) char licence[] = "GPL";
`;

let root = '';
const write = (text: string) => writeFileSync(join(root, 'bpf/pairs.bpf.c'), text);
const names = ['bpf'];

describe('what is built of a source', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'build-'));
    mkdirSync(join(root, 'bpf/include'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('each program becomes an object and a reader, again only after a change', async () => {
    write(program(''));
    await build({ root, names });
    const object = join(root, '.build/bpf/pairs.bpf.o');
    const made = statSync(object).mtimeMs;
    await build({ root, names });
    assert.equal(statSync(object).mtimeMs, made);
    write(program('const volatile __u32 threshold = 3;'));
    await build({ root, names });
    assert.notEqual(statSync(object).mtimeMs, made);
    assert.match(readFileSync(join(root, 'bpf/gen/pairs.ts'), 'utf8'), /threshold/);
  });

  test('a header counts as a change, and what a program has become is gone with it', async () => {
    writeFileSync(join(root, 'bpf/include/more.h'), '');
    write(program('#include "more.h"'));
    await build({ root, names });
    writeFileSync(join(root, 'bpf/include/more.h'), '#error "not like this"');
    await assert.rejects(build({ root, names }), /compiling bpf\/pairs\.bpf\.c\n.*include\/more\.h:1:2: error: "not like this"/s);
    writeFileSync(join(root, 'bpf/include/more.h'), '');
    rmSync(join(root, 'bpf/pairs.bpf.c'));
    await build({ root, names });
    assert.ok(!existsSync(join(root, '.build/bpf/pairs.bpf.o')));
  });

  test('a warning of the compiler is an error, and leaves nothing half made', async () => {
    write(program('static int unused;'));
    await assert.rejects(build({ root, names }), /unused variable 'unused'/);
    assert.ok(!existsSync(join(root, '.build/bpf')) && !existsSync(join(root, '.build/bpf.inputs')));
  });
});
