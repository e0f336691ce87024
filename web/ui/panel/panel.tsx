import './panel.css';
import { Link2, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { CopyButton } from '../copy-button.tsx';
import { type HealthState, healthWords } from '../entity/health.ts';
import { Mark } from '../entity/mark.tsx';
import { Skeleton, Waiting } from '../states.tsx';

interface Props {
  readonly title: string;
  readonly header: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The right-hand side panel; the page behind stays alive. */
export function Panel({ title, header, onClose, children }: Props): ReactNode {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Opened from the keyboard: the panel is where one wants to be. A click leaves the focus where it was.
    if (document.activeElement?.matches('.map-proxy, [data-opens-panel]:focus-visible') === true) close.current?.focus({ preventScroll: true });
  }, []);
  return (
    <aside className="panel" aria-label={title}>
      <header>
        <h2 className="unseen">{title}</h2>
        <div className="panel-ends">{header}</div>
        <CopyButton label="Copy a link to this view" text={() => location.href} icon={Link2} />
        <Button className="control control-square" aria-label="Close" ref={close} onPress={onClose}>
          <X className="icon" size={16} aria-hidden="true" />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className="panel-body" aria-label={`${title}, details`} tabIndex={0}>
        {children}
      </section>
    </aside>
  );
}

/** No line ends between a number and its unit. */
const splitUnit = /(\d) (?=(?:[KMGT]?i?B|[µm]?s|%)\b|%)/g;

interface SummaryProps {
  readonly state: HealthState;
  readonly text: string;
  /** The way to the evidence. */
  readonly why?: ReactNode;
}

/** One sentence that says why, before anything that shows what. */
export function Summary({ state, text, why }: SummaryProps): ReactNode {
  return (
    <p className={`summary summary-${state}`}>
      <Mark state={state} />
      <span>
        {state !== 'ok' && <span className="unseen">{healthWords[state]}: </span>}
        {text.replaceAll(splitUnit, '$1\u00a0')}
        {why}
      </span>
    </p>
  );
}

export function PanelSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="panel-skeleton">
        <Skeleton width="100%" height={36} />
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} width="100%" height={44} />
        ))}
        <Skeleton width="100%" height={120} />
        <Skeleton width="100%" height={120} />
      </div>
    </Waiting>
  );
}
