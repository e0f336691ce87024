import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../traffic/program.ts';
import { eventually } from '../whole/eventually.ts';

const checkout = join(import.meta.dirname, '..', '..');
/** Where it has its clone of this checkout: in a folder that only root may enter. */
const clone = '/srv/private/sonde';
/** Without /usr/local: what was installed there by hand is not there. */
const path = '/usr/sbin:/usr/bin:/sbin:/bin';
const purgeMs = 180_000;

/** The packages that verbs install, by purpose. */
export function packagesFor(purposes: readonly string[]): string[] {
  const rows = readFileSync(join(checkout, 'runner/packages.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split(/\s+/));
  return rows.flatMap(([purpose = '', , name = '']) => (purposes.includes(purpose) ? [name] : []));
}

/** This machine as it was before anything of Sonde was installed; what happens in it is forgotten with it. */
export class FreshMachine implements AsyncDisposable {
  readonly #work: string;
  readonly #holder: Program;

  constructor() {
    this.#work = mkdtempSync(join(tmpdir(), 'sonde-install-'));
    const packages = packagesFor(['node', 'up', 'demo', 'quick', 'test']).filter((name) => !kept.includes(name));
    const script = join(import.meta.dirname, 'fresh-machine.sh');
    this.#holder = new Program(['unshare', '--mount', '--propagation', 'private', 'sh', script, checkout, this.#work, ...packages], { env: environment() });
  }

  async ready(): Promise<void> {
    await eventually('the machine without packages', purgeMs, () => {
      if (!this.#holder.stdout.includes('ready')) throw new Error(this.#holder.running ? 'not yet' : this.#holder.stderr);
    });
  }

  /** `./sonde` of its clone. */
  sonde(args: readonly string[]): Program {
    return this.run([`${clone}/sonde`, ...args]);
  }

  run(command: readonly string[]): Program {
    const inside = ['nsenter', '--mount', `--target=${this.#holder.pid}`, 'chroot', join(this.#work, 'root'), 'env', `PATH=${path}`];
    return new Program([...inside, ...command], { env: environment() });
  }

  has(file: string): boolean {
    return existsSync(join(`/proc/${this.#holder.pid}/root`, this.#work, 'root', file));
  }

  /** The processes that run in it. */
  processes(): string[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && rootOf(name) === join(this.#work, 'root'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder.stop('SIGKILL');
    rmSync(this.#work, { recursive: true, force: true });
  }
}

/** What Debian cannot be without, what starts services where users have it, and what certificates need on the way to its mirrors. */
const kept = ['util-linux', 'mount', 'passwd', 'e2fsprogs', 'systemd', 'openssl'];

/** Proxies, registries and certificates are the machine's own. */
function environment(): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name]) => !/^(PATH|CI|TEST_LINES|SONDE_.*|NODE_(OPTIONS|COMPILE_CACHE|TEST_CONTEXT))$/.test(name));
  return Object.fromEntries(passed.map(([name, value]) => [name, value ?? '']));
}

function rootOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/root`);
  } catch {
    return undefined;
  }
}
