import fc from 'fast-check';

/** Up to `most` of them at once. What fails of them fails alone too, and that one is then made smaller. */
class Batch<T> extends fc.Arbitrary<readonly T[]> {
  readonly #one: fc.Arbitrary<T>;
  readonly #most: number;
  readonly #made = new WeakMap<readonly T[], readonly fc.Value<T>[]>();

  constructor(one: fc.Arbitrary<T>, most: number) {
    super();
    this.#one = one;
    this.#most = most;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<readonly T[]> {
    return this.#of(Array.from({ length: random.nextInt(1, this.#most) }, () => this.#one.generate(random, bias)));
  }

  override canShrinkWithoutContext(_value: unknown): _value is readonly T[] {
    return false;
  }

  override shrink(values: readonly T[]): fc.Stream<fc.Value<readonly T[]>> {
    const [first, ...others] = this.#made.get(values) ?? [];
    if (!first) return fc.Stream.nil();
    if (others.length > 0) return fc.Stream.of(first, ...others).map((one) => this.#of([one]));
    return this.#one.shrink(first.value_, first.context).map((smaller) => this.#of([smaller]));
  }

  #of(made: readonly fc.Value<T>[]): fc.Value<readonly T[]> {
    const values = made.map(({ value_ }) => value_);
    this.#made.set(values, made);
    return new fc.Value(values, undefined);
  }
}

interface Batches<T> {
  readonly batches: number;
  readonly most: number;
  /** They come before those that are made, all of them at once. */
  readonly examples?: readonly T[];
}

/**
 * Each batch is checked at once, by one process. A failure names a seed and a path: with these beside `numRuns` it comes again. What
 * makes it smaller ends after a few minutes, which is much longer than all batches take on a slow machine.
 */
export function holds<T>(one: fc.Arbitrary<T>, { batches, most, examples = [] }: Batches<T>, check: (batch: readonly T[]) => void): void {
  if (examples.length > 0) check(examples);
  fc.assert(fc.property(new Batch(one, most), check), { numRuns: batches, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true });
}
