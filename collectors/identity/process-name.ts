import { basename, dirname, isAbsolute, join, normalize } from 'node:path/posix';
import { type Interpreter, interpreterOf, isJava, isNode, withoutVersion } from './interpreters.ts';
import { label, looksGenerated, maxLabelLength } from './label.ts';
import { programOf } from './program.ts';

/** What a process is named by. */
export interface NameFacts {
  readonly pid: number;
  readonly comm: string;
  readonly executable: string;
  readonly args: readonly string[];
  readonly argsCut: boolean;
  /** Asked only where a relative script needs it. */
  readonly cwd: () => string | undefined;
}

/** The titles that Sonde's own processes give themselves. */
const ownTitles = ['sonde-up', 'sonde-agent', 'sonde-logs', 'sonde-server', 'sonde-indexer'];

/** One of Sonde's own processes: Node under one of our titles, which stand in comm and in the command line. */
export function ownName({ executable, comm, args }: Pick<NameFacts, 'executable' | 'comm' | 'args'>): string | undefined {
  return isNode(executable) ? ownTitles.find((title) => title === comm || title === args[0]) : undefined;
}

/** The kernel keeps so much of a name. */
const commLength = 15;

/** Names that say nothing without their folder. */
const genericStem = /^(index|main|app|server|run|manage|__main__)$/;
const multiCall = /^(busybox|toybox|coreutils|uutils)(\.static|-static)?$/;
const loader = /^ld-(linux|musl).*\.so(\.\d+)*$/;
const loaderValues = new Set(['--library-path', '--preload', '--audit', '--argv0', '--inhibit-rpath', '--glibc-hwcaps-prepend', '--glibc-hwcaps-mask']);

/** The name of a process by its executable, or by the script that an interpreter runs. */
export function processName(facts: NameFacts): string {
  return label(rawName(facts), 'unknown');
}

function rawName(facts: NameFacts): string {
  const { executable, args } = facts;
  if (executable === '') return firstGood([kernelThreadName(facts.comm), titleOf(args[0] ?? '')]) ?? 'unknown';
  if (multiCall.test(executable)) return appletName(facts);
  if (loader.test(executable)) return loadedName(args) ?? executable;
  const interpreter = interpreterOf(executable);
  if (interpreter) return interpretedName(interpreter, facts);
  const called = calledName(facts);
  if (called !== undefined) return called;
  if (!looksGenerated(executable)) return executable;
  return firstGood([basename(args[0] ?? ''), facts.comm]) ?? 'unknown';
}

/** One file under several names: Debian's redis-server is a link to redis-check-rdb, and says in comm how it was called. */
function calledName({ executable, comm, args }: NameFacts): string | undefined {
  const called = titleOf(args[0] ?? '');
  return called !== executable && comm !== '' && called.slice(0, commLength) === comm && !looksGenerated(called) ? called : undefined;
}

function firstGood(names: readonly string[]): string | undefined {
  return names.find((name) => name !== '' && !looksGenerated(name));
}

/** `kworker/u8:2` → `kworker`. */
function kernelThreadName(comm: string): string {
  return /^[^/:\s]*/.exec(comm)?.[0] ?? '';
}

function appletName(facts: NameFacts): string {
  const called = basename(facts.args[0] ?? '').replace(/^-/, '');
  const args = multiCall.test(called) ? facts.args.slice(1) : facts.args;
  const applet = basename(args[0] ?? '').replace(/^-/, '');
  if (applet === '' || looksGenerated(applet)) return facts.executable;
  const interpreter = interpreterOf(applet);
  return interpreter ? interpretedName(interpreter, { ...facts, executable: applet, args }) : applet;
}

/** The program that the dynamic loader was started with: `ld-linux-x86-64.so.2 --library-path lib bin/api`. */
function loadedName(args: readonly string[]): string | undefined {
  for (let at = 1; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (loaderValues.has(arg)) at += 1;
    else if (!arg.startsWith('-')) return firstGood([basename(arg)]);
  }
  return undefined;
}

