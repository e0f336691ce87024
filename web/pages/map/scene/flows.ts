import type { HealthState } from '../../../ui/entity/health.ts';
import { type Box, boxOfEnclosure, type Enclosure } from '../layout/geometry.ts';
import { type Label, sumsLabel } from '../model/line-label.ts';
import { lineOfEdges } from '../model/lines.ts';
import { ratePerSecond, type Sums } from '../model/sums.ts';
import { pairId, type Thing } from '../model/thing.ts';
import type { SceneCard } from './card.ts';
import type { SceneGroup } from './group.ts';
import type { SceneLine } from './line.ts';

interface Gathered {
  readonly client: Unit;
  readonly server: Unit;
  readonly lines: SceneLine[];
}

/** All that leads from one group or lone card to another. */
export class Flow {
  readonly thing: Thing;
  readonly client: Unit;
  readonly server: Unit;
  readonly lines: readonly SceneLine[];
  readonly perSecond: number;
  /** Of what is asked or tried, what fails. */
  readonly failingPerSecond: number;
  readonly #windowSeconds: number;
  #line: ReturnType<typeof lineOfEdges> | undefined;
  #ordered: readonly SceneLine[] | undefined;

  constructor({ client, server, lines }: Gathered, windowSeconds: number) {
    this.thing = { kind: 'flow', id: pairId({ client: client.id, server: server.id }) };
    this.client = client;
    this.server = server;
    this.lines = lines;
    this.#windowSeconds = windowSeconds;
    this.perSecond = lines.reduce((sum, { of }) => sum + ratePerSecond(of.sums), 0);
    this.failingPerSecond = lines.reduce((sum, { of }) => sum + Math.max(of.sums.failuresPerSecond, of.sums.requests.errorsPerSecond), 0);
  }

  /** So many of its lines, those that carry most. */
  largest(most: number): readonly SceneLine[] {
    if (this.lines.length <= most) return this.lines;
    this.#ordered ??= [...this.lines].sort((a, b) => ratePerSecond(b.of.sums) - ratePerSecond(a.of.sums));
    return this.#ordered.slice(0, most);
  }

  get edges(): number {
    return this.lines.reduce((sum, { of }) => sum + of.edges.length, 0);
  }

  /** All of it as one line. */
  get line(): ReturnType<typeof lineOfEdges> {
    this.#line ??= lineOfEdges(
      this.lines.flatMap(({ of }) => of.edges),
      this.#windowSeconds,
    );
    return this.#line;
  }

  get sums(): Sums {
    return this.line.sums;
  }

  /** By what fails of all of it, never by its worst edge. */
  get state(): HealthState {
    return this.line.state;
  }

  get lit(): boolean {
    return this.lines.some(({ of }) => of.lit);
  }

  get label(): Label {
    return sumsLabel(this.edges === 1 ? '1 edge' : `${this.edges} edges`, this.sums);
  }
}

/** What a flow leads from and to: a group, or a card by itself. */
export interface Unit extends Enclosure {
  readonly name: string;
  readonly box: Box;
}

export interface Flows {
  /** The largest first. */
  readonly all: readonly Flow[];
  readonly byId: ReadonlyMap<string, Flow>;
  readonly units: readonly Unit[];
}

interface Standing {
  readonly groups: readonly SceneGroup[];
  readonly alone: readonly SceneCard[];
}

const asUnit = ({ id, box, name }: { readonly id: string; readonly box: Box; readonly name: string }): Unit => {
  const { left: x, top: y, right, bottom } = box;
  const enclosure = { id, x, y, width: right - x, height: bottom - y };
  return { ...enclosure, name, box: boxOfEnclosure(enclosure) };
};

function unitsOf({ groups, alone }: Standing, far: boolean): { units: Unit[]; byNode: Map<string, Unit> } {
  const byNode = new Map<string, Unit>();
  const grouped = groups.map((group) => {
    const unit = asUnit({ id: group.id, name: group.name, box: far ? group.box : group.plate });
    for (const { id } of group.cards) byNode.set(id, unit);
    return unit;
  });
  const single = alone.map(({ id, box, of }) => {
    const unit = asUnit({ id, box, name: of.node.name });
    byNode.set(id, unit);
    return unit;
  });
  return { units: [...grouped, ...single], byNode };
}

/** Lines gathered by the groups that they lead from and to. From far away a group is its whole box, also where the person closed it. */
export function flowsOf(standing: Standing, lines: readonly SceneLine[], windowSeconds: number, far = false): Flows {
  const { units, byNode } = unitsOf(standing, far);
  const gathered = new Map<string, Gathered>();
  for (const line of lines) {
    const client = byNode.get(line.of.client.id);
    const server = byNode.get(line.of.server.id);
    if (client === undefined || server === undefined || client === server) continue;
    const id = pairId({ client: client.id, server: server.id });
    const flow = gathered.get(id);
    if (flow === undefined) gathered.set(id, { client, server, lines: [line] });
    else flow.lines.push(line);
  }
  const all = [...gathered.values()].map((flow) => new Flow(flow, windowSeconds)).sort((a, b) => b.perSecond - a.perSecond);
  return { all, byId: new Map(all.map((flow) => [flow.thing.id, flow])), units };
}
