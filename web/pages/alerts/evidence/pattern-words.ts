import type { AlertEvidence } from '#contract/alerts.ts';
import { asText, count, exact, narrowSpace, significant } from '../../../lib/quantity.ts';
import { clockSeconds, span, type Zone } from '../../../lib/time.ts';

export type ChangedPatterns = AlertEvidence['patterns'];
type Counted = NonNullable<ChangedPatterns>;

const secondsOf = ({ from, to }: Counted['during']): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** How a pattern differs from what was usual, where any does; else how many lines it has; and by which numbers. */
export function changeOf(
  { before: lines, during: now }: Counted['found'][number],
  { before, during, isChanged }: Counted,
): { readonly says: string; readonly by: string } {
  const counted = `${exact(now)} lines in ${span(secondsOf(during))}`;
  const by = lines === null || before === null ? counted : `${counted}, ${exact(lines)} in ${span(secondsOf(before))} before`;
  if (lines === null || before === null || !isChanged) return { says: asText(count(now)), by };
  if (lines === 0) return { says: 'new', by };
  if (now === 0) return { says: 'gone', by };
  const factor = now / secondsOf(during) / (lines / secondsOf(before));
  return { says: factor >= 1 ? `×${narrowSpace}${significant(factor, 2)}` : `−${Math.round((1 - factor) * 100)}${narrowSpace}%`, by };
}

const most = 'What it says most, warnings and errors first:';

/** What has to be known of the list: with what it is compared, where that is not as long a time before, and whether anything changed. */
export function comparedWith(patterns: ChangedPatterns, zone: Zone): string {
  if (patterns === null) return 'Its lines could not be counted now.';
  const { query, during, before, keptFrom, isChanged, found } = patterns;
  if (query === '') return 'It names nobody whose lines could be looked at.';
  if (keptFrom === null) return 'No line of that time is kept.';
  const says = found.length === 0 ? 'It has said nothing meanwhile.' : most;
  if (before === null) {
    const watched = span(secondsOf({ from: keptFrom, to: during.to }));
    return `Nothing to compare with: the first line that is kept is of ${clockSeconds(Date.parse(keptFrom), zone)}, ${watched} earlier. ${says}`;
  }
  if (!isChanged) return `No pattern of its lines became much more or less than in the ${span(secondsOf(before))} before. ${says}`;
  return before.from === keptFrom ? `Held against the ${span(secondsOf(before))} before, by the second: none older is kept.` : '';
}
