import type { HealthState } from '../../../ui/entity/health.ts';
import { healthOrder } from '../../../ui/entity/health.ts';
import { isLocal } from '../model/card-processes.ts';
import { detailAt } from './cards.ts';
import type { InSight } from './paint.ts';
import { levelOf, type View } from './view.ts';

/** What the picture holds now, and so has to be explained. */
export interface LegendFacts {
  readonly states: readonly HealthState[];
  readonly lines: boolean;
  readonly dashed: boolean;
  readonly light: boolean;
  readonly idle: boolean;
  /** Requests of which a part is not seen. */
  readonly partly: boolean;
  readonly dim: boolean;
  readonly marked: boolean;
  readonly alerts: boolean;
  /** Groups that are closed, and how: by the person, or because they are far away. */
  readonly closed: 'none' | 'cards' | 'far';
  readonly trunks: boolean;
  /** Cards are so small that they are mere blocks. */
  readonly blocks: boolean;
  /** Cards are so large that they show their processes. */
  readonly processes: boolean;
}

export const noLegend: LegendFacts = {
  states: [],
  lines: false,
  dashed: false,
  light: false,
  idle: false,
  partly: false,
  dim: false,
  marked: false,
  alerts: false,
  closed: 'none',
  trunks: false,
  blocks: false,
  processes: false,
};

function statesIn({ cards, lines, closed }: InSight): HealthState[] {
  const states = new Set<HealthState>();
  for (const { of } of cards) states.add(of.node.health.state);
  for (const { of } of lines) states.add(of.state);
  return healthOrder.filter((state) => states.has(state) || closed.some(({ shares }) => shares[state] > 0));
}

export function legendOf(seen: InSight, trunks: boolean, view: View): LegendFacts {
  const { cards, lines, closed, far } = seen;
  const { scale } = view;
  return {
    states: statesIn(seen),
    lines: lines.some(({ idle, light }) => !idle && !light),
    dashed: lines.some(({ dashed }) => dashed),
    light: lines.some(({ light }) => light),
    idle: lines.some(({ idle }) => idle),
    partly: lines.some(({ partly }) => partly),
    dim: cards.some(({ of }) => !of.lit) || lines.some(({ of }) => !of.lit) || closed.some(({ lit }) => !lit),
    marked: cards.some(({ mark }) => mark !== undefined) || lines.some(({ mark }) => mark !== undefined),
    alerts: cards.some(({ alerts }) => alerts) || lines.some(({ alerts }) => alerts),
    closed: far ? 'far' : closed.length > 0 ? 'cards' : 'none',
    trunks,
    blocks: cards.length > 0 && detailAt(scale) === 'mark',
    processes: cards.some(({ of }) => isLocal(of.node)) && levelOf(view, far) === 'processes',
  };
}
