import type { Box, Point } from '../layout/geometry.ts';
import type { ProcessesById } from '../model/card-processes.ts';
import { sameThing, type Thing } from '../model/thing.ts';
import type { Fonts } from '../paint/fonts.ts';
import { hit, isTitle, type Target } from '../paint/hit.ts';
import { minimapSize, minimapWorld, paintMinimap } from '../paint/minimap.ts';
import { nearestFirst } from '../paint/near-card.ts';
import { type InSight, inSight, paintScene, type Shot } from '../paint/paint.ts';
import type { Palette } from '../paint/palette.ts';
import { forgetMeasures } from '../paint/text.ts';
import { type Frame, isFar, isWhole, type Level, levelOf, levelScale, processesLevelScale, toWorld, type View } from '../paint/view.ts';
import type { Scene } from '../scene/scene.ts';
import { boxOfSelected, boxOfThing, type Sought } from '../scene/thing-box.ts';
import { TrunkPlanner, type Trunks } from '../scene/trunks.ts';
import type { Walkable, Ways } from '../scene/walk.ts';
import { Camera } from './camera.ts';
import { ProcessWatch } from './process-watch.ts';
import type { Standpoint } from './standpoint.ts';
import { hatchFor, type Ready, readySurface, type Surface } from './surface.ts';

const hitReachPx = 6;
const fewCards = 150;
/** Of a frame, for ways between groups that are not known yet. */
const planningMs = 6;

const noTrunks: Trunks = { segments: [], routes: new Map() };
export const noWays: Ways = noTrunks.routes;

/** What a frame has shown. */
export interface Painted {
  readonly seen: InSight;
  readonly view: View;
  /** Where a person has moved it, or is moving it. */
  readonly standpoint: Standpoint | undefined;
  readonly whole: boolean;
  /** Whether anything runs between groups. */
  readonly trunks: boolean;
  /** Where flows run, once that is known of all of them. */
  readonly ways: Ways;
  readonly processes: ProcessesById;
}

