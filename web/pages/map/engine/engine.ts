import type { Query, Topology, TopologyDiff } from '#contract/routes.ts';
import { isPastMoment } from '../../../lib/process-words.ts';
import { type Clusters, everything, inScope, type Scope } from '../../../lib/scope.ts';
import { api } from '../../../ui/api.ts';
import { type Arrangement, Arranger } from '../layout/arrangement.ts';
import type { Point } from '../layout/geometry.ts';
import { modelBeside } from '../model/beside.ts';
import { noProcesses } from '../model/card-processes.ts';
import { type Filters, readFilters } from '../model/filters.ts';
import { type Ground, groundOf } from '../model/ground.ts';
import { valuesOn } from '../model/map-fields.ts';
import type { MapModel } from '../model/model.ts';
import { RowBook, type RowsAsked } from '../model/rows.ts';
import type { Thing } from '../model/thing.ts';
import { exported } from '../paint/export.ts';
import { iconPaths } from '../paint/icons.ts';
import { type LegendFacts, legendOf, noLegend } from '../paint/legend-facts.ts';
import { levelOf } from '../paint/view.ts';
import { RouteBook } from '../scene/route-book.ts';
import { closedAround, type Scene, sceneOf } from '../scene/scene.ts';
import { spotsAround } from '../scene/spots.ts';
import { standing } from '../scene/walk.ts';
import { breath } from './breath.ts';
import { detailOf } from './detail.ts';
import { factsOf } from './facts.ts';
import { Fetching } from './fetching.ts';
import { FontLoader } from './font-loader.ts';
import { comparedOf, loadTopology, summaryOf } from './load.ts';
import type { Command, Handlers, Report } from './protocol.ts';
import { noWays, type Painted, Stage } from './stage.ts';

/** The map without the page: it fetches, filters, routes, paints, and says what the page has to show. Runs in a worker, or where there is none, beside the page. */
export class Engine {
  readonly #report: (report: Report) => void;
  readonly #stage: Stage;
  readonly #fonts: FontLoader;
  readonly #book = new RouteBook();
  readonly #rows = new RowBook();
  readonly #arranger = new Arranger();
  readonly #fetching: Fetching;
  #topology: Topology | undefined;
  #ground: { readonly own: boolean; readonly ground: Ground } | undefined;
  #scope: { readonly scope: Scope; readonly clusters: Clusters; readonly text: string } = { scope: everything, clusters: new Map(), text: '' };
  #diff: TopologyDiff | undefined;
  #model: MapModel | undefined;
  #scene: Scene | undefined;
  #filters: Filters = readFilters(new URLSearchParams());
  #closed: ReadonlySet<string> = new Set();
  #alerts: ReadonlySet<string> = new Set();
  #arrangement: Arrangement = 'flow';
  /** The places are others: all of it is to be in sight. */
  #elsewhere = false;
  /** A person has chosen what is shown, since it was last shown. */
  #chosen = false;
  #selected: Thing | undefined;
  #reveals = false;
  #focused: Thing | undefined;
  #turn = 0;
  #asked: RowsAsked | undefined;
  #stale: 'nothing' | 'scene' | 'model' | 'ground' = 'nothing';
  #rebuild: Promise<void> | undefined;
  #legend: LegendFacts = noLegend;
  #frame = '';
  #walked = { far: false, ways: noWays, processes: noProcesses };

  constructor(report: (report: Report) => void) {
    this.#report = report;
    this.#fetching = new Fetching(report);
    this.#stage = new Stage((painted) => this.#painted(painted));
    this.#fonts = new FontLoader((fonts) => this.#stage.writeWith(fonts));
  }

