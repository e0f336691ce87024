import type { Point } from './geometry.ts';

/** Who pulls whom, by their place in the list, and how strongly. */
export interface Spring {
  readonly from: number;
  readonly to: number;
  readonly pull: number;
}

const rounds = 80;
/** Golden angle: no two start in one place, and the same ones start in the same places. */
const turn = Math.PI * (3 - Math.sqrt(5));
/** What has no link is drawn to the middle all the same. */
const towardsMiddle = 0.05;

interface Body {
  x: number;
  y: number;
  readonly size: number;
  /** Where to it is drawn in this round. */
  dx: number;
  dy: number;
}

function startOf(size: number, index: number, apart: number): Body {
  const away = Math.sqrt(index + 0.5) * apart;
  return { x: away * Math.cos(index * turn), y: away * Math.sin(index * turn), size, dx: 0, dy: 0 };
}

/** `force` by the distance: more than 0 drives them apart. */
function act(a: Body, b: Body, force: (distance: number) => number): void {
  const [x, y] = [b.x - a.x, b.y - a.y];
  // Called some million times: hypot takes several times as long.
  const distance = Math.max(Math.sqrt(x * x + y * y), 1);
  const strength = force(distance) / distance;
  a.dx -= x * strength;
  a.dy -= y * strength;
  b.dx += x * strength;
  b.dy += y * strength;
}

function step(body: Body, most: number): void {
  const [dx, dy] = [body.dx - body.x * towardsMiddle, body.dy - body.y * towardsMiddle];
  const length = Math.max(Math.hypot(dx, dy), 1e-9);
  body.x += (dx / length) * Math.min(length, most);
  body.y += (dy / length) * Math.min(length, most);
  body.dx = 0;
  body.dy = 0;
}

const wanted = (a: Body, b: Body, apart: number): number => apart + (a.size + b.size) / 2;

function driveApart(bodies: readonly Body[], apart: number): void {
  for (const [index, a] of bodies.entries()) {
    for (let other = index + 1; other < bodies.length; other += 1) {
      const b = bodies[other];
      if (b !== undefined) act(a, b, (distance) => wanted(a, b, apart) ** 2 / distance);
    }
  }
}

function pullTogether(bodies: readonly Body[], springs: readonly Spring[], apart: number): void {
  for (const { from, to, pull } of springs) {
    const [a, b] = [bodies[from], bodies[to]];
    if (a !== undefined && b !== undefined) act(a, b, (distance) => (-pull * distance ** 2) / wanted(a, b, apart));
  }
}

/** Where things of these sizes come to rest that keep apart and are pulled together by what links them (after Fruchterman and Reingold). */
export function rest(sizes: readonly number[], springs: readonly Spring[], apart: number): Point[] {
  const bodies = sizes.map((size, index) => startOf(size, index, apart));
  for (let round = 0; round < rounds; round += 1) {
    driveApart(bodies, apart);
    pullTogether(bodies, springs, apart);
    for (const body of bodies) step(body, apart * (1 - round / rounds));
  }
  return bodies.map(({ x, y }) => ({ x, y }));
}