/** The picture of the map, and what in it is where. It knows no document, so that it runs in a worker. */
export class Stage {
  readonly camera = new Camera(() => this.#ask());
  readonly #onPaint: (painted: Painted) => void;
  readonly #planners = { near: new TrunkPlanner(), far: new TrunkPlanner() };
  #surface: Ready | undefined;
  #fonts: Fonts | undefined;
  #scene: Scene | undefined;
  #seen: InSight | undefined;
  #selected: Thing | undefined;
  #hovered: Thing | undefined;
  #frameRequest: number | undefined;
  #hasPainted = false;
  #ways = noWays;
  readonly #watch = new ProcessWatch(() => this.#ask());
  /** What is shown is of a time that has passed. */
  #isPast = false;

  constructor(onPaint: (painted: Painted) => void) {
    this.#onPaint = onPaint;
  }

  attach(surface: Surface): void {
    this.#surface = readySurface(surface);
    this.camera.still = surface.still;
    this.camera.resize({ width: 0, height: 0 }, 0);
  }

  detach(): void {
    if (this.#frameRequest !== undefined) cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = undefined;
    this.#surface = undefined;
  }

  /** Whether groups stand for what is in them. */
  get far(): boolean {
    return isFar(this.camera.view) && (this.#scene?.groups.length ?? 0) > 0;
  }

  get level(): Level {
    return levelOf(this.camera.view, this.far);
  }

  /** `chosen`: a person has just chosen what is shown. */
  show(scene: Scene, chosen: boolean, isPast: boolean): void {
    this.#scene = scene;
    this.#isPast = isPast;
    this.camera.few = scene.cards.length <= fewCards;
    this.camera.parts = this.camera.few ? [...scene.cards.map(({ box }) => box), ...scene.groups.map(({ plate }) => plate)] : [];
    this.#seen = undefined;
    this.#place(chosen);
    this.#ask();
  }

  paintWith(palette: Palette): void {
    if (this.#surface === undefined) return;
    this.#surface = { ...this.#surface, palette, hatch: hatchFor(this.#surface.pen, palette) };
    this.#ask();
  }

  writeWith(fonts: Fonts): void {
    this.#fonts = fonts;
    forgetMeasures();
    this.#ask();
  }

  resize(size: Frame, ratio: number, covered: number): void {
    if (this.#surface === undefined) return;
    this.#surface = { ...this.#surface, ratio };
    const { canvas, minimap } = this.#surface;
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    minimap.width = Math.round(minimapSize.width * ratio);
    minimap.height = Math.round(minimapSize.height * ratio);
    this.camera.resize(size, covered);
    this.#place();
    this.#paint();
  }

  /** How much of the right side the panel covers. */
  cover(width: number): void {
    this.camera.cover(width, this.#scene?.box, this.#selectedBox());
    this.#ask();
  }

  select(thing: Thing | undefined): void {
    if (sameThing(thing, this.#selected)) return;
    this.#selected = thing;
    this.camera.sight(this.#selectedBox());
    this.#ask();
  }

  /** Answers whether that is another thing than before. */
  hover(thing: Thing | undefined): boolean {
    if (sameThing(thing, this.#hovered)) return false;
    this.#hovered = thing;
    this.#ask();
    return true;
  }

  /** From where the URL says; else as a map opens. */
  look(from: Standpoint | undefined): void {
    if (from === undefined) {
      this.beginAgain();
      return;
    }
    this.camera.look(from);
    this.#place();
  }

  /** Comes so near that what is selected is drawn by itself. False: there is no picture yet. */
  reveal(): boolean {
    if (!this.camera.isPlaced) return false;
    const box = this.#selectedBox();
    if (box === undefined || this.#selected === undefined) return true;
    if (this.#isDrawn(this.#selected)) this.camera.sight(box);
    else this.camera.reveal(box);
    return true;
  }

  beginAgain(): void {
    if (this.#scene?.box !== undefined) this.camera.beginAgain(this.#scene.box);
  }

  fitAll(): void {
    if (this.#scene?.box !== undefined) this.camera.fitAll(this.#scene.box);
  }

  /** To where groups are closed or open, with the same middle, or to the processes of what is selected, or stands nearest. */
  toLevel(level: Level): void {
    if (level === this.level) return;
    if (level === 'processes') this.#toProcesses();
    else this.camera.zoom(levelScale(level, this.level) / this.camera.view.scale, undefined, true);
  }

  /** Centres what is under a point of the minimap. */
  jump(at: Point): void {
    const to = this.#scene?.box && minimapWorld(this.#scene.box, at);
    if (to !== undefined) this.camera.centre(to);
  }

  thingAt(at: Point): Thing | undefined {
    const target = this.#target();
    return target && hit(target, toWorld(target.view, at), hitReachPx / target.view.scale);
  }

  isTitle(group: string, at: Point): boolean {
    const target = this.#target();
    return target !== undefined && isTitle(target, group, toWorld(target.view, at));
  }

  boxOfThing(thing: Thing): Box | undefined {
    return this.#walkable && boxOfThing(this.#walkable, thing);
  }

  /** Brings all of an open group into sight, as far as there is room for it. */
  sightGroup(group: Box): void {
    this.camera.bring({ ...group, begins: true });
  }

  /** Has somebody else paint what the screen shows. */
  copy(onto: (shot: Shot) => void): void {
    const shot = this.#shot();
    if (shot !== undefined) onto(shot);
  }

  #target(): Target | undefined {
    const shot = this.#shot();
    if (shot === undefined) return undefined;
    const { view, size, trunks } = shot;
    return { seen: this.#seen ?? inSight(shot), trunks, view, sight: { left: 0, top: 0, right: size.width, bottom: size.height } };
  }

  #isDrawn({ kind, id }: Thing): boolean {
    return !this.far || kind === 'group' || kind === 'flow' || this.#scene?.alone.some((card) => card.id === id) === true;
  }

  get #walkable(): Walkable | undefined {
    return this.#scene && { scene: this.#scene, far: this.far, ways: this.#ways };
  }

  #selectedBox(): Sought | undefined {
    return this.#selected && this.#walkable && boxOfSelected(this.#walkable, this.#selected);
  }

  #toProcesses(): void {
    const selected = this.#scene?.cardById.get(this.#selected?.id ?? '');
    const [nearest = ''] = nearestFirst([...(this.#scene?.cardById.values() ?? [])], this.#middle);
    const box = (selected ?? this.#scene?.cardById.get(nearest))?.box;
    if (box !== undefined) this.camera.near(box, processesLevelScale);
  }

  get #middle(): Point {
    const { view, frame } = this.camera;
    return toWorld(view, { x: frame.width / 2, y: frame.height / 2 });
  }

  #place(chosen = false): void {
    if (this.#scene?.box !== undefined) this.camera.place(this.#scene.box, this.#selectedBox(), chosen);
  }

  #ask(): void {
    if (this.#surface === undefined) return;
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = undefined;
      if (this.camera.step(performance.now())) this.#ask();
      this.#paint();
    });
  }

  /** What is known of the ways between groups; goes on looking for them while something is missing. */
  #trunks(scene: Scene): Trunks {
    const planner = this.far ? this.#planners.far : this.#planners.near;
    // The first picture waits for nothing.
    if (!this.#hasPainted) {
      this.#ask();
      return noTrunks;
    }
    const trunks = planner.trunks(this.far ? scene.farFlows : scene.flows);
    if (planner.isDone) return trunks;
    planner.work(performance.now() + planningMs);
    this.#ask();
    return trunks;
  }

  #shot(): Shot | undefined {
    const { view, size } = this.camera;
    if (this.#surface === undefined || this.#fonts === undefined || this.#scene === undefined || size.width === 0) return undefined;
    const { pen, palette, icons, ratio, hatch } = this.#surface;
    const trunks = this.#trunks(this.#scene);
    const brush = { pen, palette, fonts: this.#fonts, icons, ratio, hatch };
    return { ...brush, scene: this.#scene, view, size, trunks, selected: this.#selected, hovered: this.#hovered, processes: this.#watch.known };
  }

  #paint(): void {
    const shot = this.#shot();
    if (shot === undefined || this.#surface === undefined) return;
    const seen = paintScene(shot);
    this.#hasPainted = true;
    this.#seen = seen;
    this.#watch.see(this.level === 'processes' ? nearestFirst(seen.cards, this.#middle) : [], this.#isPast);
    const planner = this.far ? this.#planners.far : this.#planners.near;
    this.#ways = planner.isDone ? shot.trunks.routes : noWays;
    const { frame } = this.camera;
    const whole = shot.scene.box === undefined || isWhole(shot.scene.box, shot.view, frame);
    if (!whole) paintMinimap(this.#surface.small, this.#surface.ratio, { ...shot, frame });
    const { view, processes, trunks } = shot;
    this.#onPaint({ seen, view, standpoint: this.camera.standpoint, whole, trunks: trunks.segments.length > 0, ways: this.#ways, processes });
  }
}