  command(command: Command): void {
    (this.#handlers[command.kind] as (command: Command) => void)(command);
  }

  readonly #handlers: Handlers = {
    fonts: ({ faces }) => this.#fonts.load(faces),
    load: ({ id, range }) => void this.#fetching.answer(id, (signal) => this.#load(id, range, signal)),
    compare: ({ id, moments }) => void this.#fetching.answer(id, (signal) => this.#compare(id, moments, signal)),
    abandon: ({ id }) => this.#fetching.abandon(id),
    filter: ({ filters }) => {
      this.#filters = filters;
      this.#chosen = true;
      this.#outdate('model');
    },
    scope: ({ scope, clusters }) => {
      const text = JSON.stringify([scope, scope.cluster === undefined ? [] : [...clusters]]);
      if (text === this.#scope.text) return;
      this.#scope = { scope, clusters, text };
      this.#chosen = true;
      this.#outdate('ground');
    },
    arrange: ({ as }) => {
      if (as === this.#arrangement) return;
      this.#arrangement = as;
      this.#elsewhere = this.#scene !== undefined;
      this.#outdate('ground');
    },
    alone: () => {
      if (this.#diff === undefined) return;
      this.#diff = undefined;
      this.#outdate('model');
    },
    close: ({ groups }) => {
      this.#closed = new Set(groups);
      this.#outdate('scene');
    },
    alerts: ({ about }) => {
      this.#alerts = new Set(about);
      this.#outdate('scene');
    },
    attach: ({ surface }) => {
      this.#frame = '';
      this.#stage.attach({ ...surface, icons: iconPaths(surface.icons) });
    },
    detach: () => this.#stage.detach(),
    palette: ({ palette }) => this.#stage.paintWith(palette),
    resize: ({ width, height, ratio, covered }) => {
      this.#stage.resize({ width, height }, ratio, covered);
      this.#reveal();
    },
    cover: ({ width }) => this.#stage.cover(width),
    look: ({ from }) => {
      if (from !== undefined) this.#elsewhere = false;
      this.#stage.look(from);
    },
    select: ({ thing, reveals }) => {
      this.#selected = thing;
      this.#reveals = reveals && thing !== undefined;
      this.#stage.select(thing);
      this.#reveal();
      this.#tellDetail();
      this.#tellWalk();
    },
    focus: ({ thing, turn, bringsIntoSight }) => {
      this.#turn = turn;
      this.#focused = thing;
      if (bringsIntoSight) this.#stage.camera.sight(this.#stage.boxOfThing(thing));
      this.#point(thing);
      this.#stage.hover(thing);
      this.#tellWalk();
    },
    blur: () => this.#point(undefined),
    point: ({ at }) => this.#point(at && this.#stage.thingAt(at)),
    click: ({ at }) => this.#click(at),
    open: ({ group }) => this.#openGroup(group),
    pan: ({ dx, dy }) => this.#stage.camera.panBy(dx, dy),
    zoom: ({ factor, at, animated }) => this.#stage.camera.zoom(factor, at, animated),
    level: ({ level }) => this.#stage.toLevel(level),
    fit: () => this.#stage.fitAll(),
    jump: ({ at }) => this.#stage.jump(at),
    rows: ({ asked }) => {
      this.#asked = asked;
      this.#tellRows();
    },
    csv: ({ id, asked, columns }) => this.#report({ kind: 'csv', id, text: this.#model === undefined ? '' : this.#rows.csv(this.#model, asked, columns) }),
    export: ({ id, form }) => this.#stage.copy((shot) => void exported(form, shot).then((file) => this.#report({ kind: 'exported', id, file }))),
  };

  async #load(id: number, range: { from?: string; to?: string }, signal: AbortSignal): Promise<void> {
    const topology = await loadTopology(range, signal);
    if (signal.aborted) return;
    this.#topology = topology;
    this.#fonts.cover(topology.nodes.map(({ name }) => name));
    this.#outdate('ground');
    await this.#rebuild;
    this.#report({ kind: 'loaded', id, summary: summaryOf(topology) });
  }

  /** Of a large map the answer is large as well: the page gets what it lists, and which moments those are. */
  async #compare(id: number, moments: Query<'GET /api/topology/diff'>, signal: AbortSignal): Promise<void> {
    const diff = await api('GET /api/topology/diff', moments, signal);
    if (signal.aborted) return;
    this.#diff = diff;
    this.#outdate('model');
    await this.#rebuild;
    this.#report({ kind: 'compared', id, compared: comparedOf(diff) });
  }

  /** Makes anew what follows from what has changed: once, however much changed, and with room for frames between the steps. */
  #outdate(from: 'scene' | 'model' | 'ground'): void {
    const order = ['nothing', 'scene', 'model', 'ground'] as const;
    if (order.indexOf(from) > order.indexOf(this.#stale)) this.#stale = from;
    this.#rebuild ??= this.#make().finally(() => {
      this.#rebuild = undefined;
      if (this.#stale !== 'nothing') this.#outdate(this.#stale);
    });
  }

  async #make(): Promise<void> {
    // What else the page says in this turn is heard first.
    await breath();
    const topology = this.#topology;
    const stale = this.#stale;
    this.#stale = 'nothing';
    if (topology === undefined) return;
    const kept = stale === 'ground' || this.#ground?.own !== this.#filters.own ? undefined : this.#ground.ground;
    const ground = kept ?? (await this.#groundOn(topology));
    if (stale !== 'scene' || this.#model === undefined) {
      this.#model = this.#remodel(ground, topology);
      this.#report({ kind: 'facts', facts: factsOf(this.#model, ground, topology, this.#filters.own) });
      await breath();
    }
    this.#scene = sceneOf(this.#model, this.#book, { closed: this.#closed, alerts: this.#alerts });
    this.#stage.show(this.#scene, this.#chosen, isPastMoment(topology.to));
    if (this.#elsewhere) this.#stage.beginAgain();
    [this.#elsewhere, this.#chosen] = [false, false];
    this.#reveal();
    // The picture first.
    await breath();
    this.#tellWalk();
    this.#tellDetail();
    this.#tellRows();
    if (kept === undefined) this.#report({ kind: 'values', values: valuesOn(ground.nodes, ground.edges) });
  }

  async #groundOn(topology: Topology): Promise<Ground> {
    const { own } = this.#filters;
    const shown = inScope(this.#arranger.arrange(topology, this.#arrangement), this.#scope.scope, this.#scope.clusters);
    const ground = groundOf(shown, own);
    this.#ground = { own, ground };
    await breath();
    return ground;
  }

  #remodel(ground: Ground, whole: Topology): MapModel {
    const diff = this.#diff;
    const { model, differences } = modelBeside(ground, this.#filters, diff, whole);
    this.#report({ kind: 'differences', told: diff && differences && { a: diff.a, differences } });
    return model;
  }

  #tellDetail(): void {
    if (this.#ground === undefined || this.#scene === undefined) return;
    this.#report({ kind: 'detail', thing: this.#selected, detail: detailOf(this.#ground.ground.topology, this.#scene, this.#selected) });
  }

  #tellRows(): void {
    if (this.#asked !== undefined && this.#model !== undefined) this.#report({ kind: 'rows', rows: this.#rows.window(this.#model, this.#asked, this.#alerts) });
  }

  #tellWalk(): void {
    if (this.#scene === undefined) return;
    const walkable = { ...this.#walked, scene: this.#scene, far: this.#stage.far };
    this.#focused = standing(walkable, this.#focused, this.#selected);
    const spots = this.#focused === undefined ? new Map() : spotsAround(walkable, this.#focused);
    this.#report({ kind: 'walk', turn: this.#turn, focused: this.#focused, spots });
  }

  #point(thing: Thing | undefined): void {
    if (this.#stage.hover(thing)) this.#report({ kind: 'pointed', thing });
  }

  #click(at: Point): void {
    const thing = this.#stage.thingAt(at);
    if (thing?.kind === 'group' && !this.#stage.isTitle(thing.id, at)) this.#openGroup(thing.id);
    else this.#report({ kind: 'picked', thing });
    if (thing !== undefined) {
      this.#focused = thing;
      this.#tellWalk();
    }
  }

  /** From far away one comes nearer; near by it opens or closes. */
  #openGroup(id: string): void {
    const group = this.#scene?.groupById.get(id);
    if (group === undefined) return;
    // Without motion one is there at once.
    const { far } = this.#stage;
    if (far) this.#stage.camera.open(group.box);
    else if (group.closed) this.#stage.sightGroup(group.box);
    if (group.closed || !far) this.#report({ kind: 'closed', group: id, closed: !group.closed && !far, asked: true });
  }

  #reveal(): void {
    if (!this.#reveals || this.#scene === undefined || !this.#stage.reveal()) return;
    this.#reveals = false;
    for (const group of closedAround(this.#scene, this.#selected)) this.#report({ kind: 'closed', group, closed: false, asked: false });
  }

  #painted({ seen, view, standpoint, whole, trunks, ways, processes }: Painted): void {
    const legend = legendOf(seen, trunks, view);
    if (JSON.stringify(legend) !== JSON.stringify(this.#legend)) {
      this.#legend = legend;
      this.#report({ kind: 'legend', legend });
    }
    if (seen.far !== this.#walked.far || ways !== this.#walked.ways || processes !== this.#walked.processes) {
      this.#walked = { far: seen.far, ways, processes };
      this.#tellWalk();
    }
    const frame = { view, standpoint, whole, level: levelOf(view, seen.far) };
    const text = JSON.stringify(frame);
    if (text === this.#frame) return;
    this.#frame = text;
    this.#report({ kind: 'frame', ...frame });
  }
}
