import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { writeReaders } from '../bpf/generate-readers.ts';

const run = promisify(execFile);

/** Writes one folder, of .build where it names none. `remake` gets an empty folder to write to, which then takes the place of the old one. */
interface Step {
  readonly name: string;
  readonly folder?: string;
  readonly inputs: readonly string[];
  /** What the result depends on beside files. */
  readonly tools: () => Promise<string>;
  readonly remake: (folder: string, root: string) => Promise<string>;
}

const architectures: { readonly [arch: string]: { target: string; headers: string } } = {
  x64: { target: 'x86', headers: 'x86_64-linux-gnu' },
  arm64: { target: 'arm64', headers: 'aarch64-linux-gnu' },
};

function clangArguments(): string[] {
  const architecture = architectures[process.arch];
  if (!architecture) throw new Error(`BPF programs are not compiled for ${process.arch}`);
  const { target, headers } = architecture;
  const language = ['-g', '-O2', '-target', 'bpf', '-mcpu=v3', '-Wall', '-Werror', `-D__TARGET_ARCH_${target}`];
  return [...language, '-Ibpf/include', '-idirafter', `/usr/include/${headers}`, '-c'];
}

const bpf: Step = {
  name: 'bpf',
  inputs: ['bpf/**/*.{c,h}', 'runner/build.ts'],
  tools: async () => `${process.arch} ${(await run('clang', ['--version'])).stdout}`,
  remake: async (folder, root) => {
    const sources = globSync('bpf/*.bpf.c', { cwd: root });
    await Promise.all(sources.map((source) => compile(source, join(folder, `${basename(source, '.c')}.o`), root)));
    return `${sources.length} BPF programs compiled`;
  },
};

async function compile(source: string, object: string, root: string): Promise<void> {
  try {
    await run('clang', [...clangArguments(), source, '-o', object], { cwd: root });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : '';
    throw new Error(`compiling ${source}\n${said}`, { cause });
  }
}

const web: Step = {
  name: 'web',
  inputs: ['web/**/*.*', 'contract/**/*.ts', 'package-lock.json', 'runner/build.ts'],
  tools: async () => process.version,
  remake: async (folder, root) => {
    const { build } = await import('vite');
    const console = { configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } } as const;
    await build(console);
    return 'the console is built';
  },
};

const dashboards: Step = {
  name: 'dashboards',
  folder: 'dashboards/dist',
  inputs: ['dashboards/**/*.ts', 'contract/*.ts', 'package-lock.json', 'runner/build.ts'],
  tools: async () => process.version,
  remake: async (folder) => {
    const { writeDist } = await import('../dashboards/dist.ts');
    return `${writeDist(folder)} files of dashboards and rules written`;
  },
};

const steps = [bpf, web, dashboards];

interface What {
  /** The repository's folder. */
  readonly root: string;
  /** Which steps. */
  readonly names?: readonly string[];
}

/** Makes what is out of date. Says on standard error what it made; answers whether that is anything. */
export async function build({ root, names = steps.map(({ name }) => name) }: What): Promise<boolean> {
  const made: boolean[] = [];
  for (const step of steps) if (names.includes(step.name)) made.push(await bringUpToDate(step, root));
  if (names.includes('bpf')) writeReaders(globSync(join(root, '.build/bpf/*.bpf.o')), join(root, 'bpf/gen'));
  return made.includes(true);
}

/** Answers whether there was something to make. */
async function bringUpToDate(step: Step, root: string): Promise<boolean> {
  const folder = join(root, step.folder ?? join('.build', step.name));
  const stamp = join(root, '.build', `${step.name}.inputs`);
  const inputs = await digest(step, root);
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return false;
  const began = performance.now();
  const next = join(root, '.build', `${step.name}.${process.pid}`);
  rmSync(stamp, { force: true });
  try {
    rmSync(next, { recursive: true, force: true });
    mkdirSync(next, { recursive: true });
    const made = await step.remake(next, root);
    rmSync(folder, { recursive: true, force: true });
    renameSync(next, folder);
    writeFileSync(stamp, inputs);
    process.stderr.write(`${made} in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    return true;
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

async function digest(step: Step, root: string): Promise<string> {
  const hash = createHash('sha256').update(await step.tools());
  for (const file of globSync([...step.inputs], { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    hash.update(`\n${relative(root, path)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

if (import.meta.main) {
  try {
    const made = await build({ root: join(import.meta.dirname, '..') });
    if (!made && process.argv.includes('--say-what-is-there')) process.stderr.write('BPF programs, console and dashboards are up to date\n');
  } catch (error) {
    const said = `sonde: ${error instanceof Error ? error.message : error}\n`;
    process.stderr.write(process.stderr.isTTY ? said : stripVTControlCharacters(said));
    process.exitCode = 1;
  }
}
