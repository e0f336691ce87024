import { BellOff, CornerDownRight, Hand, Hourglass } from 'lucide-react';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { type Alert, stateWords } from '../../../lib/alert-words.ts';
import { span, stamp } from '../../../lib/time.ts';
import { AlertEntity } from '../../../ui/alerts/alert-entity.tsx';
import { Gauge } from '../../../ui/alerts/gauge.tsx';
import { SeverityWord } from '../../../ui/alerts/severity.tsx';
import { Link } from '../../../ui/link.tsx';
import { go } from '../../../ui/location.ts';
import { usePreferences } from '../../../ui/preferences.ts';
import { alertKey, opens } from '../place.ts';

/** What becomes of it, where that is more than that it fires. */
function Standing({ alert: { state, acknowledged, silencedBy, inhibitedBy } }: { readonly alert: Alert }): ReactNode {
  const [silence] = silencedBy;
  if (silence !== undefined) {
    return (
      <span className="standing" title={`${silence.who}: ${silence.why}`}>
        <BellOff className="icon" size={12} aria-hidden="true" />
        silenced
      </span>
    );
  }
  if (acknowledged !== null) {
    return (
      <span className="standing" title={acknowledged.note === '' ? undefined : acknowledged.note}>
        <Hand className="icon" size={12} aria-hidden="true" />
        <span className="cut">{acknowledged.who}</span>
      </span>
    );
  }
  if (state === 'firing') return null;
  const Icon = state === 'inhibited' ? CornerDownRight : Hourglass;
  return (
    <span className="standing" title={inhibitedBy.map(({ name }) => name).join(', ')}>
      {state !== 'resolved' && <Icon className="icon" size={12} aria-hidden="true" />}
      <span className="cut">{state === 'inhibited' ? 'follows' : stateWords[state]}</span>
    </span>
  );
}

interface Props {
  readonly alert: Alert;
  readonly isOpen: boolean;
  readonly follows: boolean;
  readonly nowMs: number;
}

/** An alert in a line: how bad, what, about whom, how much, since when, whose. */
export const AlertRow = memo(function AlertRow({ alert, isOpen, follows, nowMs }: Props): ReactNode {
  const { zone } = usePreferences();
  const { id, name, severity, summary, entity, since, resolvedAt, owner } = alert;
  const sinceMs = Date.parse(since);
  const endMs = resolvedAt === null ? nowMs : Date.parse(resolvedAt);
  const click = ({ target }: MouseEvent) => {
    // A link leads elsewhere, and who selects text reads.
    if ((target as HTMLElement).closest('a, button') === null && getSelection()?.isCollapsed !== false) go(opens(alertKey, id));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the link in the row does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link in the row does the same for the keyboard
    <div className={`alert-row alert-${severity}${follows ? ' alert-follows' : ''}${isOpen ? ' alert-open' : ''}`} onClick={click}>
      <SeverityWord severity={severity} />
      <div className="alert-what">
        <p>
          <Link id={`${alertKey}-${id}`} className="alert-name" data-opens-panel to={opens(alertKey, id)} aria-current={isOpen ? true : undefined}>
            {name}
          </Link>
          {entity !== null && <AlertEntity entity={entity} />}
        </p>
        <p className="alert-says cut" title={summary}>
          {summary}
        </p>
      </div>
      <Gauge alert={alert} />
      <time dateTime={since} title={stamp(sinceMs, zone)}>
        {resolvedAt === null ? 'for ' : 'was '}
        {span((endMs - sinceMs) / 1000)}
      </time>
      <span className={owner === '' ? 'cut quiet alert-owner' : 'cut alert-owner'}>{owner === '' ? 'nobody’s' : owner}</span>
      <Standing alert={alert} />
    </div>
  );
});
