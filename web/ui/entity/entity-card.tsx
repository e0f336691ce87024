import './entity-card.css';
import { type ComponentProps, type ReactNode, type RefObject, useRef, useState } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { Health } from '#contract/reply.ts';
import type { TopologyNode, WorkloadDetail } from '#contract/routes.ts';
import { p99SecondsOf } from '../../lib/p99.ts';
import { duration, percent, rate } from '../../lib/quantity.ts';
import { windowOf } from '../../lib/time.ts';
import { Maybe, markOf } from '../numbers.tsx';
import { useRoute } from '../queries.ts';
import { runs } from '../runs.ts';
import { useTime } from '../time-scope.ts';
import { shareTone } from './edge-sums.ts';
import { Figure } from './figure.tsx';
import { healthWords } from './health.ts';
import { KindIcon } from './kind.tsx';
import { kindWords } from './kind-words.ts';
import { Mark } from './mark.tsx';
import { noFiguresText, notSeen } from './no-figures.ts';

type Entity = Pick<TopologyNode, 'id' | 'kind' | 'name' | 'namespace' | 'serves'>;

interface Props {
  readonly of: Entity;
  /** Where it is known already. */
  readonly health?: Health | undefined;
  /** Known not to be there in this time, so that nothing is asked; its health is of before. */
  readonly gone?: boolean;
}

function HealthLine({ state, reasons }: Health): ReactNode {
  return (
    <p className={state === 'ok' ? 'quiet' : `status-line text-${state}`}>
      <Mark state={state} />
      {reasons[0] ?? healthWords[state]}
    </p>
  );
}

interface AskedProps {
  readonly detail: WorkloadDetail | undefined;
  readonly tone: 'warning' | 'critical' | undefined;
}

/** In its final shape while it is loaded. */
function Asked({ detail, tone }: AskedProps): ReactNode {
  const asked = detail?.workload.in;
  return (
    <dl className="entity-card-figures">
      <Figure title="Requests">
        {asked === undefined ? '…' : <Maybe value={asked.requestsPerSecond} format={rate} {...markOf(detail?.confidence.state ?? 'full')} />}
      </Figure>
      <Figure title="Errors" tone={tone}>
        {asked === undefined ? '…' : <Maybe value={asked.errorRatio} format={percent} />}
      </Figure>
      <Figure title="p99">{detail === undefined ? '…' : <Maybe value={p99SecondsOf(detail)} format={duration} />}</Figure>
    </dl>
  );
}

/** How much it is asked and how well it answers: the answer is the one that its page begins with, so that a click finds it there. */
function Figures({ of: { id }, health: known }: Props): ReactNode {
  const [time] = useTime();
  const { data, error } = useRoute('GET /api/workloads/:id', { id, time }, () => ({ id, ...windowOf(time, Date.now()) }));
  if (error !== null) return <p className="quiet">{noFiguresText(error)}</p>;
  const shown = data?.workload.id === id ? data : undefined;
  const asked = shown?.workload.in;
  const health = shown?.workload.health ?? known;
  return (
    <>
      {health !== undefined && <HealthLine {...health} />}
      {asked === undefined || asked.errorRatio !== null ? (
        <Asked detail={shown} tone={asked && shareTone(asked.errorRatio, health?.state ?? 'unknown')} />
      ) : (
        <p className="quiet">No requests to it are seen.</p>
      )}
    </>
  );
}

function State(props: Props): ReactNode {
  const { of, health, gone = false } = props;
  if (gone) return <p className="quiet">{notSeen}</p>;
  if (runs(of)) return <Figures {...props} />;
  return health !== undefined && <HealthLine {...health} />;
}

function Card(props: Props): ReactNode {
  const { of } = props;
  return (
    <>
      <p className="entity-card-name">
        <KindIcon of={of} size={16} />
        <b>{of.name}</b>
        <span className="quiet">{of.namespace === undefined || of.namespace === '' ? kindWords[of.kind] : `${kindWords[of.kind]} in ${of.namespace}`}</span>
      </p>
      <State {...props} />
    </>
  );
}

const delayMs = 400;
const scrolledWithinMs = 300;
const isScrolling = (): boolean => window.event?.type === 'scroll';

/** Coming to it with the keyboard may scroll it into sight, which is no reason to close what has just opened. */
function useOpen(trigger: RefObject<HTMLElement | null>): { readonly isOpen: boolean; readonly onOpenChange: (open: boolean) => void } {
  const [isOpen, setOpen] = useState(false);
  const openedAtMs = useRef(0);
  const onOpenChange = (open: boolean) => {
    if (open) openedAtMs.current = performance.now();
    else if (isScrolling() && trigger.current?.matches(':focus') && performance.now() - openedAtMs.current < scrolledWithinMs) return;
    setOpen(open);
  };
  return { isOpen, onOpenChange };
}

/** A link that shows who it leads to when one points at it, or comes to it with the keyboard. */
export function WithCard({ children, ...shown }: Props & Pick<ComponentProps<typeof Focusable>, 'children'>): ReactNode {
  const trigger = useRef<HTMLElement>(null);
  return (
    <TooltipTrigger delay={delayMs} {...useOpen(trigger)}>
      <Focusable ref={trigger}>{children}</Focusable>
      <Tooltip className="tooltip entity-card" placement="bottom start">
        <Card {...shown} />
      </Tooltip>
    </TooltipTrigger>
  );
}
