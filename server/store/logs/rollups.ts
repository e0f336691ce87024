import { everything, type Rule } from '#contract/find/term.ts';
import type { LogColumn } from './log-store.ts';
import { columnOf } from './translate.ts';

export interface Rollup {
  readonly table: string;
  readonly widthUs: number;
}

/** Lines that are counted already, by level, identity and node: a table for each width, each a multiple of the one before. */
export const rollups = [
  { table: 'seconds', widthUs: 5e6 },
  { table: 'minutes', widthUs: 60e6 },
  { table: 'hours', widthUs: 3600e6 },
] as const satisfies readonly Rollup[];

/** By pattern, too: these have many more rows. */
export const patternRollups = [
  { table: 'pattern_minutes', widthUs: 60e6 },
  { table: 'pattern_hours', widthUs: 3600e6 },
] as const satisfies readonly Rollup[];

const columns: readonly LogColumn[] = ['level', 'identity', 'node'];

/** What a rule asks of lines, where that is nothing but their columns. */
function columnsOf(rule: Rule): readonly LogColumn[] | undefined {
  if (rule.is === 'not') return columnsOf(rule.of);
  if (rule.is === 'comparison') return rule.isOpen ? undefined : [columnOf(rule.field)];
  if (rule.is !== 'all' && rule.is !== 'any') return undefined;
  const parts = rule.of.map(columnsOf).filter((part) => part !== undefined);
  return parts.length === rule.of.length ? parts.flat() : undefined;
}

/** Those that can tell how many lines there are of a rule, told apart by a column; the widest comes last. */
export function rollupsOf(rule: Rule, by: LogColumn = 'level'): readonly Rollup[] {
  const asked = columnsOf(rule)?.concat(by) ?? ['source'];
  if (asked.every((column) => columns.includes(column))) return rollups;
  return asked.every((column) => column === 'pattern' || columns.includes(column)) ? patternRollups : [];
}

/** What of a rule they can tell: it holds of each line of which the rule does. */
export function countedPart(rule: Rule): Rule {
  if (rollupsOf(rule).length > 0) return rule;
  return rule.is === 'all' ? { is: 'all', of: rule.of.filter((one) => rollupsOf(one).length > 0) } : everything;
}
