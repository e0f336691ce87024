import type { View } from '../paint/view.ts';

const moveMs = 150;

/** A view on its way to another one. */
export class Movement {
  readonly to: View;
  readonly #from: View;
  readonly #startedMs: number;

  constructor(from: View, to: View, nowMs: number) {
    this.#from = from;
    this.to = to;
    this.#startedMs = nowMs;
  }

  at(nowMs: number): View {
    const left = 1 - Math.min(Math.max((nowMs - this.#startedMs) / moveMs, 0), 1);
    const part = 1 - left ** 3;
    const mix = (a: number, b: number) => a + (b - a) * part;
    return { x: mix(this.#from.x, this.to.x), y: mix(this.#from.y, this.to.y), scale: mix(this.#from.scale, this.to.scale) };
  }

  isOver(nowMs: number): boolean {
    return nowMs - this.#startedMs >= moveMs;
  }
}
