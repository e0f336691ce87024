import type { WorkloadProcesses } from '#contract/processes.ts';
import { exact } from './quantity.ts';
import { bounds, type TimeScope } from './time.ts';

/** As the server has it: what ended longer ago is past. */
const presentMs = 120_000;

export const isPastNow = (time: TimeScope, nowMs: number): boolean => nowMs - bounds(time, nowMs).toMs >= presentMs;

/** The same of the end of a window. */
export const isPastMoment = (to: string): boolean => Date.now() - Date.parse(to) >= presentMs;

/** `5 processes`, with those that are only counted. */
export function processCount({ processes, more }: Pick<WorkloadProcesses, 'processes' | 'more'>): string {
  const all = processes.length + more;
  return all === 1 ? '1 process' : `${exact(all)} processes`;
}

/** What a process calls itself, where it tells more than its name: `nginx: worker process`. */
export const processTitle = ({ name, command }: { readonly name: string; readonly command: string }): string =>
  command.startsWith(`${name}: `) ? command : name;
