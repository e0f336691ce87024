import './deliveries.css';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Deliveries as Reply } from '#contract/deliveries.ts';
import { exact } from '../../lib/quantity.ts';
import { ago, span, stamp } from '../../lib/time.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { useNow } from '../../ui/now.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty, Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { openKey, opens } from './place.ts';

type Delivery = Reply['deliveries'][number];
type State = Delivery['state'];

const everyMs = 5000;
const mostShown = 200;
const states: Readonly<Record<State, { readonly says: string; readonly mark: 'critical' | 'warning' | 'ok' }>> = {
  delivered: { says: 'delivered', mark: 'ok' },
  waiting: { says: 'waits', mark: 'warning' },
  given_up: { says: 'given up', mark: 'critical' },
};
const filters = [
  { id: undefined, says: 'All' },
  { id: 'waiting', says: 'Waiting' },
  { id: 'given_up', says: 'Given up' },
] as const;

function Attempts({ delivery: { lastAttempts, nextAt, attempts } }: { readonly delivery: Delivery }): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(5000);
  return (
    <ol className="attempts">
      {lastAttempts.map(({ at, status, says, tookSeconds }) => (
        <li key={at}>
          <time dateTime={at}>{stamp(Date.parse(at), zone).slice(5, 19)}</time>
          <b>{status === null ? 'no answer' : status}</b>
          <span>{says}</span>
          <span className="quiet">{tookSeconds < 1 ? `${Math.max(1, Math.round(tookSeconds * 1000))} ms` : span(tookSeconds)}</span>
        </li>
      ))}
      {attempts > lastAttempts.length && <li className="quiet">and {exact(attempts - lastAttempts.length)} before</li>}
      {nextAt !== null && <li className="quiet">tried again {Date.parse(nextAt) <= nowMs ? 'now' : `in ${span((Date.parse(nextAt) - nowMs) / 1000)}`}</li>}
    </ol>
  );
}

function Row({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(5000);
  const isOpen = usePlace().query.get(openKey) === delivery.id;
  const { at, state, receiver, host, status, names, alerts, summary, attempts, lastAttempts } = delivery;
  const { says, mark } = states[state];
  return (
    <li className="delivery">
      <button type="button" className="delivery-row" aria-expanded={isOpen} onClick={() => go(opens(openKey, isOpen ? undefined : delivery.id))}>
        <ChevronRight className="icon icon-quiet" size={14} aria-hidden="true" />
        <time dateTime={at} title={stamp(Date.parse(at), zone)}>
          {ago(Date.parse(at), nowMs)}
        </time>
        <span className="status-line">
          {mark !== 'ok' && (
            <span aria-hidden="true" className="status-mark">
              <Mark state={mark} />
            </span>
          )}
          {says}
        </span>
        <span className="cut">
          {receiver} <span className="quiet">{host}</span>
        </span>
        <span className="cut" title={[names.join(', '), summary].filter((words) => words !== '').join(': ')}>
          {status === 'resolved' && <span className="quiet">over: </span>}
          {names.join(', ')}
          {alerts > names.length && <span className="quiet"> {exact(alerts)} alerts</span>}
          {summary !== '' && <span className="quiet"> {summary}</span>}
        </span>
        <span className="quiet">{attempts === 1 ? '1 attempt' : `${exact(attempts)} attempts`}</span>
        <span className="cut quiet">{state === 'delivered' ? '' : (lastAttempts[0]?.says ?? '')}</span>
      </button>
      {isOpen && <Attempts delivery={delivery} />}
    </li>
  );
}

function None({ state }: { readonly state: State | undefined }): ReactNode {
  const changeTo = usePageChange();
  if (state !== undefined) return <p className="alert-none">{state === 'waiting' ? 'Nothing waits to be sent.' : 'Nothing was given up.'}</p>;
  return (
    <Empty title="Nothing was sent yet">
      <p>
        What fires is sent to <Link to={changeTo('/alerts', { tab: 'receivers' })}>the receivers</Link>; what Alertmanager sends by itself, to Slack, PagerDuty,
        Opsgenie and by mail, is not listed here.
      </p>
    </Empty>
  );
}

/** What was sent to whom, each attempt told. */
export function Deliveries(): ReactNode {
  const asked = usePlace().query.get('delivery');
  const state = filters.find(({ id }) => id === asked)?.id;
  const input = () => ({ limit: mostShown, ...(state !== undefined && { state }) });
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/deliveries', state, input, { everyMs });
  return (
    <>
      <div className="alert-tools">
        <nav className="alert-lists" aria-label="Which deliveries">
          {filters.map(({ id, says }) => (
            <Link key={says} className="pill" to={{ set: { delivery: id } }} aria-current={id === state ? true : undefined}>
              {says} {id === 'waiting' && data !== undefined && <span>{exact(data.waiting)}</span>}
            </Link>
          ))}
        </nav>
      </div>
      {error !== null && (
        <Failure what="The deliveries" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && (
        <Waiting>
          <div className="page-body">
            <Skeleton width="100%" height={240} />
          </div>
        </Waiting>
      )}
      {data?.deliveries.length === 0 && <None state={state} />}
      {data !== undefined && data.deliveries.length > 0 && (
        <ol className="deliveries" aria-label="Deliveries">
          <li className="delivery delivery-head" aria-hidden="true">
            <span className="delivery-row">
              <span />
              <span>Begun</span>
              <span>State</span>
              <span>To</span>
              <span>Of</span>
              <span>Attempts</span>
              <span>What came back</span>
            </span>
          </li>
          {data.deliveries.map((delivery) => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
          {data.next !== undefined && <li className="alert-none">Of older ones only those above are shown.</li>}
        </ol>
      )}
    </>
  );
}
