import type { Point } from '../layout/geometry.ts';
import type { MapEngine } from './map-engine.ts';

const clickSlackPx = 4;
const wheelSpeed = 0.0016;
const pinchSpeed = 0.01;
const pixelsPerLine = 16;

function pointIn(element: HTMLElement, event: MouseEvent): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** Drag pans, the wheel zooms at the pointer, a click picks what is under it. Returns how to stop listening. */
export function listenToPointer(element: HTMLElement, { send }: MapEngine): () => void {
  let pressed: { at: Point; last: Point; dragged: boolean } | undefined;
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = pointIn(element, event);
    pressed = { at, last: at, dragged: false };
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const at = pointIn(element, event);
    if (pressed === undefined) {
      send({ kind: 'point', at });
      return;
    }
    pressed.dragged ||= Math.hypot(at.x - pressed.at.x, at.y - pressed.at.y) > clickSlackPx;
    if (pressed.dragged) send({ kind: 'pan', dx: at.x - pressed.last.x, dy: at.y - pressed.last.y });
    pressed.last = at;
  };
  const up = (event: PointerEvent) => {
    if (pressed !== undefined && !pressed.dragged) send({ kind: 'click', at: pointIn(element, event) });
    pressed = undefined;
  };
  const cancel = () => {
    pressed = undefined;
  };
  const leave = () => send({ kind: 'point', at: undefined });
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * pixelsPerLine : event.deltaY;
    send({ kind: 'zoom', factor: Math.exp(-pixels * (event.ctrlKey ? pinchSpeed : wheelSpeed)), at: pointIn(element, event), animated: false });
  };
  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', cancel, { signal });
  element.addEventListener('pointerleave', leave, { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stop.abort();
}
