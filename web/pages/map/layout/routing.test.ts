import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Card, cardSize } from './geometry.ts';
import { flatten, type Link, type Route, routerOf } from './routing.ts';

const columnPx = 232;
const rowPx = 62;

/** Columns of cards; card `c2r1` stands in column 2, row 1. */
function grid(columns: number, rows: number): Card[] {
  return Array.from({ length: columns * rows }, (_, index) => {
    const column = Math.floor(index / rows);
    const row = index % rows;
    return { id: `c${column}r${row}`, x: column * columnPx, y: row * rowPx };
  });
}

const link = (client: string, server: string): Link => ({ id: `${client}>${server}`, client, server });

/** Every card but its ends that a route enters. */
function covered(cards: readonly Card[], { id, points }: { id: string; points: readonly number[] }): string[] {
  const ends = id.split('>');
  const inside = (card: Card) => {
    for (let index = 0; index < points.length; index += 2) {
      const [x = 0, y = 0] = points.slice(index, index + 2);
      if (x > card.x && x < card.x + cardSize.width && y > card.y && y < card.y + cardSize.height) return true;
    }
    return false;
  };
  return cards.filter((card) => !ends.includes(card.id) && inside(card)).map((card) => `${id} over ${card.id}`);
}

const cards = grid(5, 6);
const everyPair = cards.flatMap(({ id: client }) => cards.filter((_, index) => index % 7 === 0).map(({ id: server }) => link(client, server)));

test('an edge runs from the right side of its client to the left side of its server', () => {
  for (const { start, pieces, id } of routerOf(cards).route(everyPair)) {
    const [client, server] = id.split('>').map((name) => cards.find((card) => card.id === name));
    const end = pieces.at(-1)?.to;
    assert.ok(client && server && end);
    assert.equal(start.x, client.x + cardSize.width);
    assert.ok(start.y > client.y && start.y < client.y + cardSize.height);
    assert.ok(end.x < server.x && end.x > server.x - 12);
    assert.ok(end.y > server.y && end.y < server.y + cardSize.height);
  }
});

test('no edge runs over a card, forwards, backwards, within a column or to itself', () => {
  const routes = routerOf(cards)
    .route(everyPair)
    .map((route) => ({ id: route.id, points: flatten(route) }));
  assert.equal(routes.length, everyPair.length);
  assert.deepEqual(
    routes.flatMap((route) => covered(cards, route)),
    [],
  );
});

test('edges that share a gap lie side by side', () => {
  const routes = routerOf(cards).route([link('c0r0', 'c2r0'), link('c0r1', 'c2r1'), link('c0r2', 'c2r1')]);
  const heights = routes.map(({ pieces }) => pieces[0]?.to.y);
  assert.equal(new Set(heights).size, heights.length);
});

test('the order of the answer changes nothing', () => {
  const byId = (routes: readonly Route[]) => [...routes].sort((a, b) => (a.id < b.id ? -1 : 1));
  assert.deepEqual(byId(routerOf(cards.toReversed()).route(everyPair.toReversed())), byId(routerOf(cards).route(everyPair)));
});

test('an edge whose end is not shown is left out', () => {
  assert.deepEqual(routerOf(cards).route([link('c0r0', 'gone')]), []);
});

test('where there is room an edge keeps away from the card that it passes, and from the mark on its corner', () => {
  const passed: Card = { id: 'passed', x: columnPx, y: 0 };
  for (const y of [-31, 31]) {
    const [route] = routerOf([{ id: 'from', x: 0, y }, passed, { id: 'to', x: 2 * columnPx, y }]).route([link('from', 'to')]);
    assert.ok(route);
    const points = flatten(route);
    const heights = points.flatMap((x, index) => (index % 2 === 0 && x >= columnPx && x <= columnPx + cardSize.width ? [points[index + 1] ?? 0] : []));
    for (const height of heights) assert.ok(height <= -15 || height >= cardSize.height + 15, `from ${y}: ${height}`);
  }
});
