/** How far the messages of one boot were read. */
export class KmsgPlace {
  readonly #boot: string;
  /** Undefined where nothing of this boot was read yet. */
  #next: number | undefined;

  /** `mark` is what an earlier process had: of another boot, it says nothing. */
  constructor(boot: string, mark: string | undefined) {
    this.#boot = boot;
    const [markedBoot, next] = mark?.split(' ') ?? [];
    this.#next = markedBoot === boot ? Number(next) : undefined;
  }

  get mark(): string {
    return `${this.#boot} ${this.#next ?? 0}`;
  }

  /** How many numbers were passed over to this one; undefined where it was read before. */
  advance(sequence: number): number | undefined {
    const expected = this.#next ?? sequence;
    if (sequence < expected) return undefined;
    this.#next = sequence + 1;
    return sequence - expected;
  }
}
