import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useSyncExternalStore } from 'react';
import type { Clusters, Scope } from '../../../lib/scope.ts';
import { type TimeScope, windowOf } from '../../../lib/time.ts';
import { type Lasting, useLasting } from '../../../ui/lasting.ts';
import { useSeenTheme } from '../../../ui/preferences.ts';
import type { Arrangement } from '../layout/arrangement.ts';
import type { Filters } from '../model/filters.ts';
import { readIcons } from '../paint/icons.ts';
import { readPalette } from '../paint/palette.ts';
import { listenToPointer } from './gestures.ts';
import { type EngineState, mapEngine, paintsApart } from './map-engine.ts';
import type { MapSummary } from './protocol.ts';

/** A part of what the engine told; the page renders when that part changes. */
export function useEngineState<Part>(part: (state: EngineState) => Part): Part {
  const { subscribe, state } = mapEngine();
  return useSyncExternalStore(subscribe, () => part(state()));
}

/** Has the engine load the map of a time; what it answers is only what the page itself has to show. */
export function useMap(time: TimeScope): Lasting<MapSummary> {
  const asked = useQuery<MapSummary, Error>({
    queryKey: ['GET /api/topology', 'map', time],
    queryFn: ({ signal }) => mapEngine().load(windowOf(time, Date.now()), signal),
    placeholderData: (previous) => previous ?? mapEngine().loaded?.data,
    // The engine holds one map: what it answered for another time is not at hand any more.
    gcTime: 0,
  });
  return useLasting(asked, mapEngine().loaded);
}

export interface Shown {
  readonly filters: Filters;
  readonly scope: Scope;
  readonly clusters: Clusters;
  readonly arrangement: Arrangement;
  readonly closed: readonly string[];
  /** Ids of what alerts fire about. */
  readonly alerts: readonly string[];
}

/** Tells the engine what the URL says. */
export function useShown({ filters, scope, clusters, arrangement, closed, alerts }: Shown): void {
  const names = closed.join('\n');
  useEffect(() => mapEngine().send({ kind: 'filter', filters }), [filters]);
  useEffect(() => mapEngine().send({ kind: 'scope', scope, clusters }), [scope, clusters]);
  useEffect(() => mapEngine().send({ kind: 'close', groups: names === '' ? [] : names.split('\n') }), [names]);
  const about = alerts.join('\n');
  useEffect(() => mapEngine().send({ kind: 'alerts', about: about === '' ? [] : about.split('\n') }), [about]);
  useEffect(() => mapEngine().send({ kind: 'arrange', as: arrangement }), [arrangement]);
}

interface Parts {
  readonly host: RefObject<HTMLElement | null>;
  /** The canvases are made here: each can be given to a worker once only. */
  readonly picture: RefObject<HTMLElement | null>;
  readonly minimap: RefObject<HTMLElement | null>;
  readonly sprite: RefObject<HTMLElement | null>;
}

const apart = (canvas: HTMLCanvasElement): HTMLCanvasElement | OffscreenCanvas => (paintsApart() ? canvas.transferControlToOffscreen() : canvas);

const canvasIn = (element: HTMLElement): HTMLCanvasElement => element.appendChild(document.createElement('canvas'));

function attach(picture: HTMLElement, minimap: HTMLElement, sprite: HTMLElement): () => void {
  const engine = mapEngine();
  const elements = [canvasIn(picture), canvasIn(minimap)] as const;
  const [canvas, small] = [apart(elements[0]), apart(elements[1])];
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const parts = { icons: readIcons(sprite), palette: readPalette(), ratio: devicePixelRatio, still };
  const given = [canvas, small].filter((one): one is OffscreenCanvas => !(one instanceof HTMLCanvasElement));
  engine.send({ kind: 'attach', surface: { canvas, minimap: small, ...parts } }, given);
  const stop = listenToPointer(picture, engine);
  const stopHearing = engine.on((report) => {
    if (report.kind === 'pointed') picture.style.cursor = report.thing === undefined ? 'grab' : 'pointer';
  });
  return () => {
    stop();
    stopHearing();
    engine.send({ kind: 'detach' });
    for (const element of elements) element.remove();
  };
}

/** Has the engine paint into these elements. `covered`: pixels of the right side under the panel. */
export function useSurface({ host, picture, minimap, sprite }: Parts, covered: number): void {
  const theme = useSeenTheme();
  useEffect(() => {
    if (picture.current === null || minimap.current === null || sprite.current === null) return;
    return attach(picture.current, minimap.current, sprite.current);
  }, [picture, minimap, sprite]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      mapEngine().send({ kind: 'resize', width, height, ratio: devicePixelRatio, covered });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [host, covered]);
  useEffect(() => mapEngine().send({ kind: 'cover', width: covered }), [covered]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read from the document, which the theme changes
  useEffect(() => mapEngine().send({ kind: 'palette', palette: readPalette() }), [theme]);
}
