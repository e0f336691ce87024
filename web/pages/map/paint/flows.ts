import { asText, rate } from '../../../lib/quantity.ts';
import type { Box, Point } from '../layout/geometry.ts';
import { middleOfLongest } from '../layout/polyline.ts';
import type { Flow, Flows } from '../scene/flows.ts';
import type { Segment, Trunks } from '../scene/trunks.ts';
import type { Emphasis, Labelled } from './lines.ts';
import type { Brush } from './pen.ts';
import { type Frame, inFrame, type View } from './view.ts';

/** Trunks are neutral; wider where more flows run together. */
const steps = [
  { least: 0, width: 1 },
  { least: 2, width: 2 },
  { least: 6, width: 3.5 },
  { least: 16, width: 5.5 },
] as const;
const mostFlagged = 14;
const turnPx = 8;

export interface FlowPainter extends Brush {
  readonly view: View;
  readonly size: Frame;
}

const boxOf = ({ ax, ay, bx, by }: Segment): Box => ({ left: Math.min(ax, bx), right: Math.max(ax, bx), top: Math.min(ay, by), bottom: Math.max(ay, by) });

const stepOf = ({ flows }: Segment): number => steps.findLastIndex(({ least }) => flows >= least);

/** Everything between groups, as neutral trunks in the gutters. In screen pixels, as all flows. */
export function paintTrunks({ pen, palette, view, size }: FlowPainter, { segments }: Trunks): void {
  const { x, y, scale } = view;
  const seen = Map.groupBy(
    segments.filter((segment) => inFrame(view, boxOf(segment), size)),
    stepOf,
  );
  pen.strokeStyle = palette.edgeDim;
  pen.lineCap = 'round';
  for (const [step, { width }] of steps.entries()) {
    pen.lineWidth = width * Math.min(Math.max(scale * 6, 1), 1.6);
    pen.beginPath();
    for (const { ax, ay, bx, by } of seen.get(step) ?? []) {
      pen.moveTo(ax * scale + x, ay * scale + y);
      pen.lineTo(bx * scale + x, by * scale + y);
    }
    pen.stroke();
  }
  pen.lineCap = 'butt';
}

function trace({ pen, view }: FlowPainter, points: readonly Point[]): void {
  const at = (point: Point | undefined): Point => ({ x: (point?.x ?? 0) * view.scale + view.x, y: (point?.y ?? 0) * view.scale + view.y });
  const [first, ...rest] = points.map(at);
  pen.beginPath();
  pen.moveTo(first?.x ?? 0, first?.y ?? 0);
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) pen.lineTo(point.x, point.y);
    else pen.arcTo(point.x, point.y, next.x, next.y, turnPx);
  }
}

function head({ pen, view }: FlowPainter, points: readonly Point[], size: number): void {
  const [before, end] = [points.at(-2), points.at(-1)];
  if (before === undefined || end === undefined) return;
  const x = end.x * view.scale + view.x;
  const y = end.y * view.scale + view.y;
  const back = end.x > before.x ? -1 : 1;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + back * (size + 3), y - size * 0.7);
  pen.lineTo(x + back * (size + 3), y + size * 0.7);
  pen.closePath();
  pen.fill();
}

/** One flow by itself, over the trunks. */
export function paintFlow(painter: FlowPainter, flow: Flow, points: readonly Point[], emphasis: Emphasis): void {
  const { pen, palette } = painter;
  const width = 2 + Math.min(Math.log10(1 + flow.lines.length), 2) * 1.4;
  if (emphasis === 'selected') {
    trace(painter, points);
    pen.strokeStyle = palette.accentHalo;
    pen.lineWidth = width + 6;
    pen.stroke();
  }
  trace(painter, points);
  const { state } = flow;
  const bad = state === 'warning' || state === 'critical';
  pen.strokeStyle = bad ? palette[state] : emphasis === 'hover' ? palette.text : palette.edge;
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = width;
  pen.stroke();
  head(painter, points, 4 + width * 0.6);
}

/** So few are told apart, each with its own head, and words where there is room. */
const mostApart = 24;
const wordsFrom = 0.45;

export const areFew = ({ all }: Flows): boolean => all.length <= mostApart;

const boxAt = (at: Point, width: number): Box => ({ left: at.x - width / 2, right: at.x + width / 2, top: at.y - 8, bottom: at.y + 8 });
const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export function paintHeads(painter: FlowPainter, { all }: Flows, { routes }: Trunks): void {
  painter.pen.fillStyle = painter.palette.edge;
  for (const { thing } of all) {
    const points = routes.get(thing.id);
    if (points !== undefined) head(painter, points, 4);
  }
}

/** What flows come to, beside those that have room for it: clear of these boxes and of each other. */
export function paintWords({ pen, palette, fonts, view }: FlowPainter, { all }: Flows, { routes }: Trunks, obstacles: readonly Box[]): void {
  if (view.scale < wordsFrom) return;
  const taken = [...obstacles];
  pen.font = fonts.line;
  pen.textBaseline = 'middle';
  for (const flow of all) {
    const points = routes.get(flow.thing.id);
    if (points === undefined) continue;
    const { middle } = labelledFlow(flow, points);
    const words = `${flow.edges === 1 ? '1 edge' : `${flow.edges} edges`}, ${asText(rate(flow.perSecond))}`;
    const at = { x: middle.x * view.scale + view.x, y: middle.y * view.scale + view.y };
    const box = boxAt(at, pen.measureText(words).width + 8);
    if (taken.some((other) => meet(other, box))) continue;
    taken.push(box);
    pen.fillStyle = palette.canvas;
    pen.fillRect(box.left, box.top, box.right - box.left, 16);
    pen.fillStyle = palette.textQuieter;
    pen.fillText(words, box.left + 4, at.y + 0.5);
  }
}

/** The worst flows in sight: those that fail most. */
export function flagged(flows: readonly Flow[], trunks: Trunks, isShown: (flow: Flow) => boolean): Flow[] {
  const failing = flows.filter((flow) => flow.state === 'critical' && flow.lit && trunks.routes.has(flow.thing.id) && isShown(flow));
  return failing.sort((a, b) => b.failingPerSecond - a.failingPerSecond).slice(0, mostFlagged);
}

/** Where its label stands, and what is on it. */
export function labelledFlow(flow: Flow, points: readonly Point[]): Labelled {
  return { middle: middleOfLongest(points), width: 3, label: flow.label, state: flow.state };
}
