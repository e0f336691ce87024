import './map.css';
import './tools/map-tools.css';
import './panels/panel.css';
import { type ReactNode, useEffect, useMemo } from 'react';
import { readScope } from '../../lib/scope.ts';
import { useAlerted } from '../../ui/alerts/firing-now.ts';
import { useClusters } from '../../ui/clusters.ts';
import { Late } from '../../ui/late.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { Failure, Waiting as Loading, Skeleton, StaleBar } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import type { Closed, MapSummary } from './engine/protocol.ts';
import { useEngineState, useMap, useShown } from './engine/use-engine.ts';
import { useStandpoint } from './engine/use-standpoint.ts';
import { readArrangement } from './layout/arrangement.ts';
import { MapCanvas } from './map-canvas.tsx';
import { type Filters, filterKeys, readFilters } from './model/filters.ts';
import type { Thing } from './model/thing.ts';
import { useSelection } from './panels/selection.ts';
import { SidePanel } from './panels/side-panel.tsx';
import { Scrubber } from './time/scrubber.tsx';
import { closesDiff, type Diff, isDiffOpen, useDiff } from './time/use-diff.ts';
import { Legend } from './tools/legend.tsx';
import { useMapActions } from './tools/map-actions.ts';
import { Toolbar } from './tools/toolbar.tsx';
import { Twin } from './twin.tsx';
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

const readClosed = (query: URLSearchParams): readonly string[] => (query.get('closed') ?? '').split(',').filter((id) => id !== '');

/** The groups that a person closed, as the URL holds them. */
function useClosed(query: URLSearchParams): [readonly string[], (said: Closed) => void] {
  const closed = useMemo(() => readClosed(query), [query]);
  const change = ({ group, closed: isClosed, asked }: Closed) => {
    // Two may be told at once.
    const next = [...readClosed(new URLSearchParams(location.search)).filter((id) => id !== group), ...(isClosed ? [group] : [])];
    go({ set: { closed: next.length === 0 ? undefined : next.join(',') } }, asked ? 'push' : 'replace');
  };
  return [closed, change];
}

/** What the URL says is shown, told to the engine before the first map is there. */
function useAsked(query: URLSearchParams, selected: Thing | undefined): { readonly filters: Filters; readonly close: (said: Closed) => void } {
  const asked = filterKeys.map((key) => query.get(key)).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what else the URL says, such as a map that is being moved, makes no other filters
  const filters = useMemo(() => readFilters(query), [asked]);
  const scope = useMemo(() => readScope(query), [query]);
  const clusters = useClusters();
  const [closed, close] = useClosed(query);
  const alerts = useAlerted();
  useShown({ filters, scope, clusters, arrangement: readArrangement(query), closed, alerts });
  useStandpoint(query, selected);
  return { filters, close };
}

interface LoadedProps {
  readonly summary: MapSummary;
  readonly filters: Filters;
  readonly diff: Diff;
  readonly old: boolean;
  readonly onGroup: (said: Closed) => void;
}

function Loaded({ summary, filters, diff, old, onGroup }: LoadedProps): ReactNode {
  const { query } = usePlace();
  const facts = useEngineState((state) => state.facts);
  const [selected, select] = useSelection();
  const form = query.get('as') === 'table' ? 'table' : 'map';
  const diffOpen = isDiffOpen(query);
  const covered = selected === undefined && !diffOpen ? 0 : panelPx;
  const dimmed = old || summary.stale !== null;
  if (facts === undefined) return <MapSkeleton />;
  return (
    <>
      <Toolbar filters={filters} facts={facts} form={form} />
      {summary.stale !== null && <StaleBar {...summary.stale} />}
      <Waiting summary={summary} facts={facts} filters={filters} />
      {form === 'map' ? (
        <MapCanvas facts={facts} covered={covered} dimmed={dimmed} onPick={select} onClose={onGroup} />
      ) : (
        <Twin dimmed={dimmed} selected={selected} onOpen={select} />
      )}
      <Legend facts={facts} summary={summary} form={form} />
      <SidePanel thing={selected} diff={diff} diffOpen={diffOpen} onClose={() => select(undefined)} />
    </>
  );
}

export function MapPage(): ReactNode {
  const [time] = useTime();
  const { query } = usePlace();
  const [selected, select] = useSelection();
  const diffOpen = isDiffOpen(query);
  const { filters, close } = useAsked(query, selected);
  const asked = useMap(time);
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = asked;
  const diff = useDiff();
  useMapActions();
  useEscape(() => {
    if (selected !== undefined) select(undefined);
    else if (diffOpen) go(closesDiff(query));
  });
  return (
    <main className={selected === undefined && !diffOpen ? 'map-page' : 'map-page map-page-open'}>
      <h1 className="unseen">Map</h1>
      {error !== null && (
        <Failure what="The map" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      <div className="map-late">
        <Late asked={asked} shown={data} />
      </div>
      {data === undefined && error === null && <MapSkeleton />}
      {data !== undefined && <Loaded summary={data} filters={filters} diff={diff} old={error !== null || isPlaceholderData} onGroup={close} />}
      <Scrubber diff={diff} />
    </main>
  );
}
