import type { Box, Point } from '../layout/geometry.ts';
import { beginAt, openingView } from '../paint/opening.ts';
import { type Frame, fit, inFrame, isWhole, keepInSight, legibleScale, namesScale, openScale, roomIn, scaleFor, type View, zoomAt } from '../paint/view.ts';
import { partInRoom, type Sought } from '../scene/thing-box.ts';
import { Movement } from './movement.ts';
import { type Standpoint, standpointOf, viewFrom } from './standpoint.ts';

const isSame = (one: View, other: View): boolean => one.x === other.x && one.y === other.y && one.scale === other.scale;

const middleOf = ({ left, right, top, bottom }: Box): Point => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

/** From where one looks at the map, and how that changes: by the person, or to keep things in sight. */
export class Camera {
  /** No motion is wanted. */
  still = true;
  /** So few cards that names matter more than to see all at once: the small picture does that. */
  few = false;
  /** What is not to be cut by the edge of the frame when the map opens. */
  parts: readonly Box[] = [];
  readonly #onMove: () => void;
  #size: Frame = { width: 0, height: 0 };
  #covered = 0;
  #view: View = { x: 0, y: 0, scale: 1 };
  #placed = false;
  #touched = false;
  /** A person has chosen from where they look; else it is as it opened, or was moved to keep something in sight. */
  #chosen = false;
  /** From where is asked for: in a frame of any size, until something moves. */
  #asked: Standpoint | undefined;
  /** The frame is another than the one that was fitted. */
  #reframed = false;
  /** The map as it was placed last. */
  #all: Box | undefined;
  #move: Movement | undefined;

  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  get view(): View {
    return this.#view;
  }

  get size(): Frame {
    return this.#size;
  }

