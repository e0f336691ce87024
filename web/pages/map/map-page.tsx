import './map.css';
import './panel.css';
import { type ReactNode, useEffect, useMemo } from 'react';
import type { Topology } from '#contract/routes.ts';
import { inScope, readScope } from '../../lib/scope.ts';
import { windowOf } from '../../lib/time.ts';
import { useClusters } from '../../ui/clusters.ts';
import { go, usePlace } from '../../ui/location.ts';
import { useRoute } from '../../ui/queries.ts';
import { Failure, Waiting as Loading, Skeleton, StaleBar } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import type { Changed } from './changed.ts';
import { DiffPanel } from './diff-panel.tsx';
import { EdgePanel } from './edge-panel.tsx';
import { noFilters, readFilters } from './filters.ts';
import { Legend } from './legend.tsx';
import { useMapActions } from './map-actions.ts';
import { MapCanvas } from './map-canvas.tsx';
import { type MapModel, mapModel } from './model.ts';
import { NodePanel } from './node-panel.tsx';
import { PairPanel } from './pair-panel.tsx';
import { Panel, Summary } from './panel.tsx';
import { Scrubber } from './scrubber.tsx';
import { useSelection } from './selection.ts';
import type { Thing } from './thing.ts';
import { Toolbar } from './toolbar.tsx';
import { Twin } from './twin.tsx';
import { closesDiff, type Diff, isDiffOpen, useDiff } from './use-diff.ts';
import { useScene } from './use-stage.ts';
import { Waiting } from './waiting.tsx';

/** --size-panel */
const panelPx = 376;

function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      onEscape();
      document.querySelector<HTMLElement>('.map-proxy')?.focus({ preventScroll: true });
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [onEscape]);
}

interface SidePanelProps {
  readonly thing: Thing | undefined;
  readonly everything: MapModel;
  readonly diff: Diff;
  readonly diffOpen: boolean;
  readonly onClose: () => void;
}

function SidePanel({ thing, everything, diff, diffOpen, onClose }: SidePanelProps): ReactNode {
  if (thing === undefined) return diffOpen ? <DiffPanel diff={diff} onClose={() => go(closesDiff)} /> : null;
  if (thing.kind === 'edge') return <EdgePanel key={thing.id} id={thing.id} onClose={onClose} />;
  const line = everything.lines.find((candidate) => thing.kind === 'pair' && candidate.thing.id === thing.id);
  if (line !== undefined) return <PairPanel key={thing.id} line={line} onClose={onClose} />;
  const of = everything.nodes.find(({ node }) => thing.kind === 'node' && node.id === thing.id);
  if (of !== undefined) return <NodePanel key={thing.id} of={of} onClose={onClose} />;
  return (
    <Panel title="Not in this window" header={<span className="panel-title">Not in this window</span>} onClose={onClose}>
      <Summary state="unknown" text="What was selected had no traffic here. A longer time range may show it." />
    </Panel>
  );
}

function MapSkeleton(): ReactNode {
  return (
    <Loading>
      <div className="map-skeleton">
        {[1, 3, 2].map((cards, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
          <div key={column}>
            {Array.from({ length: cards }, (_, card) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
              <Skeleton key={card} width={144} height={48} />
            ))}
          </div>
        ))}
      </div>
    </Loading>
  );
}

function useModels(topology: Topology, query: URLSearchParams, changed: Changed | undefined) {
  const filters = useMemo(() => ({ ...readFilters(query), ...(changed && { changed }) }), [query, changed]);
  const model = useMemo(() => mapModel(topology, filters), [topology, filters]);
  const everything = useMemo(() => mapModel(topology, noFilters), [topology]);
  return { filters, model, everything };
}

interface LoadedProps {
  readonly topology: Topology;
  readonly diff: Diff;
  readonly old: boolean;
}

function Loaded({ topology: whole, diff, old }: LoadedProps): ReactNode {
  const { query } = usePlace();
  const clusters = useClusters();
  const topology = useMemo(() => inScope(whole, readScope(query), clusters), [whole, query, clusters]);
  const { filters, model, everything } = useModels(topology, query, diff.changed);
  const scene = useScene(model);
  const [selected, select] = useSelection();
  const form = query.get('as') === 'table' ? 'table' : 'map';
  const diffOpen = isDiffOpen(query);
  return (
    <>
      <Toolbar filters={filters} model={model} form={form} />
      {topology.stale !== null && <StaleBar {...topology.stale} />}
      <Waiting topology={topology} model={model} filters={filters} />
      {form === 'map' ? (
        <MapCanvas
          scene={scene}
          selected={selected}
          covered={selected === undefined && !diffOpen ? 0 : panelPx}
          dimmed={old || topology.stale !== null}
          onPick={select}
        />
      ) : (
        <Twin model={model} selected={selected} onOpen={select} />
      )}
      <Legend scene={scene} model={model} lost={topology.lost} form={form} />
      <SidePanel thing={selected} everything={everything} diff={diff} diffOpen={diffOpen} onClose={() => select(undefined)} />
    </>
  );
}

export function MapPage(): ReactNode {
  const [time] = useTime();
  const { query } = usePlace();
  const [selected, select] = useSelection();
  const diffOpen = isDiffOpen(query);
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = useRoute('GET /api/topology', time, () => windowOf(time, Date.now()));
  const diff = useDiff(data);
  useMapActions();
  useEscape(() => {
    if (selected !== undefined) select(undefined);
    else if (diffOpen) go(closesDiff);
  });
  return (
    <main className={selected === undefined && !diffOpen ? 'map-page' : 'map-page map-page-open'}>
      <h1 className="unseen">Map</h1>
      {error !== null && (
        <Failure what="The map" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data === undefined && error === null && <MapSkeleton />}
      {data !== undefined && <Loaded topology={data} diff={diff} old={error !== null || isPlaceholderData} />}
      {data !== undefined && <Scrubber diff={diff} />}
    </main>
  );
}
