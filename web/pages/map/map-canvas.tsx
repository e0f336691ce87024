import { Boxes } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef } from 'react';
import { icons } from '../../ui/entity/kind.tsx';
import { mapEngine } from './engine/map-engine.ts';
import type { Closed, Facts } from './engine/protocol.ts';
import { useEngineState, useSurface } from './engine/use-engine.ts';
import { type Thing, thingKey } from './model/thing.ts';
import type { Spot } from './scene/spots.ts';
import { type Direction, type End, isPlace } from './scene/walk.ts';
import { MapTools } from './tools/map-tools.tsx';

const lineProxyPx = 28;
/** The name of an open group is never lower. */
const leastProxyPx = 20;

const directions: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/** The icons as React renders them, out of sight, for the canvas to copy. */
function IconSprite(): ReactNode {
  return [...Object.entries(icons), ['group', Boxes] as const].map(([kind, Icon]) => (
    <span key={kind} data-kind={kind}>
      <Icon />
    </span>
  ));
}

/** Puts the focusable proxy over what has the keyboard. */
function placeProxy(proxy: HTMLElement | null, spot: Spot | undefined): void {
  if (proxy === null || spot === undefined) return;
  const { view } = mapEngine();
  const { left, top, right, bottom } = spot.box;
  const isLine = !isPlace(spot.thing);
  const width = isLine ? lineProxyPx : (right - left) * view.scale;
  const height = isLine ? lineProxyPx : Math.max((bottom - top) * view.scale, leastProxyPx);
  const x = ((left + right) / 2) * view.scale + view.x - width / 2;
  const y = isLine ? top * view.scale + view.y - height / 2 : top * view.scale + view.y;
  proxy.style.transform = `translate(${x}px, ${y}px)`;
  proxy.style.width = `${width}px`;
  proxy.style.height = `${height}px`;
}

/** Nobody means more keys than these while nothing moves. */
const mostWaiting = 16;

/** What the keyboard is on, and how arrow keys move it. A key that comes before it is known where it leads waits for that. */
function useWalk() {
  const focused = useEngineState((state) => state.focused);
  const spots = useEngineState((state) => state.spots);
  const cameBy = useRef<End>('client');
  const waiting = useRef<Direction[]>([]);
  const shown = useRef<Spot>(undefined);
  const spot = focused && spots.get(thingKey(focused));
  if (spot !== undefined || focused === undefined) shown.current = spot;
  const step = useCallback((direction: Direction) => {
    const state = mapEngine().state();
    const from = state.focused && state.spots.get(thingKey(state.focused));
    if (from === undefined) {
      waiting.current = [...waiting.current, direction].slice(0, mostWaiting);
      return;
    }
    const next = from.next[cameBy.current][direction];
    if (next === undefined) return;
    if (isPlace(from.thing) && !isPlace(next)) cameBy.current = direction === 'right' ? 'client' : 'server';
    mapEngine().focus(next, true);
  }, []);
  useEffect(() => {
    if (spot === undefined) return;
    for (const direction of waiting.current.splice(0)) step(direction);
  }, [spot, step]);
  return { spot: shown.current, step };
}

/** Stands over what has the keyboard, and says what it is. */
function Walker({ onPick }: { readonly onPick: (thing: Thing) => void }): ReactNode {
  const { spot, step } = useWalk();
  const element = useRef<HTMLButtonElement>(null);
  const latest = useRef(spot);
  latest.current = spot;
  useEffect(() => placeProxy(element.current, spot), [spot]);
  useEffect(() => mapEngine().on((report) => report.kind === 'frame' && placeProxy(element.current, latest.current)), []);
  const onKey = (event: KeyboardEvent) => {
    const direction = directions[event.key];
    if (direction !== undefined) {
      event.preventDefault();
      step(direction);
    } else if (event.key === '-' && spot?.group?.open === true) mapEngine().send({ kind: 'open', group: spot.group.id });
  };
  if (spot === undefined) return null;
  const { thing, group } = spot;
  const opens = thing.kind === 'group' && group?.open === false;
  return (
    <button
      type="button"
      className="map-proxy"
      ref={element}
      aria-label={spot.says}
      aria-describedby="map-keys"
      onKeyDown={onKey}
      aria-expanded={thing.kind === 'group' ? group?.open : undefined}
      onClick={() => (opens ? mapEngine().send({ kind: 'open', group: thing.id }) : onPick(thing))}
      onFocus={() => mapEngine().focus(thing, true)}
      onBlur={() => mapEngine().send({ kind: 'blur' })}
    />
  );
}

interface Props {
  readonly facts: Facts;
  readonly covered: number;
  readonly dimmed: boolean;
  readonly onPick: (thing: Thing | undefined) => void;
  readonly onClose: (said: Closed) => void;
}

export function MapCanvas({ facts, covered, dimmed, onPick, onClose }: Props): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const minimap = useRef<HTMLDivElement>(null);
  const sprite = useRef<HTMLDivElement>(null);
  useSurface({ host, picture, minimap, sprite }, covered);
  const latest = useRef({ onPick, onClose });
  latest.current = { onPick, onClose };
  useEffect(
    () =>
      mapEngine().on((report) => {
        if (report.kind === 'picked') latest.current.onPick(report.thing);
        if (report.kind === 'closed') latest.current.onClose(report);
      }),
    [],
  );
  const pick = useCallback((thing: Thing) => latest.current.onPick(thing), []);
  return (
    <div className={dimmed ? 'map-canvas map-canvas-old' : 'map-canvas'} ref={host}>
      <div
        className="map-picture"
        ref={picture}
        role="img"
        aria-label={`Map of ${facts.nodes} workloads and ${facts.lines} lines; the table holds the same.`}
      />
      <div hidden ref={sprite}>
        <IconSprite />
      </div>
      <Walker onPick={pick} />
      <p className="unseen map-keys" id="map-keys">
        Arrow keys walk along the connections and from group to group. <kbd>Enter</kbd> opens, <kbd>-</kbd> closes the group, <kbd>Esc</kbd> closes the panel.
      </p>
      <MapTools minimap={minimap} groups={facts.groups > 0} processes={facts.isSeenInside} />
    </div>
  );
}
