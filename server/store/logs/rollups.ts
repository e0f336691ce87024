import type { Rule } from '#contract/find/term.ts';
import { columnOf } from './translate.ts';

/** Lines that are counted already, by level, identity and node: a table for each width, each a multiple of the one before. */
export const rollups = [
  { table: 'seconds', widthUs: 5e6 },
  { table: 'minutes', widthUs: 60e6 },
  { table: 'hours', widthUs: 3600e6 },
] as const;
export type Rollup = (typeof rollups)[number];

const columns: readonly string[] = ['level', 'identity', 'node'];

/** Whether they can tell how many lines there are of a rule, told apart by a column. */
export function isRolledUp(rule: Rule, by = 'level'): boolean {
  if (!columns.includes(by)) return false;
  if (rule.is === 'all' || rule.is === 'any') return rule.of.every((one) => isRolledUp(one));
  if (rule.is === 'not') return isRolledUp(rule.of);
  return rule.is === 'comparison' && !rule.isOpen && columns.includes(columnOf(rule.field));
}
