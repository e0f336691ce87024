import type { EdgeDetail } from '#contract/routes.ts';
import { span } from '../../../lib/time.ts';
import { isUnhealthy } from '../model/filters.ts';

/** The series of the history that count failures. */
const failing: ReadonlySet<string> = new Set(['failures', 'errors']);
const longAgoSeconds = 60;

/** The window may hold failures that are over. */
export function lastFailureText({ edge, history, to }: { readonly edge: Pick<EdgeDetail['edge'], 'health'> } & Pick<EdgeDetail, 'history' | 'to'>): string {
  if (!isUnhealthy(edge)) return '';
  const last = Math.max(...history.series.filter(({ name }) => failing.has(name)).map(({ values }) => values.findLastIndex((value) => (value ?? 0) > 0)));
  const agoSeconds = (Date.parse(to) - Date.parse(history.start)) / 1000 - (last + 1) * history.stepSeconds;
  return last < 0 || agoSeconds < longAgoSeconds ? '' : ` The last failure was ${span(agoSeconds)} before the end of this window.`;
}
