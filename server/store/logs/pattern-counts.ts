import type { LogPatternCount } from './log-store.ts';

/** What is told of the same pattern, together. */
export function summed(counts: Iterable<LogPatternCount>): LogPatternCount[] {
  const patterns = new Map<string, LogPatternCount>();
  for (const one of counts) {
    const known = patterns.get(one.pattern);
    patterns.set(one.pattern, known === undefined ? one : both(known, one));
  }
  return [...patterns.values()];
}

function both(one: LogPatternCount, other: LogPatternCount): LogPatternCount {
  return {
    pattern: one.pattern,
    level: Math.max(one.level, other.level),
    count: one.count + other.count,
    firstUs: Math.min(one.firstUs, other.firstUs),
    lastUs: Math.max(one.lastUs, other.lastUs),
  };
}
