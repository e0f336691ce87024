import type { ReactNode } from 'react';
import { Mark } from '../../ui/entity/mark.tsx';

/** What is set here, where an Alertmanager of somebody’s own decides who is told; nothing where Sonde’s does. */
export function DecidedBy({ url, what }: { readonly url: string | null; readonly what: 'Receivers' | 'Windows' }): ReactNode {
  if (url === null) return null;
  return (
    <p role="note" className="status-line part-none">
      <Mark state="warning" />
      <span>
        The Alertmanager at {url} decides who is told. {what} that are set here take effect once it has them: <code>alerting/alertmanager.yml</code> of the data
        folder is how ours would.
      </span>
    </p>
  );
}
