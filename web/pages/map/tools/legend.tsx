import './legend.css';
import type { ReactNode } from 'react';
import { boundSigns } from '../../../lib/confidence.ts';
import { asText, exact, percent } from '../../../lib/quantity.ts';
import { partlyTold, partlyWatched } from '../../../lib/time.ts';
import { bellOutline, type HealthState, healthWords } from '../../../ui/entity/health.ts';
import { Mark } from '../../../ui/entity/mark.tsx';
import { Link } from '../../../ui/link.tsx';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import type { Facts, MapSummary } from '../engine/protocol.ts';
import { useEngineState } from '../engine/use-engine.ts';
import { widthOfRate } from '../model/sums.ts';
import { noLegend } from '../paint/legend-facts.ts';
import type { Form } from './toolbar.tsx';

const samples = [
  { says: '1/s', perSecond: 1 },
  { says: '1k/s', perSecond: 1000 },
] as const;

function Stroke({
  width,
  tone,
  dashed = false,
  dotted = false,
}: {
  readonly width: number;
  readonly tone: HealthState | 'idle';
  readonly dashed?: boolean;
  readonly dotted?: boolean;
}): ReactNode {
  return (
    <svg className={`stroke stroke-${tone}`} width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
      <path className="stroke-line" d="M1 6h20" strokeWidth={width} strokeDasharray={dashed ? '5 4' : dotted ? '1.5 3' : undefined} />
      <path className="stroke-head" d={`M27.5 6 20.5 ${6 - 2.6 - width * 0.6}v${5.2 + width * 1.2}Z`} />
    </svg>
  );
}

/** A line between groups, of one or of many flows. */
function Trunk(): ReactNode {
  return (
    <svg className="stroke stroke-idle" width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
      <path className="stroke-line" d="M1 6h12" strokeWidth={1.5} />
      <path className="stroke-line" d="M13 6h14" strokeWidth={5} />
    </svg>
  );
}

/** A box whose lower edge shows which part is not well. */
function Shares(): ReactNode {
  return (
    <svg className="legend-shares" width="28" height="14" viewBox="0 0 28 14" aria-hidden="true">
      <rect className="shares-box" x=".5" y=".5" width="27" height="13" rx="3" />
      <rect className="shares-fine" x="3" y="9" width="22" height="2.5" />
      <rect className="shares-critical" x="3" y="9" width="4" height="2.5" />
      <rect className="shares-warning" x="7" y="9" width="3" height="2.5" />
    </svg>
  );
}

/** A group that shows nothing of what is in it: a plate with its name, or where a person has closed it, one with others behind and what opens it. */
function Closed({ far }: { readonly far: boolean }): ReactNode {
  return (
    <svg className="legend-shares" width="28" height="14" viewBox="0 0 28 14" aria-hidden="true">
      {!far && <path className="shares-box" d="M4.5 6v5.5a2 2 0 0 0 2 2h19a2 2 0 0 0 2-2V6" />}
      <rect className="shares-box" x=".5" y=".5" width={far ? 27 : 25} height={far ? 13 : 10.5} rx="3" />
      <path className="closed-name" d={far ? 'M4 5h12' : 'M4 5.75h9'} />
      {!far && <path className="closed-opens" d="m19 3 2.75 2.75L19 8.5" />}
    </svg>
  );
}

function Health(): ReactNode {
  const { states } = useEngineState(({ legend }) => legend);
  return (
    <ul>
      {states.map((state) => (
        <li key={state}>
          {state === 'ok' ? <span className="ring-fine" /> : <Mark state={state} />}
          {healthWords[state]}
        </li>
      ))}
    </ul>
  );
}

