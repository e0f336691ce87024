import type { IconPaths } from './icons.ts';
import { paintMinimap } from './minimap.ts';
import { cardBox, isLine, paintScene } from './paint-scene.ts';
import { forgetMeasures } from './paint-text.ts';
import type { Palette } from './palette.ts';
import type { Point } from './routing.ts';
import type { Scene } from './scene.ts';
import { sameThing, type Thing } from './thing.ts';
import { type Box, boxOf, type Frame, fit, keepInSight, toWorld, type View, zoomAt } from './view.ts';

const moveMs = 150;
/** From it on a card shows more than its name. */
const legibleScale = 0.6;
const noScene: Scene = { cards: [], lines: [], narrowed: false };

interface Options {
  readonly canvas: HTMLCanvasElement;
  readonly minimap: HTMLCanvasElement;
  readonly icons: IconPaths;
  readonly palette: Palette;
  /** The view that an earlier visit left, if a person had moved it. */
  readonly view: View | undefined;
  readonly onPaint: () => void;
}

/** The canvas of the map: what is painted, from where it is seen. Moving the view never asks React. */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #minimap: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #icons: IconPaths;
  readonly #onPaint: () => void;
  #palette: Palette;
  #scene = noScene;
  #size: Frame = { width: 0, height: 0 };
  #covered = 0;
  #view: View = { x: 0, y: 0, scale: 1 };
  #placed = false;
  #touched = false;
  #selected: Thing | undefined;
  #hovered: Thing | undefined;
  #frameRequest: number | undefined;
  #move: { from: View; to: View; startedMs: number } | undefined;

  constructor({ canvas, minimap, icons, palette, view, onPaint }: Options) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('getting a 2D context for the map');
    this.#canvas = canvas;
    this.#minimap = minimap;
    this.#context = context;
    this.#icons = icons;
    this.#palette = palette;
    this.#onPaint = onPaint;
    if (view !== undefined) {
      this.#view = view;
      this.#placed = this.#touched = true;
    }
  }

  get scene(): Scene {
    return this.#scene;
  }

  get view(): View {
    return this.#view;
  }

  /** The view to return to, once a person has chosen one. */
  get chosenView(): View | undefined {
    return this.#touched ? (this.#move?.to ?? this.#view) : undefined;
  }

  get frame(): Frame {
    return { width: this.#size.width - this.#covered, height: this.#size.height };
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#place();
    this.#ask();
  }

  paintWith(palette: Palette): void {
    this.#palette = palette;
    this.#ask();
  }

  fontsLoaded(): void {
    forgetMeasures();
    this.#ask();
  }

  resize(size: Frame, covered: number): void {
    this.#size = size;
    this.#covered = covered;
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.round(size.width * ratio);
    this.#canvas.height = Math.round(size.height * ratio);
    this.#place();
    this.#paint();
  }

  /** How much of the right side the panel covers; the rest is fitted anew, unless a person has moved the map: then what is selected stays in sight. */
  cover(width: number): void {
    const changed = width !== this.#covered;
    this.#covered = width;
    const box = boxOf(this.#scene.cards);
    if (changed && this.#placed && !this.#touched && box !== undefined) this.#moveTo(this.#fitted(box));
    else this.#sight();
  }

  select(thing: Thing | undefined): void {
    if (sameThing(thing, this.#selected)) return;
    this.#selected = thing;
    this.#sight();
    this.#ask();
  }

  hover(thing: Thing | undefined): void {
    if (sameThing(thing, this.#hovered)) return;
    this.#hovered = thing;
    this.#canvas.style.cursor = thing === undefined ? 'grab' : 'pointer';
    this.#ask();
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
    const box = boxOf(this.#scene.cards);
    if (box === undefined) return;
    this.#touched = false;
    this.#moveTo(fit(box, this.frame));
  }

  /** Centres a point of the world. */
  centre(at: Point): void {
    this.#touched = true;
    const { scale } = this.#view;
    this.#set({ scale, x: this.frame.width / 2 - at.x * scale, y: this.frame.height / 2 - at.y * scale });
  }

  worldAt(at: Point): Point {
    return toWorld(this.#view, at);
  }

  boxOfThing(thing: Thing): Box | undefined {
    if (thing.kind === 'node') {
      const card = this.#scene.cards.find(({ id }) => id === thing.id);
      return card && cardBox(card);
    }
    const line = this.#scene.lines.find((candidate) => isLine(thing, candidate));
    if (line === undefined) return undefined;
    const ends = this.#scene.cards.filter(({ id }) => id === line.of.client.id || id === line.of.server.id).map(cardBox);
    const boxes = [line.box, ...ends];
    return {
      left: Math.min(...boxes.map(({ left }) => left)),
      top: Math.min(...boxes.map(({ top }) => top)),
      right: Math.max(...boxes.map(({ right }) => right)),
      bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
    };
  }

  bringIntoSight(thing: Thing): void {
    const box = this.boxOfThing(thing);
    if (box === undefined || this.#size.width === 0) return;
    const base = this.#move?.to ?? this.#view;
    const target = keepInSight(base, box, this.frame);
    if (target.x !== base.x || target.y !== base.y) this.#moveTo(target);
  }

  destroy(): void {
    if (this.#frameRequest !== undefined) cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = undefined;
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
    const box = boxOf(this.#scene.cards);
    if (box === undefined || this.#size.width === 0) return;
    if (!this.#placed) {
      this.#placed = true;
      this.#view = this.#fitted(box);
      return;
    }
    const { scale, x, y } = this.#view;
    const seen =
      box.left * scale + x >= 0 && box.top * scale + y >= 0 && box.right * scale + x <= this.frame.width && box.bottom * scale + y <= this.frame.height;
    if (!(this.#touched || seen || this.#selected)) this.#moveTo(this.#fitted(box));
  }

  #set(view: View): void {
    this.#move = undefined;
    this.#view = view;
    this.#ask();
  }

  #moveTo(view: View): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#set(view);
      return;
    }
    this.#move = { from: this.#view, to: view, startedMs: performance.now() };
    this.#ask();
  }

  #ask(): void {
    this.#frameRequest ??= requestAnimationFrame((atMs) => {
      this.#frameRequest = undefined;
      this.#step(atMs);
      this.#paint();
    });
  }

  #step(atMs: number): void {
    if (this.#move === undefined) return;
    const { from, to, startedMs } = this.#move;
    const part = Math.min(Math.max((atMs - startedMs) / moveMs, 0), 1);
    const eased = 1 - (1 - part) ** 3;
    const mix = (a: number, b: number) => a + (b - a) * eased;
    this.#view = { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: mix(from.scale, to.scale) };
    if (part === 1) this.#move = undefined;
    else this.#ask();
  }

  #paint(): void {
    if (this.#size.width === 0) return;
    const scene = this.#scene;
    const view = this.#view;
    const palette = this.#palette;
    paintScene({ context: this.#context, palette, icons: this.#icons, scene, view, size: this.#size, selected: this.#selected, hovered: this.#hovered });
    paintMinimap(this.#minimap, { scene, view, frame: this.frame, palette });
    this.#onPaint();
  }
}
