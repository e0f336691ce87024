import { noProcesses, type ProcessesById } from '../model/card-processes.ts';
import type { Thing } from '../model/thing.ts';
import type { Scene } from '../scene/scene.ts';
import { fontsOf } from './fonts.ts';
import { paintScene } from './paint.ts';
import { namedPalette } from './palette.ts';
import { SvgPen } from './svg-pen.ts';
import type { View } from './view.ts';

/** Every letter is as wide as any other. */
const measure = { font: '', measureText: (text: string) => ({ width: text.length * 6 }) as TextMetrics };

/** What is painted of a scene whose members are all well, as SVG in which each colour is the name of its token. */
export function samplePicture(scene: Scene, view: View, selected?: Thing, hovered?: Thing, processes: ProcessesById = noProcesses): string {
  const pen = new SvgPen(measure);
  const size = { width: 1400, height: 800 };
  const brush = { pen, palette: namedPalette, fonts: fontsOf([]), icons: new Map(), hatch: 'url(#hatch)' };
  paintScene({ ...brush, scene, view, size, selected, hovered, ratio: 1, processes, trunks: { segments: [], routes: new Map() } });
  return pen.document(size.width, size.height, namedPalette.hatchLine);
}

/** Its texts, and where each of them begins. */
export const textsIn = (svg: string): ReadonlyMap<string, { readonly x: number; readonly y: number }> =>
  new Map([...svg.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)</g)].map(([, x, y, text = '']) => [text, { x: Number(x), y: Number(y) }]));
