import './silences.css';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Silence } from '#contract/silences.ts';
import { matchersText } from '../../../lib/matchers.ts';
import { exact } from '../../../lib/quantity.ts';
import { span, stamp } from '../../../lib/time.ts';
import { FormProblem } from '../../../ui/form/problem.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useNow } from '../../../ui/now.ts';
import { usePreferences } from '../../../ui/preferences.ts';
import { useRoute } from '../../../ui/queries.ts';
import { useSending } from '../../../ui/sending.ts';
import { Failure, Skeleton, StaleBar, Waiting } from '../../../ui/states.tsx';
import { say } from '../../../ui/toast.tsx';
import { newKey, opens } from '../place.ts';
import { NewSilence } from './new-silence.tsx';
import { Windows } from './windows.tsx';

const everyMs = 10_000;
const stateWords: Readonly<Record<Silence['state'], string>> = { active: 'holds', pending: 'to come', expired: 'over' };

function When({ silence: { state, from, until } }: { readonly silence: Silence }): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(10_000);
  const title = `${stamp(Date.parse(from), zone)} to ${stamp(Date.parse(until), zone)}`;
  if (state === 'active') return <span title={title}>{span((Date.parse(until) - nowMs) / 1000)} left</span>;
  if (state === 'pending') return <span title={title}>in {span((Date.parse(from) - nowMs) / 1000)}</span>;
  return <span title={title}>ended {span((nowMs - Date.parse(until)) / 1000)} ago</span>;
}

function End({ id }: { readonly id: string }): ReactNode {
  const { mutate, isPending, error } = useSending('DELETE /api/silences/:id', {
    changes: ['GET /api/silences', 'GET /api/alerts', 'GET /api/alerts/:id'],
    onDone: () => say('The silence is ended.'),
  });
  return (
    <>
      <Button className="control" isPending={isPending} onPress={() => mutate({ to: { id }, body: {} })}>
        End it
      </Button>
      <FormProblem error={error} />
    </>
  );
}

function Row({ silence }: { readonly silence: Silence }): ReactNode {
  const { id, state, matchers, who, why, alerts } = silence;
  return (
    <tr className={state === 'expired' ? 'silence-over' : undefined}>
      <td>{stateWords[state]}</td>
      <td>
        <code className="cut" title={matchersText(matchers)}>
          {matchersText(matchers)}
        </code>
      </td>
      <td className="cut" title={why}>
        {why}
      </td>
      <td className="cut">{who}</td>
      <td>
        <When silence={silence} />
      </td>
      <td className="right">{state === 'active' ? exact(alerts) : <span className="quiet">–</span>}</td>
      <td className="right">{state !== 'expired' && <End id={id} />}</td>
    </tr>
  );
}

const order: readonly Silence['state'][] = ['active', 'pending', 'expired'];

function List({ silences }: { readonly silences: readonly Silence[] }): ReactNode {
  if (silences.length === 0) return <p className="part-none">Nothing is silenced, and nothing was of late.</p>;
  const sorted = [...silences].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || Date.parse(a.until) - Date.parse(b.until));
  return (
    <table className="table silences">
      <caption className="unseen">Silences</caption>
      <colgroup>
        {[84, undefined, undefined, 120, 120, 64, 88].map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
          <col key={at} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {['State', 'What', 'Why', 'Who', 'How long', 'Alerts', ''].map((title) => (
            <th key={title} scope="col" className={title === 'Alerts' ? 'right' : undefined}>
              {title === '' ? <span className="unseen">What can be done</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted.map((silence) => (
          <Row key={silence.id} silence={silence} />
        ))}
      </tbody>
    </table>
  );
}

/** Of what nobody is told: for a time, and each week. */
export function Silences(): ReactNode {
  const isNew = usePlace().query.get(newKey) === 'silence';
  const open = (shown: boolean) => go(opens(newKey, shown ? 'silence' : undefined));
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/silences', undefined, () => ({}), { everyMs });
  return (
    <>
      {error !== null && (
        <Failure what="The silences" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data !== undefined && data.stale !== null && <StaleBar {...data.stale} />}
      <div className="page-body">
        {data === undefined && error === null && (
          <Waiting>
            <Skeleton width="100%" height={160} />
          </Waiting>
        )}
        {data !== undefined && (
          <section className="sheet" aria-label="Silences">
            <header className="part-head">
              <h2>Silences</h2>
              <p className="quiet">Nobody is told of what they match, until they end.</p>
              <button type="button" className="control control-box" aria-expanded={isNew} onClick={() => open(!isNew)}>
                New silence
              </button>
            </header>
            {isNew && <NewSilence onDone={() => open(false)} />}
            <List silences={data.silences} />
          </section>
        )}
        <Windows />
      </div>
    </>
  );
}
