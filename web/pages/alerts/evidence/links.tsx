import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AlertEvidence } from '#contract/alerts.ts';
import { Link } from '../../../ui/link.tsx';
import type { Change } from '../../../ui/location.ts';

/** A path of the console as a step of the page. */
function changeOf(href: string): Change {
  const { pathname, searchParams } = new URL(href, location.origin);
  return { path: pathname, set: Object.fromEntries(searchParams) };
}

const isOurs = (href: string): boolean => /^\/(?!\/)/.test(href);
/** What others write may be anything. */
const isSafe = (href: string): boolean => /^https?:\/\//i.test(href);

/** Where else to look, with entity and time held. */
export function Links({ links }: Pick<AlertEvidence, 'links'>): ReactNode {
  const shown = links.filter(({ href }) => isOurs(href) || isSafe(href));
  if (shown.length === 0) return null;
  return (
    <section className="panel-part" aria-label="Where else to look">
      <h3>Look further</h3>
      <ul className="alert-links">
        {shown.map(({ name, href }) => (
          <li key={`${name} ${href}`}>
            {isOurs(href) ? (
              <Link className="facts-link" to={changeOf(href)}>
                {name}
              </Link>
            ) : (
              <a className="facts-link" href={href} rel="noopener noreferrer" target="_blank">
                {name} <ExternalLink className="icon" size={12} aria-label="on another site" />
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
