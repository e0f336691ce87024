import { type Box, boxAround, type Point } from './geometry.ts';
import { hit } from './hit.ts';
import type { IconPaths } from './icons.ts';
import { isWhole, minimapSize, minimapWorld, paintMinimap } from './minimap.ts';
import { hatchTile } from './paint-marks.ts';
import { type InSight, inSight, paintScene, type Shot } from './paint-scene.ts';
import { forgetMeasures } from './paint-text.ts';
import type { Palette } from './palette.ts';
import { lineOfThing, type Scene } from './scene.ts';
import { sameThing, type Thing } from './thing.ts';
import { TrunkPlanner, type Trunks } from './trunks.ts';
import { type Frame, fit, isFar, keepInSight, openScale, toWorld, type View, zoomAt } from './view.ts';

const moveMs = 150;
/** From it on a card shows more than its name. */
const legibleScale = 0.6;
const hitReachPx = 6;
/** Of a frame, for ways between groups that are not known yet. */
const planningMs = 6;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Where the map is painted, and with what. */
export interface Surface {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly minimap: HTMLCanvasElement | OffscreenCanvas;
  readonly icons: IconPaths;
  readonly palette: Palette;
  readonly ratio: number;
  /** No motion is wanted. */
  readonly still: boolean;
}

interface Ready extends Surface {
  readonly pen: Context;
  readonly small: Context;
}

/** What a frame has shown. */
export interface Painted {
  readonly seen: InSight;
  readonly view: View;
  readonly whole: boolean;
}

/** The picture of the map: what is painted, from where it is seen. It knows no document, so that it runs in a worker. */
export class Stage {
  readonly #onPaint: (painted: Painted) => void;
  readonly #planners = { near: new TrunkPlanner(), far: new TrunkPlanner() };
  #surface: Ready | undefined;
  #hatch: CanvasPattern | string = '';
  #scene: Scene | undefined;
  #seen: InSight | undefined;
  #size: Frame = { width: 0, height: 0 };
  #covered = 0;
  #view: View = { x: 0, y: 0, scale: 1 };
  #placed = false;
  #touched = false;
  #selected: Thing | undefined;
  #hovered: Thing | undefined;
  #frameRequest: number | undefined;
  #move: { from: View; to: View; startedMs: number } | undefined;

  constructor(onPaint: (painted: Painted) => void) {
    this.#onPaint = onPaint;
  }

  attach(surface: Surface): void {
    // Read back or not, the picture is made by the CPU: the same on every machine, and fast on those without a graphics card.
    const options = { alpha: false, willReadFrequently: true };
    const pen = surface.canvas.getContext('2d', options) as Context | null;
    const small = surface.minimap.getContext('2d', options) as Context | null;
    if (pen === null || small === null) throw new Error('getting a 2D context for the map');
    this.#surface = { ...surface, pen, small };
    this.#size = { width: 0, height: 0 };
    this.paintWith(surface.palette);
  }

