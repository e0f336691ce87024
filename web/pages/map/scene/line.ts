import type { Box, Point } from '../layout/geometry.ts';
import { boxOfPoints, middleOf } from '../layout/polyline.ts';
import { flatten, type Route } from '../layout/routing.ts';
import { isIdle } from '../model/filters.ts';
import { briefOf, type Label, labelOf } from '../model/line-label.ts';
import type { MapLine } from '../model/lines.ts';
import { rateWidth, type Sums } from '../model/sums.ts';
import type { Thing } from '../model/thing.ts';

/** Where a line runs; absent where its ends do not stand on the map. */
export type RouteFor = (line: MapLine) => Route | undefined;

const nowhere: Route = { id: '', start: { x: 0, y: 0 }, pieces: [] };

/** An edge with failures only is dashed, and as wide as it was tried often. */
const failsOnly = ({ failuresPerSecond, attemptsPerSecond, bytesPerSecond }: Sums): boolean =>
  failuresPerSecond > 0 && attemptsPerSecond === failuresPerSecond && bytesPerSecond === 0;

interface Shape {
  readonly points: readonly number[];
  readonly box: Box;
  readonly middle: Point;
}

interface Looks {
  readonly dashed: boolean;
  readonly light: boolean;
  readonly idle: boolean;
  readonly width: number;
}

/** As thin as its head allows, whatever it carries: it is one of many. */
const lightWidth = 1;

function looksOf({ edges, sums }: MapLine): Looks {
  const light = edges.every((edge) => edge.light);
  return { light, dashed: failsOnly(sums), idle: edges.every(isIdle), width: light ? lightWidth : rateWidth(sums) };
}

/** A line in world coordinates. Where it runs, and what is written on it, is made when it is first seen. */
export class SceneLine {
  readonly id: string;
  readonly of: MapLine;
  readonly mark: string | undefined;
  /** An alert about one of its edges fires. */
  readonly alerts: boolean;
  /** Where a short label stands clear of cards and other lines; absent where there is no room. */
  briefAt: Point | undefined;
  readonly #routeFor: RouteFor;
  #route: Route | undefined;
  #shape: Shape | undefined;
  #label: Label | undefined;
  #look: Looks | undefined;

  constructor(of: MapLine, routeFor: RouteFor, mark?: string, alerts = false) {
    this.id = of.thing.id;
    this.of = of;
    this.#routeFor = routeFor;
    this.mark = mark;
    this.alerts = alerts;
  }

  get #looks(): Looks {
    this.#look ??= looksOf(this.of);
    return this.#look;
  }

  get dashed(): boolean {
    return this.#looks.dashed;
  }

  /** Whether it is known by the minute only. */
  get light(): boolean {
    return this.#looks.light;
  }

  get idle(): boolean {
    return this.#looks.idle;
  }

  get width(): number {
    return this.#looks.width;
  }

  /** Whether a part of its requests is not seen. */
  get partly(): boolean {
    return this.of.sums.requests.partly;
  }

  get thing(): Thing {
    return this.of.thing;
  }

  get route(): Route {
    this.#route ??= this.#routeFor(this.of) ?? nowhere;
    return this.#route;
  }

  get #drawn(): Shape {
    if (this.#shape === undefined) {
      const points = flatten(this.route);
      this.#shape = { points, box: boxOfPoints(points), middle: middleOf(points) };
    }
    return this.#shape;
  }

  /** As a polyline, x and y in turn. */
  get points(): readonly number[] {
    return this.#drawn.points;
  }

  get box(): Box {
    return this.#drawn.box;
  }

  get middle(): Point {
    return this.#drawn.middle;
  }

  get brief(): string {
    return briefOf(this.of.sums, this.dashed);
  }

  get label(): Label {
    this.#label ??= labelOf(this.of);
    return this.#label;
  }
}
