import './receivers.css';
import { Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Receiver } from '#contract/receivers.ts';
import { ago, span } from '../../../lib/time.ts';
import { Mark } from '../../../ui/entity/mark.tsx';
import { FormProblem } from '../../../ui/form/problem.tsx';
import { RemoveButton } from '../../../ui/form/remove-button.tsx';
import { Link } from '../../../ui/link.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useNow } from '../../../ui/now.ts';
import { useRoute } from '../../../ui/queries.ts';
import { useSending } from '../../../ui/sending.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { Empty, Failure, Skeleton, Waiting } from '../../../ui/states.tsx';
import { say } from '../../../ui/toast.tsx';
import { DecidedBy } from '../decided-by.tsx';
import { editKey, newKey } from '../place.ts';
import { kinds } from './forms.ts';
import { ReceiverForm } from './receiver-form.tsx';

const everyMs = 15_000;

const toldOf = ({ severities, owners, resolved }: Receiver): string => {
  const which = severities.length === 0 ? 'everything' : severities.map((severity) => (severity === 'none' ? 'Watchdog' : severity)).join(', ');
  const whose = owners.length === 0 ? '' : ` of ${owners.join(', ')}`;
  return `${which}${whose}${resolved ? '; also when it is over' : ''}`;
};

/** At once and once; what came back stands beside it. */
function SendTest({ name }: { readonly name: string }): ReactNode {
  const { mutate, isPending, error, data } = useSending('POST /api/receivers/:name/test', { changes: [] });
  return (
    <div className="receiver-test">
      <Button className="control control-box" isPending={isPending} onPress={() => mutate({ to: { name }, body: {} })}>
        <Send className="icon" size={14} aria-hidden="true" />
        {isPending ? 'Sending …' : 'Send a test'}
      </Button>
      {data !== undefined && error === null && !isPending && (
        <p role="status" className="status-line">
          <Mark state={data.accepted ? 'ok' : 'critical'} />
          {data.accepted ? 'Taken' : 'Refused'} after {data.tookSeconds < 1 ? `${Math.max(1, Math.round(data.tookSeconds * 1000))} ms` : span(data.tookSeconds)}
          : {data.says}
        </p>
      )}
      <FormProblem error={error} />
    </div>
  );
}

function Remove({ name }: { readonly name: string }): ReactNode {
  const { mutate, isPending, error } = useSending('DELETE /api/receivers/:name', { changes: ['GET /api/receivers'], onDone: () => say(`${name} is removed.`) });
  return <RemoveButton isPending={isPending} error={error} onRemove={() => mutate({ to: { name }, body: {} })} />;
}

function Last({ lastDelivery }: Pick<Receiver, 'lastDelivery'>): ReactNode {
  const nowMs = useNow(10_000);
  if (lastDelivery === null) return <span className="quiet">nothing was sent yet</span>;
  const isBad = lastDelivery.state !== 'delivered';
  return (
    <span className="status-line">
      {isBad && <Mark state="warning" />}
      {lastDelivery.state.replace('_', ' ')} {ago(Date.parse(lastDelivery.at), nowMs)}
    </span>
  );
}

function Card({ receiver, onEdit }: { readonly receiver: Receiver; readonly onEdit: () => void }): ReactNode {
  const { name, to, fromConfig } = receiver;
  return (
    <section className="card" aria-label={name}>
      <h2>
        <span className="cut">{name}</span>
        <span className="quiet receiver-kind">{kinds[to.kind].says}</span>
      </h2>
      <dl className="card-facts">
        <div>
          <dt>Is told of</dt>
          <dd>{toldOf(receiver)}</dd>
        </div>
        {to.kind === 'webhook' && (
          <div>
            <dt>At</dt>
            <dd className="cut" title={to.url}>
              {to.url}
            </dd>
          </div>
        )}
        {to.kind === 'email' && (
          <div>
            <dt>To</dt>
            <dd className="cut">{to.to.join(', ')}</dd>
          </div>
        )}
        <div>
          <dt>Last</dt>
          <dd>
            <Last lastDelivery={receiver.lastDelivery} />
          </dd>
        </div>
      </dl>
      <div className="receiver-foot">
        <SendTest name={name} />
        {fromConfig ? (
          <span className="quiet">from the configuration</span>
        ) : (
          <>
            <Button className="control" onPress={onEdit}>
              Edit
            </Button>
            <Remove name={name} />
          </>
        )}
      </div>
    </section>
  );
}

function Nobody(): ReactNode {
  const changeTo = usePageChange();
  return (
    <Empty title="Nobody is told">
      <p>
        What fires is on <Link to={changeTo('/alerts')}>this page</Link> alone. Add who is to be told, or start with <code>--webhook URL</code>.
      </p>
    </Empty>
  );
}

/** Who is told of what. */
export function Receivers(): ReactNode {
  const { query } = usePlace();
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/receivers', undefined, () => ({}), { everyMs });
  const isNew = query.get(newKey) === 'receiver';
  const edited = data?.receivers.find(({ name, fromConfig }) => name === query.get(editKey) && !fromConfig);
  const show = (name?: string, isNewShown = false) => go({ set: { [editKey]: name, [newKey]: isNewShown ? 'receiver' : undefined } });
  return (
    <>
      <div className="alert-tools">
        <p className="quiet">Who is told of what. Secrets stay on the server.</p>
        <button type="button" className="control control-box" aria-expanded={isNew} onClick={() => show(undefined, !isNew)}>
          New receiver
        </button>
      </div>
      {error !== null && (
        <Failure what="The receivers" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && (
        <Waiting>
          <div className="page-body">
            <Skeleton width="100%" height={160} />
          </div>
        </Waiting>
      )}
      {(isNew || edited !== undefined) && data !== undefined && (
        <ReceiverForm
          key={isNew ? 'new' : edited?.name}
          receiver={isNew ? undefined : edited}
          taken={data.receivers.map(({ name }) => name)}
          onDone={() => show()}
        />
      )}
      {data !== undefined && <DecidedBy url={data.decidedBy} what="Receivers" />}
      {data?.receivers.length === 0 && data.decidedBy === null && !isNew && <Nobody />}
      {data !== undefined && data.receivers.length > 0 && (
        <div className="cards receivers">
          {data.receivers.map((receiver) => (
            <Card key={receiver.name} receiver={receiver} onEdit={() => show(receiver.name)} />
          ))}
        </div>
      )}
    </>
  );
}
