import { PanelLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Alerts } from '#contract/alerts.ts';
import { scopeKeys } from '../../lib/scope.ts';
import { timeKeys } from '../../lib/time.ts';
import { useFiring } from '../alerts/firing-now.ts';
import { Link } from '../link.tsx';
import { type Change, usePlace } from '../location.ts';
import type { Page } from '../page.ts';
import { prefer, usePreferences } from '../preferences.ts';

interface Count {
  readonly text: string;
  readonly says: string;
  readonly critical: boolean;
}

interface Props {
  readonly pages: readonly Page[];
  readonly counts: Readonly<Record<string, Count | undefined>>;
}

function Brand(): ReactNode {
  return (
    <span className="rail-brand">
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <path className="brand-line" d="M10 1.6v6.2" />
        <path className="brand-line" d="M6.3 3a7.9 7.9 0 1 0 7.4 0" />
        <circle className="brand-dot" cx="10" cy="10.6" r="2.4" />
      </svg>
      <b>Sonde</b>
    </span>
  );
}

/** Going to another page keeps time and scope. */
export function usePageChange(): (path: string, set?: Change['set']) => Change {
  const { query } = usePlace();
  const kept = [...timeKeys, ...scopeKeys];
  return (path, set) => ({ path, set: { ...Object.fromEntries(kept.map((key) => [key, query.get(key) ?? undefined])), ...set } });
}

function RailLink({ page, count }: { readonly page: Page; readonly count: Count | undefined }): ReactNode {
  const { path } = usePlace();
  const changeTo = usePageChange();
  const Icon = page.icon;
  return (
    <li>
      <Link to={changeTo(page.path)} aria-current={path === page.path ? 'page' : path.startsWith(`${page.path}/`) ? true : undefined} title={page.title}>
        <Icon className="icon" size={16} aria-hidden="true" />
        <span className="rail-word">{page.title}</span>
        {count !== undefined && (
          <span className={count.critical ? 'rail-count rail-count-critical' : 'rail-count'}>
            <span aria-hidden="true">{count.text}</span>
            <span className="unseen">{count.says}</span>
          </span>
        )}
      </Link>
    </li>
  );
}

/** Beyond this the number would be wider than its place. */
const mostCounted = 99;

function firing(alerts: Alerts | undefined): Props['counts'] {
  const told = alerts?.alerts.filter(({ severity }) => severity !== 'none') ?? [];
  const count = told.length + (alerts?.more ?? 0);
  if (count === 0) return {};
  const text = count > mostCounted ? `${mostCounted}+` : String(count);
  return { '/alerts': { text, says: `${count} firing`, critical: told.some(({ severity }) => severity === 'page') } };
}

export function Rail({ pages, counts }: Props): ReactNode {
  // Here and not around the page, which need not be made anew for each news of alerts.
  const alerts = useFiring();
  const all = { ...counts, ...firing(alerts.data) };
  const open = usePreferences().rail === 'open';
  return (
    <nav className={open ? 'rail rail-open' : 'rail'} aria-label="Pages">
      <Brand />
      <ul>
        {pages.map((page) => (
          <RailLink key={page.path} page={page} count={all[page.path]} />
        ))}
      </ul>
      <div className="rail-foot">
        <Button
          aria-expanded={open}
          aria-label={open ? 'Collapse the navigation' : 'Expand the navigation'}
          onPress={() => prefer({ rail: open ? 'closed' : 'open' })}
        >
          <PanelLeft className="icon" size={16} aria-hidden="true" />
          <span className="rail-word">Collapse</span>
        </Button>
      </div>
    </nav>
  );
}