  /** What of the picture is not under the panel. */
  get frame(): Frame {
    return { width: this.#size.width - this.#covered, height: this.#size.height };
  }

  /** Where it comes to rest, if a person has moved it there. */
  get standpoint(): Standpoint | undefined {
    if (!this.#chosen) return undefined;
    return this.#asked ?? standpointOf(this.#move?.to ?? this.#view, this.frame);
  }

  /** Whether there is a frame, and a map in it. */
  get isPlaced(): boolean {
    return this.#placed && this.#size.width > 0;
  }

  /** From where somebody else looked, or the same person before: there once the map is placed. */
  look(from: Standpoint): void {
    this.#choose();
    this.#asked = from;
  }

  resize(size: Frame, covered: number): void {
    if (size.width !== this.#size.width || size.height !== this.#size.height) this.#reframed = true;
    this.#size = size;
    this.#covered = covered;
  }

  /** The rest is fitted anew, unless a person has moved the map, or it would be too small to read for that: then what is selected stays in sight. */
  cover(width: number, all: Box | undefined, selected: Sought | undefined): void {
    const changed = width !== this.#covered;
    this.#covered = width;
    if (changed && this.isPlaced) this.#asked = undefined;
    const fits = all !== undefined && (width === 0 || fit(all, this.frame).scale >= (this.few ? namesScale : legibleScale));
    if (changed && this.#placed && !this.#touched && fits) this.#moveTo(this.#fitted(all, selected));
    else this.sight(selected);
  }

  /** Fits what is new only as long as nobody has moved the map, and only when it would not be seen, or stand small in a frame that has grown. Few cards of which a part is being read stay where they are, unless other ones were chosen. */
  place(all: Box, selected: Sought | undefined, chosen = false): void {
    if (this.#size.width === 0) return;
    const reframed = this.#reframed;
    this.#reframed = false;
    const read = !chosen && this.#isPartOf(all);
    this.#all = all;
    if (this.#asked !== undefined && this.#standsAt(this.#asked, all)) return;
    if (!this.#placed || (reframed && !this.#touched)) {
      this.#placed = true;
      this.#set(this.#fitted(all, selected));
      return;
    }
    if (this.#touched || selected || read || isWhole(all, this.#view, this.frame)) return;
    const fitted = this.#fitted(all, selected);
    if (!isSame(fitted, this.#move?.to ?? this.#view)) this.#moveTo(fitted);
  }

  sight(box: Sought | undefined): void {
    if (box === undefined || !this.#placed || this.#size.width === 0) return;
    const base = this.#move?.to ?? this.#view;
    const target = this.#kept(base, box);
    if (target.x === base.x && target.y === base.y) return;
    this.#asked = undefined;
    this.#moveTo(target);
  }

  /** Somebody has asked to see this: nobody has moved the map, but it stays there. */
  bring(box: Sought): void {
    this.#touched = true;
    this.sight(box);
  }

  /** As near as it has to be for this to be drawn; nobody has moved the map, but it stays there. */
  reveal(box: Box): void {
    this.#touched = true;
    this.#asked = undefined;
    const scale = Math.max(Math.min(fit(box, this.frame).scale, legibleScale), openScale * 1.3);
    this.#moveTo(this.#centred(middleOf(box), scale));
  }

  panBy(dx: number, dy: number): void {
    this.#choose();
    this.#set({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  zoom(factor: number, at: Point = { x: this.frame.width / 2, y: this.frame.height / 2 }, animated = false): void {
    this.#choose();
    const target = zoomAt(animated ? (this.#move?.to ?? this.#view) : this.#view, at, factor);
    if (animated) this.#moveTo(target);
    else this.#set(target);
  }

  fitAll(box: Box): void {
    this.#forget();
    this.#moveTo(fit(box, this.frame));
  }

  /** As a map opens. */
  beginAgain(box: Box): void {
    this.#forget();
    this.#moveTo(this.#fitted(box, undefined));
  }

  /** So near that a group shows what is in it. */
  open(box: Box): void {
    this.#choose();
    const scale = Math.max(fit(box, this.frame).scale, openScale * 1.3);
    this.#moveTo(this.#centred(middleOf(box), scale));
  }

  /** As large as that, with this in the middle. */
  near(box: Box, scale: number): void {
    this.#choose();
    this.#moveTo(this.#centred(middleOf(box), scale));
  }

  centre(at: Point): void {
    this.#choose();
    this.#set(this.#centred(at, this.#view.scale));
  }

  /** One step of what moves by itself; true while there are more. */
  step(nowMs: number): boolean {
    if (this.#move === undefined) return false;
    this.#view = this.#move.at(nowMs);
    if (this.#move.isOver(nowMs)) this.#move = undefined;
    return this.#move !== undefined;
  }

  /** False: nothing of the map is to be seen from there, any more. */
  #standsAt(from: Standpoint, all: Box): boolean {
    const view = viewFrom(from, this.frame);
    if (!inFrame(view, all, this.frame)) {
      this.#forget();
      this.#placed = false;
      return false;
    }
    this.#placed = true;
    this.#set(view);
    return true;
  }

  /** Whether few cards are shown of which some were out of sight before, and some are in sight now. */
  #isPartOf(all: Box): boolean {
    const wasWhole = this.#all === undefined || isWhole(this.#all, this.#move?.to ?? this.#view, this.frame);
    return this.few && !wasWhole && inFrame(this.#view, all, this.frame);
  }

  #centred(at: Point, scale: number): View {
    return viewFrom({ ...at, scale }, this.frame);
  }

  #choose(): void {
    this.#touched = true;
    this.#chosen = true;
    this.#asked = undefined;
  }

  #forget(): void {
    this.#touched = false;
    this.#chosen = false;
    this.#asked = undefined;
  }

  /** Beside the panel, so that nothing is under it; of few cards with what is selected in sight. */
  #fitted(all: Box, selected: Sought | undefined): View {
    if (!this.few) return fit(all, this.frame);
    const view = openingView(all, this.frame, this.parts);
    if (selected === undefined) return view;
    const needed = scaleFor(selected, this.frame);
    return this.#kept(needed >= view.scale ? view : beginAt(all, this.frame, Math.max(needed, namesScale)), selected);
  }

  /** The same with this in sight, as far as there is room for it at that size. */
  #kept(view: View, box: Sought): View {
    return keepInSight(view, partInRoom(box, roomIn(view.scale, this.frame)), this.frame);
  }

  #set(view: View): void {
    this.#move = undefined;
    this.#view = view;
    this.#onMove();
  }

  #moveTo(view: View): void {
    if (this.still) {
      this.#set(view);
      return;
    }
    this.#move = new Movement(this.#view, view, performance.now());
    this.#onMove();
  }
}
