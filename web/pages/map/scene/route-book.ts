import type { Enclosure } from '../layout/geometry.ts';
import { type Link, type Route, type Router, routerOf } from '../layout/routing.ts';
import type { MapLine } from '../model/lines.ts';
import type { SceneCard } from './card.ts';
import type { RouteFor } from './line.ts';

/** Up to these numbers every line has a route of its own, from card to card; beyond it those between groups run together. */
const mostDetailed = { cards: 400, lines: 600 } as const;

export const isDetailed = (cards: number, lines: number): boolean => cards <= mostDetailed.cards && lines <= mostDetailed.lines;

const linkOf = ({ thing, client, server }: MapLine): Link => ({ id: thing.id, client: client.id, server: server.id });

interface Part {
  readonly key: string;
  readonly routes: ReadonlyMap<string, Route>;
}

interface Standing {
  readonly cards: readonly SceneCard[];
  readonly enclosures: readonly Enclosure[];
}

const cardsKey = (cards: readonly SceneCard[]): string => cards.map(({ id, x, y, group }) => `${id} ${x} ${y} ${group}`).join('\n');
const linesKey = (lines: readonly MapLine[]): string => lines.map(({ thing }) => thing.id).join('\n');
const boxesKey = (enclosures: readonly Enclosure[]): string => enclosures.map(({ id, x, y, width, height }) => `${id} ${x} ${y} ${width} ${height}`).join('\n');

/** Routes change with what stands where, not with the numbers: they are kept from one scene to the next. */
export class RouteBook {
  readonly #parts = new Map<string, Part>();
  #router: { readonly key: string; readonly router: Router } | undefined;

  /** The lines of one part, together: lanes and ports are shared by them. */
  part(name: string, { cards, enclosures }: Standing, lines: readonly MapLine[]): ReadonlyMap<string, Route> {
    const key = [cardsKey(cards), linesKey(lines), boxesKey(enclosures)].join('\n\n');
    const known = this.#parts.get(name);
    if (known?.key === key) return known.routes;
    const routes = new Map(
      routerOf(cards, enclosures)
        .route(lines.map(linkOf))
        .map((route) => [route.id, route]),
    );
    this.#parts.set(name, { key, routes });
    return routes;
  }

  /** One line by itself, among all that stands. */
  single({ cards, enclosures }: Standing): RouteFor {
    return (line) => {
      const key = cardsKey(cards) + boxesKey(enclosures);
      if (this.#router?.key !== key) this.#router = { key, router: routerOf(cards, enclosures) };
      return this.#router.router.route([linkOf(line)])[0];
    };
  }
}
