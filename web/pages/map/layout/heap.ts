/** The least first. */
export class Heap {
  readonly #costs: number[] = [];
  readonly #items: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(cost: number, item: number): void {
    let at = this.#items.length;
    this.#costs.push(cost);
    this.#items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#costs[parent] ?? 0) <= cost) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#costs[at] = cost;
    this.#items[at] = item;
  }

  /** Undefined where nothing is left. */
  pop(): { readonly cost: number; readonly item: number } | undefined {
    const [cost, item] = [this.#costs[0], this.#items[0]];
    const [lastCost, last] = [this.#costs.pop(), this.#items.pop()];
    if (cost === undefined || item === undefined || lastCost === undefined || last === undefined) return undefined;
    if (this.#items.length > 0) this.#sink(lastCost, last);
    return { cost, item };
  }

  #sink(cost: number, item: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#items.length) break;
      if (child + 1 < this.#items.length && (this.#costs[child + 1] ?? 0) < (this.#costs[child] ?? 0)) child += 1;
      if ((this.#costs[child] ?? 0) >= cost) break;
      this.#move(child, at);
      at = child;
    }
    this.#costs[at] = cost;
    this.#items[at] = item;
  }

  #move(from: number, to: number): void {
    this.#costs[to] = this.#costs[from] ?? 0;
    this.#items[to] = this.#items[from] ?? 0;
  }
}
