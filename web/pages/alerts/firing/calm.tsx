import type { ReactNode } from 'react';
import type { Alerts } from '#contract/alerts.ts';
import { exact } from '../../../lib/quantity.ts';
import { ago } from '../../../lib/time.ts';
import { Link } from '../../../ui/link.tsx';
import { useNow } from '../../../ui/now.ts';
import { useRoute } from '../../../ui/queries.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { Empty } from '../../../ui/states.tsx';

const everyMs = 10_000;

/** That nothing fires is good news only where somebody looks: what is evaluated, and when that was done last. */
function Watched(): ReactNode {
  const changeTo = usePageChange();
  const nowMs = useNow(5000);
  const { data, error } = useRoute('GET /api/rules', undefined, () => ({}), { everyMs });
  if (error !== null) return <p>Whether anything is watched is not known: the rules could not be loaded. {error.message}</p>;
  if (data === undefined) return <p>Asking which rules are watched …</p>;
  const toRules = changeTo('/alerts', { tab: 'rules' });
  const known = data.rules.filter(({ state }) => state !== 'unknown');
  const failing = data.rules.filter(({ state }) => state === 'failing').length;
  const lastMs = Math.max(...data.rules.map(({ evaluatedAt }) => (evaluatedAt === null ? Number.NEGATIVE_INFINITY : Date.parse(evaluatedAt))));
  if (known.length === 0 || !Number.isFinite(lastMs)) {
    return (
      <p>
        But no rule is evaluated now, so that nothing could fire: <Link to={changeTo('/doctor')}>the doctor</Link> says what is missing.
      </p>
    );
  }
  return (
    <p>
      <Link to={toRules}>{exact(known.length)} rules</Link> are watched, evaluated {ago(lastMs, nowMs)}.
      {failing > 0 && ` ${failing === 1 ? '1 of them' : `${exact(failing)} of them`} cannot be evaluated.`}
    </p>
  );
}

/** Nothing to look at, and why that can be believed. */
export function Calm({ reply: { counts, stale } }: { readonly reply: Alerts }): ReactNode {
  const rest = [
    counts.pending > 0 ? `${exact(counts.pending)} pending` : '',
    counts.silenced > 0 ? `${exact(counts.silenced)} silenced` : '',
    counts.resolved > 0 ? `${exact(counts.resolved)} ended in the last hour` : '',
  ].filter((part) => part !== '');
  return (
    <Empty title={stale === null ? 'Nothing fires' : 'Nothing fired when it was last known'}>
      <Watched />
      {rest.length > 0 && <p>{rest.join(', ')}.</p>}
    </Empty>
  );
}
