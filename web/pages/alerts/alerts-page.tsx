import './evidence/evidence.css';
import './alerts.css';
import { type ReactNode, useEffect } from 'react';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Deliveries } from './deliveries.tsx';
import { AlertPanel } from './evidence/alert-panel.tsx';
import { Firing } from './firing/firing.tsx';
import { alertKey, opens, readTab, ruleKey, type TabId, tabs } from './place.ts';
import { Receivers } from './receivers/receivers.tsx';
import { RulePanel } from './rules/rule-panel.tsx';
import { Rules } from './rules/rules.tsx';
import { Silences } from './silences/silences.tsx';

const contents: Readonly<Record<TabId, () => ReactNode>> = {
  firing: () => <Firing />,
  rules: () => <Rules />,
  silences: () => <Silences />,
  deliveries: () => <Deliveries />,
  receivers: () => <Receivers />,
};

function Tabs({ shown }: { readonly shown: TabId }): ReactNode {
  const changeTo = usePageChange();
  return (
    <nav className="tabs" aria-label="Parts of this page">
      {tabs.map(({ id, title }) => (
        <Link key={id} to={changeTo('/alerts', { tab: id === 'firing' ? undefined : id })} aria-current={id === shown ? 'page' : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}

/** Closes the panel, and what opened it has the focus again. */
function close(key: string, id: string): void {
  go(opens(key, undefined));
  document.getElementById(`${key}-${id}`)?.focus();
}

function useEscape(key: string, id: string | null): void {
  useEffect(() => {
    if (id === null) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close(key, id);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [key, id]);
}

/** What fires, what is looked after, and who is told of it. */
export function AlertsPage(): ReactNode {
  const { query } = usePlace();
  const tab = readTab(query);
  const alert = query.get(alertKey);
  const rule = alert === null && tab === 'rules' ? query.get(ruleKey) : null;
  useEscape(alertKey, alert);
  useEscape(ruleKey, rule);
  return (
    <main className={alert === null && rule === null ? 'alerts-page' : 'alerts-page alerts-page-open'}>
      <header className="page-head alerts-head">
        <h1>Alerts</h1>
        <Tabs shown={tab} />
      </header>
      <div className="alerts-content">{contents[tab]()}</div>
      {alert !== null && <AlertPanel key={alert} id={alert} onClose={() => close(alertKey, alert)} />}
      {rule !== null && <RulePanel key={rule} id={rule} onClose={() => close(ruleKey, rule)} />}
    </main>
  );
}
