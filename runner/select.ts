import type { Suite } from './suite.ts';
import { filesOf, suites } from './suites.ts';

export interface Selected {
  readonly suite: Suite;
  readonly files: readonly string[];
}

const names = new Set(['quick', ...suites.map(({ name }) => name)]);
const everything: readonly Selected[] = suites.map((suite) => ({ suite, files: filesOf(suite) }));

/**
 * What the words after `./sonde test` name: `quick`, a suite, or a part of a test file's path; no words name everything.
 * Throws where a word names nothing.
 */
export function select(words: readonly string[]): readonly Selected[] {
  if (words.length === 0) return everything;
  const parts = words.filter((word) => !names.has(word));
  for (const part of parts) {
    if (everything.some(({ files }) => files.some((path) => path.includes(part)))) continue;
    throw new Error(`"${part}" is no suite (${[...names].join(', ')}) and no part of a test file's path`);
  }
  return everything.flatMap(({ suite, files }) => {
    if (words.includes(suite.name) || (suite.round === 'quick' && words.includes('quick'))) return [{ suite, files }];
    const named = files.filter((path) => parts.some((part) => path.includes(part)));
    return named.length === 0 ? [] : [{ suite, files: named }];
  });
}