  detach(): void {
    if (this.#frameRequest !== undefined) cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = undefined;
    this.#surface = undefined;
  }

  get view(): View {
    return this.#view;
  }

  get far(): boolean {
    return isFar(this.#view) && (this.#scene?.groups.length ?? 0) > 0;
  }

  get frame(): Frame {
    return { width: this.#size.width - this.#covered, height: this.#size.height };
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#seen = undefined;
    this.#place();
    this.#ask();
  }

  paintWith(palette: Palette): void {
    if (this.#surface === undefined) return;
    this.#surface = { ...this.#surface, palette };
    this.#hatch = this.#surface.pen.createPattern(hatchTile(palette.hatchLine), 'repeat') ?? palette.hatchLine;
    this.#ask();
  }

  fontsLoaded(): void {
    forgetMeasures();
    this.#ask();
  }

  resize(size: Frame, ratio: number, covered: number): void {
    if (this.#surface === undefined) return;
    this.#surface = { ...this.#surface, ratio };
    this.#size = size;
    this.#covered = covered;
    this.#surface.canvas.width = Math.round(size.width * ratio);
    this.#surface.canvas.height = Math.round(size.height * ratio);
    this.#surface.minimap.width = Math.round(minimapSize.width * ratio);
    this.#surface.minimap.height = Math.round(minimapSize.height * ratio);
    this.#place();
    this.#paint();
  }

  /** How much of the right side the panel covers; the rest is fitted anew, unless a person has moved the map: then what is selected stays in sight. */
  cover(width: number): void {
    const changed = width !== this.#covered;
    this.#covered = width;
    const box = this.#scene?.box;
    if (changed && this.#placed && !this.#touched && box !== undefined) this.#moveTo(this.#fitted(box));
    else this.#sight();
    this.#ask();
  }

  select(thing: Thing | undefined): void {
    if (sameThing(thing, this.#selected)) return;
    this.#selected = thing;
    this.#sight();
    this.#ask();
  }

  /** Answers whether that is another thing than before. */
  hover(thing: Thing | undefined): boolean {
    if (sameThing(thing, this.#hovered)) return false;
    this.#hovered = thing;
    this.#ask();
    return true;
  }

  panBy(dx: number, dy: number): void {
    this.#touched = true;
    this.#set({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  zoom(factor: number, at: Point = { x: this.frame.width / 2, y: this.frame.height / 2 }, animated = false): void {
    this.#touched = true;
    const target = zoomAt(animated ? (this.#move?.to ?? this.#view) : this.#view, at, factor);
    if (animated) this.#moveTo(target);
    else this.#set(target);
  }

  fitAll(): void {
    const box = this.#scene?.box;
    if (box === undefined) return;
    this.#touched = false;
    this.#moveTo(fit(box, this.frame));
  }

  /** So near that a group shows what is in it. */
  open(box: Box): void {
    this.#touched = true;
    const { scale } = fit(box, this.frame);
    const near = Math.max(scale, openScale * 1.3);
    const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    this.#moveTo({ scale: near, x: this.frame.width / 2 - middle.x * near, y: this.frame.height / 2 - middle.y * near });
  }

  /** To where groups are closed, or to where they are open, with the same middle. */
  toLevel(far: boolean): void {
    if (far === this.far) return;
    const { width, height } = this.frame;
    this.zoom((openScale * (far ? 0.9 : 1.3)) / this.#view.scale, { x: width / 2, y: height / 2 }, true);
  }

  /** Centres what is under a point of the minimap. */
  jump(at: Point): void {
    const to = this.#scene && minimapWorld(this.#scene, at);
    if (to === undefined) return;
    this.#touched = true;
    const { scale } = this.#view;
    this.#set({ scale, x: this.frame.width / 2 - to.x * scale, y: this.frame.height / 2 - to.y * scale });
  }

  thingAt(at: Point): Thing | undefined {
    const shot = this.#shot();
    if (shot === undefined) return undefined;
    const { width, height } = this.#size;
    const seen = this.#seen ?? inSight(shot);
    const target = { seen, trunks: shot.trunks, view: this.#view, sight: { left: 0, top: 0, right: width, bottom: height } };
    return hit(target, toWorld(this.#view, at), hitReachPx / this.#view.scale);
  }

  boxOfThing(thing: Thing): Box | undefined {
    const scene = this.#scene;
    if (scene === undefined) return undefined;
    if (thing.kind === 'node') return scene.cardById.get(thing.id)?.box;
    if (thing.kind === 'group') return this.far ? scene.groupById.get(thing.id)?.box : scene.groupById.get(thing.id)?.plate;
    const line = lineOfThing(scene, thing);
    if (line === undefined) return undefined;
    const ends = [line.of.client.id, line.of.server.id].flatMap((id) => scene.cardById.get(id)?.box ?? []);
    return boxAround([line.box, ...ends]);
  }

  bringIntoSight(thing: Thing): void {
    const box = this.boxOfThing(thing);
    if (box === undefined || this.#size.width === 0) return;
    const base = this.#move?.to ?? this.#view;
    const target = keepInSight(base, box, this.frame);
    if (target.x !== base.x || target.y !== base.y) this.#moveTo(target);
  }

  /** Paints with another pen what the screen shows. */
  copy(onto: (shot: Shot) => void): void {
    const shot = this.#shot();
    if (shot !== undefined) onto(shot);
  }

  #sight(): void {
    if (this.#selected !== undefined && this.#placed) this.bringIntoSight(this.#selected);
  }

  /** Beside the panel, where that leaves the cards legible; else as if there were none, with what is selected in sight. */
  #fitted(box: Box): View {
    const beside = fit(box, this.frame);
    if (beside.scale >= legibleScale) return beside;
    const selected = this.#selected && this.boxOfThing(this.#selected);
    const whole = fit(box, this.#size);
    return selected === undefined ? whole : keepInSight(whole, selected, this.frame);
  }

  /** Fits what is new only as long as nobody has moved the map, and only when it would not be seen. */
  #place(): void {
    const scene = this.#scene;
    if (scene?.box === undefined || this.#size.width === 0) return;
    if (!this.#placed) {
      this.#placed = true;
      this.#view = this.#fitted(scene.box);
      return;
    }
    if (!(this.#touched || isWhole(scene, this.#view, this.frame) || this.#selected)) this.#moveTo(this.#fitted(scene.box));
  }

  #set(view: View): void {
    this.#move = undefined;
    this.#view = view;
    this.#ask();
  }

  #moveTo(view: View): void {
    if (this.#surface?.still !== false) {
      this.#set(view);
      return;
    }
    this.#move = { from: this.#view, to: view, startedMs: performance.now() };
    this.#ask();
  }

  #ask(): void {
    if (this.#surface === undefined) return;
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = undefined;
      this.#step();
      this.#paint();
    });
  }

  #step(): void {
    if (this.#move === undefined) return;
    const { from, to, startedMs } = this.#move;
    const part = Math.min(Math.max((performance.now() - startedMs) / moveMs, 0), 1);
    const eased = 1 - (1 - part) ** 3;
    const mix = (a: number, b: number) => a + (b - a) * eased;
    this.#view = { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: mix(from.scale, to.scale) };
    if (part === 1) this.#move = undefined;
    else this.#ask();
  }

  /** What is known of the ways between groups; goes on looking for them while something is missing. */
  #trunks(scene: Scene): Trunks {
    const planner = this.far ? this.#planners.far : this.#planners.near;
    const trunks = planner.trunks(this.far ? scene.farFlows : scene.flows);
    if (planner.isDone) return trunks;
    planner.work(performance.now() + planningMs);
    this.#ask();
    return trunks;
  }

  #shot(): Shot | undefined {
    if (this.#surface === undefined || this.#scene === undefined || this.#size.width === 0) return undefined;
    const { pen, palette, icons, ratio } = this.#surface;
    const trunks = this.#trunks(this.#scene);
    return {
      ...{ pen, palette, icons, ratio, hatch: this.#hatch, scene: this.#scene, view: this.#view },
      ...{ size: this.#size, trunks, selected: this.#selected, hovered: this.#hovered },
    };
  }

  #paint(): void {
    const shot = this.#shot();
    if (shot === undefined || this.#surface === undefined) return;
    const seen = paintScene(shot);
    this.#seen = seen;
    const whole = isWhole(shot.scene, this.#view, this.frame);
    if (!whole) paintMinimap(this.#surface.small, this.#surface.ratio, { ...shot, frame: this.frame });
    this.#onPaint({ seen, view: this.#view, whole });
  }
}
