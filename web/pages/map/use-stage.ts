import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useSeenTheme } from '../../ui/preferences.ts';
import { listenToPointer } from './gestures.ts';
import { readIcons } from './icons.ts';
import type { MapModel } from './model.ts';
import { readPalette } from './palette.ts';
import { type Route, routeEdges } from './routing.ts';
import { type Scene, sceneOf } from './scene.ts';
import { Stage } from './stage.ts';
import type { Thing } from './thing.ts';
import type { View } from './view.ts';

/** The view outlives a visit to another page. */
let chosenView: View | undefined;

/** Routes change with what stands where, not with the numbers. */
function useRoutes(model: MapModel): ReadonlyMap<string, Route> {
  const structure = JSON.stringify([model.nodes.map(({ node }) => [node.id, node.x, node.y]), model.lines.map(({ thing }) => thing.id)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the structure stands for the model's part that matters here
  return useMemo(() => {
    const cards = model.nodes.map(({ node: { id, x, y } }) => ({ id, x, y }));
    const links = model.lines.map(({ thing, client, server }) => ({ id: thing.id, client: client.id, server: server.id }));
    return new Map(routeEdges(cards, links).map((route) => [route.id, route]));
  }, [structure]);
}

export function useScene(model: MapModel): Scene {
  const routes = useRoutes(model);
  return useMemo(() => sceneOf(model, routes), [model, routes]);
}

interface Parts {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly minimap: RefObject<HTMLCanvasElement | null>;
  readonly sprite: RefObject<HTMLDivElement | null>;
}

interface Wiring {
  readonly onPick: (thing: Thing | undefined) => void;
  readonly onPaint: (stage: Stage) => void;
}

/** Makes the stage once its elements are there; the newest handlers are called through a ref, so that it is made only once. */
function useMadeStage(parts: Parts, wiring: Wiring): Stage | undefined {
  const [stage, setStage] = useState<Stage>();
  const latest = useRef(wiring);
  latest.current = wiring;
  const { canvas: canvasRef, minimap: minimapRef, sprite: spriteRef } = parts;
  useEffect(() => {
    const canvas = canvasRef.current;
    const minimap = minimapRef.current;
    const sprite = spriteRef.current;
    if (canvas === null || minimap === null || sprite === null) return;
    const made: Stage = new Stage({
      canvas,
      minimap,
      icons: readIcons(sprite),
      palette: readPalette(),
      view: chosenView,
      onPaint: () => latest.current.onPaint(made),
    });
    const stop = listenToPointer(canvas, made, (thing) => latest.current.onPick(thing));
    setStage(made);
    return () => {
      chosenView = made.chosenView;
      stop();
      made.destroy();
    };
  }, [canvasRef, minimapRef, spriteRef]);
  return stage;
}

interface Shown {
  readonly scene: Scene;
  readonly selected: Thing | undefined;
  /** Pixels of the right side under the panel. */
  readonly covered: number;
}

export function useStage(parts: Parts, { scene, selected, covered }: Shown, wiring: Wiring): Stage | undefined {
  const stage = useMadeStage(parts, wiring);
  const theme = useSeenTheme();
  const { host } = parts;
  useEffect(() => {
    const element = host.current;
    if (element === null || stage === undefined) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) stage.resize(entry.contentRect, covered);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [host, stage, covered]);
  useEffect(() => stage?.cover(covered), [stage, covered]);
  useEffect(() => stage?.select(selected), [stage, selected]);
  useEffect(() => stage?.show(scene), [stage, scene]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read from the document, which the theme changes
  useEffect(() => stage?.paintWith(readPalette()), [stage, theme]);
  useEffect(() => {
    if (stage !== undefined) void document.fonts.ready.then(() => stage.fontsLoaded());
  }, [stage]);
  return stage;
}
