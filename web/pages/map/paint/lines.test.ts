import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilters } from '../model/filters.ts';
import { mapModel } from '../model/model.ts';
import { sampleEdge, sampleNode, sampleTopology } from '../model/sample-topology.ts';
import { RouteBook } from '../scene/route-book.ts';
import { sceneOf } from '../scene/scene.ts';
import { fontsOf } from './fonts.ts';
import { type LinePainter, paintLine } from './lines.ts';
import type { Palette } from './palette.ts';
import { SvgPen } from './svg-pen.ts';

const palette = new Proxy({}, { get: (_, name) => String(name) }) as Palette;
const topology = sampleTopology(
  [sampleNode('curl', 0, 31), sampleNode('api', 300, 0), sampleNode('db', 300, 62)],
  [
    sampleEdge('curl', 'api', 80, { failuresPerSecond: 2, failureRatio: 1 }),
    sampleEdge('curl', 'db', 5432, { connectsPerSecond: 2, toServerBytesPerSecond: 900 }),
  ],
);
const scene = sceneOf(mapModel(topology, readFilters(new URLSearchParams())), new RouteBook());

/** The colours and widths of the strokes, in their order. */
function strokesOf(id: string, emphasis: 'none' | 'selected'): [colour: string, width: number][] {
  const pen = new SvgPen({ font: '', measureText: (text: string) => ({ width: text.length * 6 }) as TextMetrics });
  const painter: LinePainter = { pen, palette, fonts: fontsOf([]), icons: new Map(), hatch: 'hatch', scale: 1, narrowed: false, quiet: false };
  const line = scene.lineById.get(id);
  assert.ok(line);
  paintLine(painter, line, emphasis);
  const found = pen.document(600, 200, 'hatch').matchAll(/stroke="(\w+)" stroke-width="([\d.]+)"/g);
  // The document defines the hatch as well.
  return [...found].map(([, colour = '', width]): [string, number] => [colour, Number(width)]).filter(([colour]) => colour !== 'hatch');
}

test('a selected line has a halo', () => {
  const colours = strokesOf('curl>db:5432', 'selected').map(([colour]) => colour);
  assert.deepEqual(colours, ['accentHalo', 'edge']);
});

test('dashes do not drown in their halo: there is ground between them, and they are wider', () => {
  const [plain] = strokesOf('curl>api:80', 'none');
  const [halo, ground, dashes] = strokesOf('curl>api:80', 'selected');
  assert.deepEqual([halo?.[0], ground?.[0], dashes?.[0]], ['accentHalo', 'canvas', plain?.[0]]);
  assert.equal(dashes?.[1], (plain?.[1] ?? Number.NaN) + 1);
  assert.ok((halo?.[1] ?? 0) > (ground?.[1] ?? 0) && (ground?.[1] ?? 0) > (dashes?.[1] ?? 0));
});
