import { asText, byteRate, percent, rate } from '../../lib/quantity.ts';
import { type CardLine, cardLine } from './card-line.ts';
import { isIdle } from './filters.ts';
import { placeBriefs } from './labels.ts';
import { bytesBothWays, type MapEdge, type MapModel, type MapNode } from './model.ts';
import { boxOfPoints, middleOf } from './polyline.ts';
import { flatten, type Point, type Route } from './routing.ts';
import type { Box } from './view.ts';

export interface SceneCard {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly of: MapNode;
  readonly line: CardLine;
}

export interface SceneLine {
  readonly id: string;
  readonly of: MapEdge;
  readonly route: Route;
  readonly points: readonly number[];
  readonly box: Box;
  readonly middle: Point;
  /** Where a short label stands clear of cards and other lines; absent where there is no room. */
  readonly briefAt: Point | undefined;
  readonly width: number;
  readonly dashed: boolean;
  readonly idle: boolean;
  /** Short, for where there is room. */
  readonly brief: string;
  /** In full, for the one under the pointer or selected. */
  readonly label: readonly { readonly text: string; readonly bad: boolean }[];
}

/** All that is painted, in world coordinates; what is hovered or selected comes on top of it. */
export interface Scene {
  readonly cards: readonly SceneCard[];
  readonly lines: readonly SceneLine[];
}

const leastWidth = 1.25;
const mostWidth = 4;
const thinBytes = 1000;

/** By the logarithm of the bytes both ways, an edge with failures only by its attempts. */
export function lineWidth(bytesPerSecond: number): number {
  const decades = Math.log10(Math.max(bytesPerSecond / thinBytes, 1));
  return Math.min(leastWidth + decades * 0.5, mostWidth);
}

function labelOf({ edge }: MapEdge): SceneLine['label'] {
  const { l4, confidence } = edge;
  const least = confidence.state === 'partial' ? '≥' : '';
  const parts = [
    { text: `:${edge.port}`, bad: false },
    { text: edge.transport === 'udp' ? 'UDP' : least + asText(rate(l4.connectsPerSecond)), bad: false },
  ];
  const failing = l4.failureRatio !== null && l4.failureRatio > 0;
  const last = failing ? `${asText(percent(l4.failureRatio ?? 0))} failed` : asText(byteRate(bytesBothWays(edge)));
  return [...parts, { text: last, bad: failing }];
}

function sceneLine(of: MapEdge, route: Route): SceneLine {
  const points = flatten(route);
  const { edge } = of;
  const { l4 } = edge;
  const onlyFailures = l4.failuresPerSecond > 0 && l4.connectsPerSecond === 0 && bytesBothWays(edge) === 0;
  return {
    id: edge.id,
    of,
    route,
    points,
    box: boxOfPoints(points),
    middle: middleOf(points),
    briefAt: undefined,
    width: onlyFailures ? leastWidth + Math.min(Math.log10(1 + l4.failuresPerSecond), 2) : lineWidth(bytesBothWays(edge)),
    dashed: onlyFailures,
    idle: isIdle(edge),
    brief: onlyFailures
      ? `${asText(rate(l4.failuresPerSecond))} failed`
      : asText(l4.connectsPerSecond > 0 ? rate(l4.connectsPerSecond) : byteRate(bytesBothWays(edge))),
    label: labelOf(of),
  };
}

export function sceneOf(model: MapModel, routes: ReadonlyMap<string, Route>): Scene {
  const cards = model.nodes.map((of) => ({ id: of.node.id, x: of.node.x, y: of.node.y, of, line: cardLine(of) }));
  const lines = model.edges.flatMap((of) => {
    const route = routes.get(of.edge.id);
    return route === undefined ? [] : [sceneLine(of, route)];
  });
  const places = placeBriefs(cards, lines);
  return { cards, lines: lines.map((line) => ({ ...line, briefAt: places.get(line.id) })) };
}