function interpretedName(interpreter: Interpreter, facts: NameFacts): string {
  const { executable, args, argsCut } = facts;
  const title = rewrittenTitle(args, facts.pid);
  if (title !== undefined) return title;
  const program = programOf(interpreter, args);
  if (program.kind === 'none' || (argsCut && program.at === args.length - 1)) return programless(facts, program.kind === 'none' && !argsCut && args.length > 0);
  const name = isJava(executable) ? javaName(program, facts.cwd) : program.kind === 'module' ? program.name : scriptName(program.name, facts.cwd);
  return name ?? withoutVersion(executable);
}

/** Where the command line was cut before its script: comm is the script's if it was started by itself (`./billing.py`). */
function programless({ executable, comm }: NameFacts, certain: boolean): string {
  const ownComm = !certain && /\.\w+$/.test(comm) && comm.length < 15 && interpreterOf(comm) === undefined;
  return ownComm ? comm : withoutVersion(executable);
}

/**
 * A process that has renamed itself has one argument left, which is no interpreter: `gunicorn: master [shop]`,
 * `puma 6.4 (tcp://0.0.0.0:3000)`, `next-server (v14)`.
 */
export function rewrittenTitle(args: readonly string[], pid: number): string | undefined {
  const [first] = args;
  if (args.length !== 1 || first === undefined) return undefined;
  if (interpreterOf(basename(first).replace(/^-/, ''))) return undefined;
  const title = titleOf(first);
  return title === '' || looksGenerated(title) || title.includes(String(pid)) ? undefined : title;
}

function titleOf(text: string): string {
  return basename(/^[^\s:[(]*/.exec(text.trim())?.[0] ?? '');
}

/** `-jar billing.jar`, `Billing.java`, or a class with its package. */
function javaName(program: { kind: string; name: string }, cwd: () => string | undefined): string | undefined {
  if (/\.(jar|war|java)$/.test(program.name)) return scriptName(program.name, cwd);
  const className = program.name.slice(program.name.lastIndexOf('/') + 1);
  if (!/^[\p{L}_$]/u.test(className)) return undefined;
  const parts = className.split('.');
  while (parts.length > 1 && parts.join('.').length > maxLabelLength) parts.shift();
  return parts.join('.');
}

/** Standard input and process substitution: no script of their own. */
const streamPath = /^\/(dev\/(stdin|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/;
const temporaryFolders = new Set(['/', '/tmp', '/var/tmp', '/dev/shm', '/run']);

/** `/srv/shop/billing.py` → `billing.py`, `/srv/shop/app.py` → `shop/app.py`; undefined where the name would be new at each run. */
export function scriptName(path: string, cwd: () => string | undefined): string | undefined {
  if (streamPath.test(path)) return undefined;
  const plain = normalize(path);
  const whole = needsFolder(plain) ? join(cwd() ?? '', plain) : plain;
  const name = basename(whole);
  const stem = stemOf(name);
  if (name === '' || isDots(name) || looksGenerated(stem)) return undefined;
  if (!genericStem.test(stem)) return name;
  const folder = steadyFolder(dirname(whole));
  return folder === undefined ? name : `${folder}/${name}`;
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');
const isDots = (name: string): boolean => name === '.' || name === '..';

function needsFolder(path: string): boolean {
  if (isAbsolute(path)) return false;
  const name = basename(path);
  return isDots(name) || (genericStem.test(stemOf(name)) && isDots(basename(dirname(path))));
}

const isTemporary = (folder: string): boolean => temporaryFolders.has(dirname(folder)) && basename(folder).startsWith('tmp') && folder !== '/tmp';

/** The nearest folder whose name is the same at the next run. */
function steadyFolder(path: string): string | undefined {
  let folder = path;
  while (looksGenerated(basename(folder)) || isTemporary(folder)) folder = dirname(folder);
  const name = basename(folder);
  return temporaryFolders.has(folder) || name === '' || isDots(name) ? undefined : name;
}
