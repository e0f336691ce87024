import { RE2JS } from 're2js';
import type { Pattern } from './term.ts';

type Written = Pick<Pattern, 'source' | 'foldsCase'>;

/** A pattern whose machine is larger takes too long at each sign. */
const largestProgram = 2000;
/** Of a longer text, a pattern sees the beginning: none holds up the others for long. */
const patternSigns = 64 << 10;

const compiled = ({ source, foldsCase }: Written): RE2JS => RE2JS.compile(source, foldsCase ? RE2JS.CASE_INSENSITIVE : 0);

/** In words, what is wrong with a pattern; undefined where nothing is. */
export function patternProblem(pattern: Written): string | undefined {
  // What RE2 leaves out, because it cannot be found in one go.
  const beyond = /\(\?<?[=!]|\\[1-9k]/.exec(pattern.source.replaceAll(/\\[^1-9k]/g, ''))?.[0];
  if (beyond !== undefined) return `a pattern cannot hold ${beyond}: it looks ahead or back`;
  try {
    return compiled(pattern).programSize() > largestProgram ? 'the pattern is too large: its repetitions make it so' : undefined;
  } catch (error) {
    return `the pattern cannot be read: ${error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : error}`;
  }
}

/** Whether a text holds what a pattern finds, the same on the map and in the logs. Its machine is kept for the next text, as long as the pattern is. */
export function patternFinder(): (pattern: Pattern, text: string) => boolean {
  const machines = new WeakMap<Pattern, RE2JS>();
  return (pattern, text) => {
    const machine = machines.get(pattern) ?? compiled(pattern);
    machines.set(pattern, machine);
    return machine.test(text.slice(0, patternSigns));
  };
}
