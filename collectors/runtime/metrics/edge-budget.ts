import type { TrackedEdge } from './tracked-edge.ts';

/** Series that every end of a named edge may grow by before it competes for what is left: reasons, traffic classes. */
const growthPerEnd = 8;
/** What new edges leave to the growth of those that have names. */
const growthShare = 1 / 32;
/** Where there is not room for all, how much of the room that is left new edges may take in one sweep, and of all room at least. */
const sweepShare = 1 / 4;
const leastSweepShare = 1 / 32;

export interface EdgeBudgetOptions {
  readonly limit: number;
  /** The named edges that may give up their series now, those idle for longest first. */
  readonly idle: () => TrackedEdge[];
  readonly mayDemote: (edge: TrackedEdge) => boolean;
  readonly demote: (edge: TrackedEdge) => void;
}

/** Holds series for edges. What it holds never exceeds the limit, and an edge never has more than is held for it. */
export class EdgeBudget {
  readonly #options: EdgeBudgetOptions;
  readonly #namingLimit: number;
  /** Until then edges are named in this sweep. */
  #sweepLimit: number;
  #reserved = 0;
  #idle: TrackedEdge[] | undefined;

  constructor(options: EdgeBudgetOptions) {
    this.#options = options;
    this.#namingLimit = Math.floor(options.limit * (1 - growthShare));
    this.#sweepLimit = this.#namingLimit;
  }

  /**
   * Not all of these ends may have names: then those of this sweep leave room for bigger ones, because it may have seen only the
   * beginning of what comes.
   */
  beginSweep(ends: number): void {
    const room = this.#namingLimit - this.#reserved;
    const share = Math.max(room * sweepShare, this.#namingLimit * leastSweepShare);
    this.#sweepLimit = ends * growthPerEnd > this.#namingLimit ? Math.min(this.#namingLimit, this.#reserved + share) : this.#namingLimit;
  }

  /** Room for what the edge starts with. */
  takeForName(edge: TrackedEdge): boolean {
    const series = edge.atOnce + growthPerEnd * edge.ends.length;
    const isLater = this.#reserved + series - edge.reserved > this.#sweepLimit && this.#sweepLimit < this.#namingLimit;
    return !isLater && this.#take(edge, series, this.#namingLimit);
  }

  /** Room for more series of an edge that has a name. */
  takeForGrowth(edge: TrackedEdge, series: number): boolean {
    return this.#take(edge, edge.series + series, this.#options.limit);
  }

  giveBack(edge: TrackedEdge): void {
    this.#reserved -= edge.reserved;
    edge.reserved = 0;
  }

  /** Idle edges are looked for at most once a sweep. */
  endSweep(): void {
    this.#idle = undefined;
  }

  #take(edge: TrackedEdge, series: number, limit: number): boolean {
    const more = series - edge.reserved;
    if (more <= 0) return true;
    if (this.#reserved + more > limit) this.#makeRoom(limit - more, edge);
    if (this.#reserved + more > limit) return false;
    this.#reserved += more;
    edge.reserved = series;
    return true;
  }

  #makeRoom(reservedAtMost: number, wanting: TrackedEdge): void {
    this.#idle ??= this.#options.idle().reverse();
    while (this.#reserved > reservedAtMost) {
      const edge = this.#idle.pop();
      if (edge === undefined) return;
      if (edge !== wanting && this.#options.mayDemote(edge)) this.#options.demote(edge);
    }
  }
}
