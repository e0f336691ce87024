import './legend.css';
import type { ReactNode } from 'react';
import { asText, percent } from '../../lib/quantity.ts';
import { type HealthState, healthOrder, healthWords } from '../../ui/health.ts';
import { Link } from '../../ui/link.tsx';
import { Mark } from '../../ui/mark.tsx';
import { usePageChange } from '../../ui/rail.tsx';
import type { MapModel } from './model.ts';
import { lineWidth, type Scene } from './scene.ts';
import type { Form } from './toolbar.tsx';

const samples = [
  { says: '1\u202fKiB/s', bytes: 1024 },
  { says: '1\u202fMiB/s', bytes: 1024 ** 2 },
] as const;

function Stroke({ width, tone, dashed = false }: { readonly width: number; readonly tone: HealthState | 'idle'; readonly dashed?: boolean }): ReactNode {
  return (
    <svg className={`stroke stroke-${tone}`} width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
      <path className="stroke-line" d="M1 6h20" strokeWidth={width} strokeDasharray={dashed ? '5 4' : undefined} />
      <path className="stroke-head" d={`M27.5 6 20.5 ${6 - 2.6 - width * 0.6}v${5.2 + width * 1.2}Z`} />
    </svg>
  );
}

function Explained({ scene }: { readonly scene: Scene }): ReactNode {
  const states = new Set([...scene.cards.map(({ of }) => of.node.health.state), ...scene.lines.map(({ of }) => of.state)]);
  return (
    <>
      <ul>
        {healthOrder
          .filter((state) => states.has(state))
          .map((state) => (
            <li key={state}>
              {state === 'ok' ? <span className="ring-fine" /> : <Mark state={state} />}
              {healthWords[state]}
            </li>
          ))}
      </ul>
      {scene.lines.some(({ idle }) => !idle) && (
        <ul>
          {samples.map(({ says, bytes }) => (
            <li key={says}>
              <Stroke width={lineWidth(bytes)} tone="ok" />
              {says}
            </li>
          ))}
        </ul>
      )}
      <ul>
        {scene.lines.some(({ dashed }) => dashed) && (
          <li>
            <Stroke width={1.5} tone="ok" dashed />
            only failures
          </li>
        )}
        {scene.lines.some(({ idle }) => idle) && (
          <li>
            <Stroke width={1.25} tone="idle" />
            no traffic
          </li>
        )}
        {[...scene.cards, ...scene.lines].some(({ of }) => !of.lit) && (
          <li>
            <span className="legend-dim">Aa</span>
            does not match
          </li>
        )}
      </ul>
    </>
  );
}

const bounds = { partial: { sign: '≥', says: 'at least' }, estimated: { sign: '≈', says: 'about' } } as const;

/** Why figures are marked, from the first edge whose figures are. */
function Bounds({ model }: { readonly model: MapModel }): ReactNode {
  return (['partial', 'estimated'] as const).map((state) => {
    const [found] = model.edges.flatMap(({ edge }) => [edge.confidence, edge.l7.confidence]).filter((confidence) => confidence.state === state);
    if (found === undefined) return null;
    const why = found.reasons.join('; ') || 'events were lost';
    return (
      <p key={state} className="map-bounds cut" title={why}>
        {bounds[state].sign} {bounds[state].says}: {why}
      </p>
    );
  });
}

interface Props {
  readonly scene: Scene;
  readonly model: MapModel;
  readonly lost: { readonly ratio: number; readonly total: number };
  readonly form: Form;
}

/** Explains only what is on the screen now. */
export function Legend({ scene, model, lost, form }: Props): ReactNode {
  const changeTo = usePageChange();
  return (
    <section className="map-legend" aria-label="Legend">
      {form === 'map' && <Explained scene={scene} />}
      <Bounds model={model} />
      <p className="map-count">
        {lost.total > 0 && (
          <Link to={changeTo('/doctor')} className="map-lost">
            <span className="swatch-hatch" aria-hidden="true" />
            {asText(percent(lost.ratio))} of events lost
          </Link>
        )}
        <span>
          {model.nodes.length} nodes, {model.edges.length} connections
        </span>
      </p>
    </section>
  );
}