function Lines(): ReactNode {
  const { lines, dashed, light, idle, partly, trunks } = useEngineState(({ legend }) => legend);
  return (
    <ul>
      {lines &&
        samples.map(({ says, perSecond }) => (
          <li key={says}>
            <Stroke width={widthOfRate(perSecond)} tone="ok" />
            {says}
          </li>
        ))}
      {dashed && (
        <li>
          <Stroke width={1.5} tone="ok" dashed />
          only failures
        </li>
      )}
      {light && (
        <li title="Beyond the series budget: one record a minute, without latencies">
          <Stroke width={1.25} tone="ok" dotted />
          known by the minute
        </li>
      )}
      {idle && (
        <li>
          <Stroke width={1.25} tone="idle" />
          no traffic
        </li>
      )}
      {partly && (
        <li>
          <span className="swatch-hatch" aria-hidden="true" />
          some requests not seen
        </li>
      )}
      {trunks && (
        <li>
          <Trunk />
          between groups, few and many
        </li>
      )}
    </ul>
  );
}

function Groups(): ReactNode {
  const { processes, blocks, closed, dim, marked, alerts } = useEngineState(({ legend }) => legend);
  return (
    <ul>
      {processes && (
        <li title="How much of a core it used in the last seconds, and what it holds in memory. Requests are counted for the workload, not for each process.">
          <svg className="legend-shares" width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
            <rect className="shares-box" x=".5" y=".5" width="27" height="11" rx="2" />
            <path className="closed-name" d="M4 6h9" />
          </svg>
          process, % of a core, memory
        </li>
      )}
      {blocks && (
        <li>
          <svg width="20" height="8" viewBox="0 0 20 8" aria-hidden="true">
            <rect className="shares-fine" width="20" height="8" rx="2" />
          </svg>
          workload, named from nearer
        </li>
      )}
      {closed === 'far' && (
        <li>
          <Shares />
          share that is not well
        </li>
      )}
      {closed !== 'none' && (
        <li>
          <Closed far={closed === 'far'} />
          closed, opens on {closed === 'far' ? 'zoom or click' : 'click'}
        </li>
      )}
      {alerts && (
        <li>
          <svg className="stroke" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path className="legend-changed" d={bellOutline} />
          </svg>
          alert firing
        </li>
      )}
      {marked && (
        <li>
          <svg className="stroke" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path className="legend-changed" d="m5 0 5 5-5 5-5-5Z" />
          </svg>
          changed
        </li>
      )}
      {dim && (
        <li>
          <span className="legend-dim">Aa</span>
          does not match
        </li>
      )}
    </ul>
  );
}

const bounds = { partial: 'at least', estimated: 'about' } as const;

/** Why figures are marked. */
function Bounds({ facts }: { readonly facts: Facts }): ReactNode {
  return (['partial', 'estimated'] as const).map((state) => {
    const why = facts.bounds[state];
    if (why === undefined) return null;
    return (
      <p key={state} className="map-bounds cut" title={why}>
        {boundSigns[state]} {bounds[state]}: {why}
      </p>
    );
  });
}

const counted = (count: number, what: string): string => `${exact(count)} ${what}${count === 1 ? '' : 's'}`;

interface Props {
  readonly facts: Facts;
  readonly summary: MapSummary;
  readonly form: Form;
}

/** Explains only what is on the screen now. */
export function Legend({ facts, summary, form }: Props): ReactNode {
  const changeTo = usePageChange();
  const { lost } = summary;
  const cuts = [partlyWatched(summary), partlyTold(summary)].filter((said) => said !== undefined);
  const isPainted = useEngineState(({ legend }) => legend !== noLegend);
  return (
    // Another element once it says something: what was not there has not moved.
    <section key={isPainted ? 'said' : 'empty'} className="map-legend" aria-label="Legend">
      {form === 'map' && (
        <>
          <Health />
          <Lines />
          <Groups />
        </>
      )}
      {cuts.length > 0 && <p className="map-bounds cut">{cuts.join('. ')}.</p>}
      <Bounds facts={facts} />
      <p className="map-count">
        {lost.total > 0 && (
          <Link to={changeTo('/doctor')} className="map-lost">
            <span className="swatch-hatch" aria-hidden="true" />
            {asText(percent(lost.ratio))} of events lost
          </Link>
        )}
        <span>
          {counted(facts.nodes, 'workload')}, {counted(facts.edges, 'connection')}
        </span>
      </p>
    </section>
  );
}
