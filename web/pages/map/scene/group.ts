import type { TopologyGroup } from '#contract/routes.ts';
import { exact } from '../../../lib/quantity.ts';
import type { HealthState } from '../../../ui/entity/health.ts';
import { type Box, boxOfEnclosure } from '../layout/geometry.ts';
import { membersOf } from '../model/group-words.ts';
import { type Sums, sumOf } from '../model/sums.ts';
import type { SceneCard } from './card.ts';
import type { SceneLine } from './line.ts';

export type Shares = Readonly<Record<HealthState, number>>;

/** From this share of critical nodes on, the whole group is outlined. */
export const outlinedShare = 0.04;

const closedPx = 76;
/** What stands over the cards of an open group. */
export const headerPx = 44;

function sharesOf(cards: readonly SceneCard[]): Shares {
  const shares = { ok: 0, warning: 0, critical: 0, unknown: 0 };
  for (const { of } of cards) shares[of.node.health.state] += 1;
  return shares;
}

/** A group in world coordinates: its members are a range of the map of their own. */
export class SceneGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: TopologyGroup['kind'];
  readonly box: Box;
  /** What is drawn of it: closed by the person it needs less. */
  readonly plate: Box;
  readonly cards: readonly SceneCard[];
  readonly lines: readonly SceneLine[];
  /** By the person; the level of detail closes groups as well. */
  readonly closed: boolean;
  readonly lit: boolean;
  readonly shares: Shares;
  #sums: Sums | undefined;
  #perSecond: number | undefined;

  constructor(group: TopologyGroup, { cards, lines, closed }: Pick<SceneGroup, 'cards' | 'lines' | 'closed'>) {
    this.id = group.id;
    this.name = group.name;
    this.kind = group.kind;
    this.box = boxOfEnclosure(group);
    this.cards = cards;
    this.lines = lines;
    this.closed = closed;
    this.plate = closed ? { ...this.box, bottom: Math.min(this.box.bottom, this.box.top + closedPx) } : this.box;
    this.lit = cards.some(({ of }) => of.lit);
    this.shares = sharesOf(cards);
  }

  /** Where its name stands: of an open group above its cards, of a closed one all of it. */
  get header(): Box {
    return this.closed ? this.plate : { ...this.box, bottom: this.box.top + headerPx };
  }

  /** What reaches its nodes. */
  get sums(): Sums {
    this.#sums ??= sumOf(this.cards.flatMap(({ of }) => of.inbound.map(({ edge }) => edge)));
    return this.#sums;
  }

  /** How busy those in it are, all together. */
  get perSecond(): number {
    this.#perSecond ??= this.cards.reduce((sum, card) => sum + card.perSecond, 0);
    return this.#perSecond;
  }

  /** `10 workloads`; the bare number where its name says of what. */
  get counted(): string {
    const { length } = this.cards;
    return this.kind === 'namespace' ? membersOf(this.kind, length) : exact(length);
  }
}
