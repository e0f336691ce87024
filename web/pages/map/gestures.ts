import { hit } from './hit.ts';
import type { Point } from './routing.ts';
import type { Stage } from './stage.ts';
import type { Thing } from './thing.ts';

const clickSlackPx = 4;
const hitReachPx = 6;
const wheelSpeed = 0.0016;
const pinchSpeed = 0.01;
const pixelsPerLine = 16;

function pointIn(canvas: HTMLElement, event: MouseEvent): Point {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** Drag pans, the wheel zooms at the pointer, a click picks what is under it. Returns how to stop listening. */
export function listenToPointer(canvas: HTMLCanvasElement, stage: Stage, onPick: (thing: Thing | undefined) => void): () => void {
  let pressed: { at: Point; last: Point; dragged: boolean } | undefined;
  const thingAt = (at: Point) => hit(stage.scene, stage.worldAt(at), hitReachPx / stage.view.scale);
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = pointIn(canvas, event);
    pressed = { at, last: at, dragged: false };
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const at = pointIn(canvas, event);
    if (pressed === undefined) {
      stage.hover(thingAt(at));
      return;
    }
    pressed.dragged ||= Math.hypot(at.x - pressed.at.x, at.y - pressed.at.y) > clickSlackPx;
    if (pressed.dragged) stage.panBy(at.x - pressed.last.x, at.y - pressed.last.y);
    pressed.last = at;
  };
  const up = (event: PointerEvent) => {
    if (pressed !== undefined && !pressed.dragged) onPick(thingAt(pointIn(canvas, event)));
    pressed = undefined;
  };
  const cancel = () => {
    pressed = undefined;
  };
  const leave = () => stage.hover(undefined);
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * pixelsPerLine : event.deltaY;
    stage.zoom(Math.exp(-pixels * (event.ctrlKey ? pinchSpeed : wheelSpeed)), pointIn(canvas, event));
  };
  const stop = new AbortController();
  const { signal } = stop;
  canvas.addEventListener('pointerdown', down, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', up, { signal });
  canvas.addEventListener('pointercancel', cancel, { signal });
  canvas.addEventListener('pointerleave', leave, { signal });
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stop.abort();
}
