import { type Box, boxOfCard } from '../layout/geometry.ts';
import { type CardLine, cardLine } from '../model/card-line.ts';
import type { MapNode } from '../model/model.ts';
import { edgeRate } from '../model/sums.ts';

/** A card in world coordinates. What is written on it is made when it is first seen. */
export class SceneCard {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly of: MapNode;
  readonly group: string | undefined;
  readonly box: Box;
  /** What is said of it where it is marked. */
  readonly mark: string | undefined;
  /** An alert about it fires. */
  readonly alerts: boolean;
  #line: CardLine | undefined;
  #perSecond: number | undefined;

  constructor(of: MapNode, mark?: string, alerts = false) {
    this.id = of.node.id;
    this.x = of.node.x;
    this.y = of.node.y;
    this.group = of.node.group ?? undefined;
    this.of = of;
    this.box = boxOfCard(this);
    this.mark = mark;
    this.alerts = alerts;
  }

  get line(): CardLine {
    this.#line ??= cardLine(this.of);
    return this.#line;
  }

  /** How busy it is: all that reaches it, and all that it calls. */
  get perSecond(): number {
    this.#perSecond ??= [...this.of.inbound, ...this.of.outbound].reduce((sum, { edge }) => sum + edgeRate(edge), 0);
    return this.#perSecond;
  }
}
