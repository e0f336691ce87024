import { shortPort } from '../../lib/port.ts';
import { asText, byteRate, connectRate, duration, percent, rate, requestRate } from '../../lib/quantity.ts';
import { type CardLine, cardLine } from './card-line.ts';
import { isIdle } from './filters.ts';
import { placeBriefs } from './labels.ts';
import type { MapLine } from './lines.ts';
import type { MapModel, MapNode } from './model.ts';
import { boxOfPoints, middleOf } from './polyline.ts';
import { flatten, type Point, type Route } from './routing.ts';
import type { Sums } from './sums.ts';
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
  readonly of: MapLine;
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
  /** Whether something does not match, so that what does has to stand out. */
  readonly narrowed: boolean;
}

const leastWidth = 1.25;
const mostWidth = 4;
const thinBytes = 1000;

/** By the logarithm of the bytes both ways, an edge with failures only by its attempts. */
export function lineWidth(bytesPerSecond: number): number {
  const decades = Math.log10(Math.max(bytesPerSecond / thinBytes, 1));
  return Math.min(leastWidth + decades * 0.5, mostWidth);
}

type Label = SceneLine['label'];

const before = { full: '', partial: '≥', estimated: '≈' } as const;

function requestLabel({ requests }: Sums): Label {
  const { perSecond, errorRatio, p99Seconds, slow, confidence } = requests;
  const errors = errorRatio === null || errorRatio === 0 ? [] : [{ text: `${asText(percent(errorRatio))} errors`, bad: true }];
  const took = p99Seconds === null ? [] : [{ text: asText(duration(p99Seconds)), bad: slow }];
  return [{ text: before[confidence] + asText(requestRate(perSecond)), bad: false }, ...errors, ...took];
}

function connectLabel({ onlyUdp, onlyUnix, openConnections, atLeast, attemptsPerSecond, bytesPerSecond, failuresPerSecond }: Sums): Label {
  if (onlyUnix) return [{ text: `${openConnections} open`, bad: false }];
  const made = { text: onlyUdp ? 'UDP' : (atLeast ? '≥' : '') + asText(connectRate(attemptsPerSecond)), bad: false };
  return failuresPerSecond > 0 ? [made] : [made, { text: asText(byteRate(bytesPerSecond)), bad: false }];
}

function labelOf({ edges, sums }: MapLine): Label {
  const [only] = edges;
  const port = { text: edges.length > 1 ? `${edges.length} ports` : only === undefined ? '' : shortPort(only).trim(), bad: false };
  const failing = sums.failuresPerSecond > 0 ? [{ text: `${asText(percent(sums.failureRatio ?? 0))} failed`, bad: true }] : [];
  const unseen = sums.requests.hidden ? [{ text: 'requests not seen', bad: false }] : [];
  return [port, ...(sums.requests.seen ? requestLabel(sums) : connectLabel(sums)), ...failing, ...unseen];
}

/** Requests where they are seen; else bytes, so that nobody takes connects for requests. */
function briefOf({ failuresPerSecond, attemptsPerSecond, bytesPerSecond, onlyUnix, openConnections, requests }: Sums, onlyFailures: boolean): string {
  if (onlyUnix) return `${openConnections} open`;
  if (onlyFailures) return `${asText(rate(failuresPerSecond))} failed`;
  if (requests.seen && requests.perSecond > 0) return asText(rate(requests.perSecond));
  return asText(bytesPerSecond > 0 ? byteRate(bytesPerSecond) : connectRate(attemptsPerSecond));
}

function sceneLine(of: MapLine, route: Route): SceneLine {
  const points = flatten(route);
  const { sums } = of;
  const onlyFailures = sums.failuresPerSecond > 0 && sums.attemptsPerSecond === sums.failuresPerSecond && sums.bytesPerSecond === 0;
  return {
    id: of.thing.id,
    of,
    route,
    points,
    box: boxOfPoints(points),
    middle: middleOf(points),
    briefAt: undefined,
    width: onlyFailures ? leastWidth + Math.min(Math.log10(1 + sums.failuresPerSecond), 2) : lineWidth(sums.bytesPerSecond),
    dashed: onlyFailures,
    idle: of.edges.every(isIdle),
    brief: briefOf(sums, onlyFailures),
    label: labelOf(of),
  };
}

export function sceneOf(model: MapModel, routes: ReadonlyMap<string, Route>): Scene {
  const cards = model.nodes.map((of) => ({ id: of.node.id, x: of.node.x, y: of.node.y, of, line: cardLine(of) }));
  const lines = model.lines.flatMap((of) => {
    const route = routes.get(of.thing.id);
    return route === undefined ? [] : [sceneLine(of, route)];
  });
  const places = placeBriefs(cards, lines);
  return { cards, lines: lines.map((line) => ({ ...line, briefAt: places.get(line.id) })), narrowed: model.found !== undefined };
}
