import { statfsSync } from 'node:fs';
import { runCommand } from '../host/command.ts';
import type { Log } from '../log.ts';
import type { Ending } from './child.ts';
import { asSonde, type View } from './confine.ts';

/** Below this a failure is most likely one of the disk, and nothing is moved. */
const neededFreeBytes = 32 * 1024 ** 2;
/** The same complaint so often in a row is no accident. */
const endsBeforeNamedData = 2;
/** Prometheus crashed without a name: all of its data goes aside, after more patience. */
const endsBeforeAllData = 4;

/** What a failed start says about the data: the name of the broken entry, `all`, or undefined where the data is not the cause. */
export function brokenEntry(lines: readonly string[], dataPath: string): string | undefined {
  const text = lines.join('\n');
  if (/no space left|permission denied|too many open files|address already in use|read-only file system|cannot allocate memory/i.test(text)) return undefined;
  const complaint = lines.findLast((line) => line.includes('opening storage failed'));
  if (complaint === undefined) return /^(panic|fatal error|unexpected fault address)/m.test(text) ? 'all' : undefined;
  const [, block] = /corrupted block ([0-9A-HJKMNP-TV-Z]{26})\b/.exec(complaint) ?? [];
  const path = complaint.slice(complaint.indexOf(`${dataPath}/`) + dataPath.length + 1);
  const [entry] = complaint.includes(`${dataPath}/`) ? (/^[A-Za-z0-9_]+/.exec(path) ?? []) : [];
  return block ?? entry ?? 'all';
}

/**
 * After Prometheus has failed to open its data for several times, moves what is broken aside, so that the product
 * lives; done as user sonde. The last thing that was moved aside is kept.
 */
export function mendsBrokenData(view: View, dataFolder: string, log: Log): (ending: Ending) => Promise<boolean> {
  const isSure = certainty();
  return ({ lines, wasReady }) => {
    const entry = wasReady ? undefined : brokenEntry(lines, `${view.mountPoint}/data`);
    if (!isSure(entry) || entry === undefined) return Promise.resolve(false);
    if (isFull(dataFolder)) {
      log.say(`prometheus: its data looks broken, but the disk of ${dataFolder} is full; make room, nothing was moved`);
      return Promise.resolve(false);
    }
    const aside = moveAside(entry, view);
    log.say(
      `prometheus: COULD NOT OPEN ITS DATA. What it could not read was moved to prometheus/${aside} in ${dataFolder}; what was in it is missing from every view`,
    );
    return Promise.resolve(true);
  };
}

/** Counts equal verdicts in a row; true when there are enough to act, and then from the start again. */
function certainty(): (entry: string | undefined) => boolean {
  let suspect: string | undefined;
  let times = 0;
  return (entry) => {
    times = entry === suspect ? times + 1 : 1;
    suspect = entry;
    if (times < (entry === 'all' ? endsBeforeAllData : endsBeforeNamedData)) return false;
    times = 0;
    return true;
  };
}

function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < neededFreeBytes;
}

function moveAside(entry: string, view: View): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${entry}-broken-${time}`;
  const one = 'mv -T -- "$1" "$2"';
  const all = 'mkdir "$2" && find . -mindepth 1 -maxdepth 1 ! -name "*-broken-*" -exec mv -t "$2" -- {} +';
  const script = `cd "$3" && rm -rf -- ./*-broken-* && ${entry === 'all' ? all : one}`;
  const [program = '', ...args] = asSonde(['sh', '-euc', script, 'aside', entry, aside, `${view.mountPoint}/data`], view);
  runCommand(program, args, `moving the broken data ${entry} of Prometheus aside`);
  return aside;
}
