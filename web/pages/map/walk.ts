import type { Scene, SceneCard, SceneLine } from './scene.ts';
import type { Thing } from './thing.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const middleX = ({ x }: SceneCard): number => x;

function nearestInColumn(cards: readonly SceneCard[], from: SceneCard, direction: 'up' | 'down'): SceneCard | undefined {
  const sign = direction === 'down' ? 1 : -1;
  const beyond = cards.filter((card) => (card.y - from.y) * sign > 0);
  const away = (card: SceneCard) => Math.abs(card.y - from.y) + 3 * Math.abs(middleX(card) - middleX(from));
  return beyond.reduce<SceneCard | undefined>((best, card) => (best === undefined || away(card) < away(best) ? card : best), undefined);
}

const byHeight = (a: SceneLine, b: SceneLine): number => a.middle.y - b.middle.y || (a.id < b.id ? -1 : 1);

function fromNode({ cards, lines }: Scene, id: string, direction: Direction): Thing | undefined {
  const card = cards.find((candidate) => candidate.id === id);
  if (card === undefined) return undefined;
  if (direction === 'up' || direction === 'down') {
    const next = nearestInColumn(cards, card, direction);
    return next && { kind: 'node', id: next.id };
  }
  const end = direction === 'right' ? 'client' : 'server';
  const [first] = lines.filter(({ of }) => of[end].id === id).sort(byHeight);
  return first?.of.thing;
}

/** Along an edge left and right; up and down to its neighbours at the end one came from. */
function fromEdge({ lines }: Scene, id: string, direction: Direction, cameBy: 'client' | 'server'): Thing | undefined {
  const line = lines.find(({ of }) => of.thing.id === id || of.edges.some((edge) => edge.id === id));
  if (line === undefined) return undefined;
  if (direction === 'left') return { kind: 'node', id: line.of.client.id };
  if (direction === 'right') return { kind: 'node', id: line.of.server.id };
  const siblings = lines.filter(({ of }) => of[cameBy].id === line.of[cameBy].id).sort(byHeight);
  const next = siblings[siblings.indexOf(line) + (direction === 'down' ? 1 : -1)];
  return next?.of.thing;
}

/** Where an arrow key leads: from a card to its edges, from an edge to its ends. */
export function walk(scene: Scene, from: Thing, direction: Direction, cameBy: 'client' | 'server'): Thing | undefined {
  return from.kind === 'node' ? fromNode(scene, from.id, direction) : fromEdge(scene, from.id, direction, cameBy);
}

/** Where Tab enters the map: the card furthest to the upper left. */
export function firstThing({ cards }: Scene): Thing | undefined {
  const first = [...cards].sort((a, b) => a.x - b.x || a.y - b.y)[0];
  return first && { kind: 'node', id: first.id };
}
