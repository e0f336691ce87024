import { Maximize, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { kinds } from '../../ui/kind.tsx';
import { minimapSize, minimapWorld } from './minimap.ts';
import { isLine } from './paint-scene.ts';
import type { Scene } from './scene.ts';
import { sentenceOf } from './sentence.ts';
import type { Stage } from './stage.ts';
import type { Thing } from './thing.ts';
import { useStage } from './use-stage.ts';
import { type Direction, firstThing, walk } from './walk.ts';

const zoomStep = 1.35;
const edgeProxyPx = 28;

const directions: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/** The icons as React renders them, out of sight, for the canvas to copy. */
function IconSprite(): ReactNode {
  return Object.entries(kinds).map(([kind, { icon: Icon }]) => (
    <span key={kind} data-kind={kind}>
      <Icon />
    </span>
  ));
}

function ZoomTools({ stage }: { readonly stage: Stage | undefined }): ReactNode {
  return (
    <div className="map-zoom">
      <Button className="control control-square" aria-label="Zoom out" onPress={() => stage?.zoom(1 / zoomStep, undefined, true)}>
        <Minus className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label="Zoom in" onPress={() => stage?.zoom(zoomStep, undefined, true)}>
        <Plus className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label="Show the whole map" onPress={() => stage?.fitAll()}>
        <Maximize className="icon" size={14} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Puts the focusable proxy over what has the keyboard. */
function placeProxy(proxy: HTMLElement | null, stage: Stage, thing: Thing | undefined): void {
  if (proxy === null || thing === undefined) return;
  const { view, scene } = stage;
  const middle = thing.kind === 'node' ? undefined : scene.lines.find((line) => isLine(thing, line))?.middle;
  const box = stage.boxOfThing(thing);
  if (box === undefined) return;
  const width = middle === undefined ? (box.right - box.left) * view.scale : edgeProxyPx;
  const height = middle === undefined ? (box.bottom - box.top) * view.scale : edgeProxyPx;
  const x = (middle === undefined ? box.left * view.scale : middle.x * view.scale - width / 2) + view.x;
  const y = (middle === undefined ? box.top * view.scale : middle.y * view.scale - height / 2) + view.y;
  proxy.style.transform = `translate(${x}px, ${y}px)`;
  proxy.style.width = `${width}px`;
  proxy.style.height = `${height}px`;
}

interface Props {
  readonly scene: Scene;
  readonly selected: Thing | undefined;
  readonly covered: number;
  readonly dimmed: boolean;
  readonly onPick: (thing: Thing | undefined) => void;
}

/** What the keyboard is on, and how arrow keys move it. */
function useWalk(scene: Scene, selected: Thing | undefined) {
  const [walked, setWalked] = useState<Thing>();
  const cameBy = useRef<'client' | 'server'>('client');
  const there = (thing: Thing | undefined) =>
    thing !== undefined && (thing.kind === 'node' ? scene.cards.some(({ id }) => id === thing.id) : scene.lines.some((line) => isLine(thing, line)));
  const focused = [walked, selected].find(there) ?? firstThing(scene);
  const step = (direction: Direction): Thing | undefined => {
    const next = focused && walk(scene, focused, direction, cameBy.current);
    if (next === undefined) return undefined;
    if (focused?.kind === 'node' && next.kind !== 'node') cameBy.current = direction === 'right' ? 'client' : 'server';
    setWalked(next);
    return next;
  };
  return { focused, step, setWalked };
}

export function MapCanvas({ scene, selected, covered, dimmed, onPick }: Props): ReactNode {
  const parts = {
    host: useRef<HTMLDivElement>(null),
    canvas: useRef<HTMLCanvasElement>(null),
    minimap: useRef<HTMLCanvasElement>(null),
    sprite: useRef<HTMLDivElement>(null),
  };
  const proxy = useRef<HTMLButtonElement>(null);
  const { focused, step, setWalked } = useWalk(scene, selected);
  const pick = (thing: Thing | undefined) => {
    setWalked(thing);
    onPick(thing);
  };
  const stage = useStage(parts, { scene, selected, covered }, { onPick: pick, onPaint: (painted) => placeProxy(proxy.current, painted, focused) });
  const onKey = (event: KeyboardEvent) => {
    const direction = directions[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const next = step(direction);
    if (next === undefined) return;
    stage?.bringIntoSight(next);
    stage?.hover(next);
  };
  const place = useCallback(
    (element: HTMLButtonElement | null) => {
      proxy.current = element;
      if (stage !== undefined) placeProxy(element, stage, focused);
    },
    [stage, focused],
  );
  const jump = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = stage && minimapWorld(scene, { x: event.clientX - box.left, y: event.clientY - box.top });
    if (event.buttons === 1 && at !== undefined) stage?.centre(at);
  };
  return (
    <div className={dimmed ? 'map-canvas map-canvas-old' : 'map-canvas'} ref={parts.host}>
      <canvas
        className="map-picture"
        ref={parts.canvas}
        role="img"
        aria-label={`Map of ${scene.cards.length} nodes and ${scene.lines.length} lines; the table holds the same.`}
      />
      <div hidden ref={parts.sprite}>
        <IconSprite />
      </div>
      {focused !== undefined && (
        <button
          type="button"
          className="map-proxy"
          ref={place}
          aria-label={sentenceOf(scene, focused)}
          aria-describedby="map-keys"
          onKeyDown={onKey}
          onClick={() => onPick(focused)}
          onFocus={() => stage?.bringIntoSight(focused)}
          onBlur={() => stage?.hover(undefined)}
        />
      )}
      <p className="unseen" id="map-keys">
        Arrow keys walk along the connections, Enter opens, Escape closes.
      </p>
      <div className="map-tools">
        <canvas
          className="map-minimap"
          width={minimapSize.width}
          height={minimapSize.height}
          hidden
          ref={parts.minimap}
          role="img"
          aria-label="The whole map, small"
          onPointerDown={jump}
          onPointerMove={jump}
        />
        <ZoomTools stage={stage} />
      </div>
    </div>
  );
}
