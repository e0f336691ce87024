import { type ReactNode, useEffect, useState } from 'react';
import type { AlertEvidence } from '#contract/alerts.ts';
import { type Alert, severityWords, stateWords } from '../../../lib/alert-words.ts';
import { span, stamp } from '../../../lib/time.ts';
import { AlertEntity } from '../../../ui/alerts/alert-entity.tsx';
import { AlertMark } from '../../../ui/alerts/severity.tsx';
import { ApiError } from '../../../ui/api.ts';
import { Events } from '../../../ui/entity/events.tsx';
import { Facts } from '../../../ui/entity/facts.tsx';
import { useNow } from '../../../ui/now.ts';
import { Panel, PanelSkeleton, Summary } from '../../../ui/panel/panel.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { useRoute } from '../../../ui/queries.ts';
import { Failure, StaleBar } from '../../../ui/states.tsx';
import { Actions } from './actions.tsx';
import { Graph } from './graph.tsx';
import { Became } from './history.tsx';
import { Links } from './links.tsx';
import { Neighbours } from './neighbours.tsx';
import { Patterns } from './patterns.tsx';

const everyMs = 10_000;
const tones = { page: 'critical', ticket: 'warning', info: 'ok', none: 'ok' } as const;

/** What it says of itself in a line, and what became of it. */
function OfAlert({ alert }: { readonly alert: Alert }): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(5000);
  const { entity, since, resolvedAt, owner, state, severity, inhibitedBy, silencedBy, acknowledged } = alert;
  const sinceMs = Date.parse(since);
  const [silence] = silencedBy;
  const facts: (readonly [string, ReactNode])[] = [
    [
      'About',
      entity === null ? (
        <span key="none" className="quiet">
          nothing in particular
        </span>
      ) : (
        <AlertEntity key="entity" entity={entity} />
      ),
    ],
    [
      resolvedAt === null ? 'For' : 'Lasted',
      <span key="since" title={stamp(sinceMs, zone)}>
        {span(((resolvedAt === null ? nowMs : Date.parse(resolvedAt)) - sinceMs) / 1000)}, since <time dateTime={since}>{stamp(sinceMs, zone)}</time>
      </span>,
    ],
    ['State', `${severityWords[severity]}, ${stateWords[state]}`],
    [
      'Owner',
      owner === '' ? (
        <span key="owner" className="quiet">
          nobody’s
        </span>
      ) : (
        owner
      ),
    ],
    ...(inhibitedBy.length === 0 ? [] : [['Follows', inhibitedBy.map(({ name }) => name).join(', ')] as const]),
    ...(silence === undefined
      ? []
      : [['Silenced', `by ${silence.who}: ${silence.why}${silence.until === null ? '' : `, until ${stamp(Date.parse(silence.until), zone)}`}`] as const]),
    ...(acknowledged === null ? [] : [['Looks after it', `${acknowledged.who}${acknowledged.note === '' ? '' : `: ${acknowledged.note}`}`] as const]),
  ];
  return <Facts facts={facts} />;
}

const unshown = ['alertname', 'severity', 'summary', 'description', 'runbook', 'runbook_url'];

function Labels({ labels }: Pick<Alert, 'labels'>): ReactNode {
  const rest = Object.entries(labels).filter(([name]) => !unshown.includes(name));
  if (rest.length === 0) return null;
  return (
    <section className="panel-part">
      <h3>Labels</h3>
      <ul className="alert-labels">
        {rest.map(([name, value]) => (
          <li key={name}>
            <code>
              {name}=<b>{value}</b>
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Evidence({ evidence }: { readonly evidence: AlertEvidence }): ReactNode {
  const { alert, events, stale } = evidence;
  const { summary, severity, annotations } = alert;
  return (
    <>
      {stale !== null && <StaleBar {...stale} />}
      <Summary state={alert.resolvedAt === null ? tones[severity] : 'ok'} text={summary} />
      <section className="panel-part alert-facts">
        <OfAlert alert={alert} />
        <Actions alert={alert} />
      </section>
      <Graph evidence={evidence} />
      {annotations.description !== undefined && annotations.description !== summary && (
        <section className="panel-part">
          <h3>What it says</h3>
          <p className="alert-description">{annotations.description}</p>
        </section>
      )}
      <Neighbours evidence={evidence} />
      <Events events={events.records} whose="about it, in that time" terms={events.query} once />
      <Patterns patterns={evidence.patterns} window={evidence} />
      <Links links={evidence.links} />
      <Became id={alert.id} />
      <Labels labels={alert.labels} />
    </>
  );
}

function Gone(): ReactNode {
  return (
    <div className="panel-part">
      <p>This alert is not known any more: it ended longer ago than alerts are kept, or it never was.</p>
    </div>
  );
}

/** The evidence of one alert, in its place: the page behind stays alive. */
export function AlertPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const { data, error, dataUpdatedAt, isFetching, refetch } = useRoute('GET /api/alerts/:id', id, () => ({ id }), { everyMs });
  const evidence = data?.alert.id === id ? data : undefined;
  const isGone = error instanceof ApiError && error.status === 404;
  const [title, setTitle] = useState('Alert');
  const name = evidence?.alert.name;
  useEffect(() => {
    if (name !== undefined) setTitle(name);
  }, [name]);
  const header = (
    <span className="panel-title">
      {evidence !== undefined && <AlertMark severity={evidence.alert.severity} />}
      <span className="cut">{title}</span>
    </span>
  );
  return (
    <Panel title={title} header={header} onClose={onClose}>
      {error !== null && !isGone && (
        <Failure what="The evidence" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(evidence && { shownSinceMs: dataUpdatedAt })} />
      )}
      {isGone && <Gone />}
      {evidence === undefined && error === null && <PanelSkeleton />}
      {evidence !== undefined && !isGone && <Evidence evidence={evidence} />}
    </Panel>
  );
}
