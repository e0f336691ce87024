/** At one sweep every 5 s: 15 minutes. */
const sweepsUntilForgotten = 180;

export interface DeviceNamesOptions {
  /** How many have a name of their own. */
  readonly most: number;
  /** One that had a name is gone for good. */
  readonly onForgotten: (name: string) => void;
}

/** Which devices have series of their own: the first that come, until they are gone; the others are `other`. */
export class DeviceNames {
  readonly #most: number;
  readonly #onForgotten: (name: string) => void;
  readonly #absentFor = new Map<string, number>();
  #unnamed = 0;

  constructor({ most, onForgotten }: DeviceNamesOptions) {
    this.#most = most;
    this.#onForgotten = onForgotten;
  }

  /** How many of those that were there at the last sweep are `other`. */
  get unnamed(): number {
    return this.#unnamed;
  }

  has(name: string): boolean {
    return this.#absentFor.has(name);
  }

  label(name: string): string {
    return this.has(name) ? name : 'other';
  }

  /** Every device of this sweep, those that deserve a name most first. */
  sweep(present: readonly string[], mayBeNamed: (name: string) => boolean = () => true): void {
    for (const [name, sweeps] of this.#absentFor) this.#absentFor.set(name, sweeps + 1);
    for (const name of present) {
      if (this.has(name) || (this.#absentFor.size < this.#most && mayBeNamed(name))) this.#absentFor.set(name, 0);
    }
    for (const [name, sweeps] of this.#absentFor) if (sweeps > sweepsUntilForgotten) this.#forget(name);
    this.#unnamed = present.filter((name) => !this.has(name)).length;
  }

  #forget(name: string): void {
    this.#absentFor.delete(name);
    this.#onForgotten(name);
  }
}
