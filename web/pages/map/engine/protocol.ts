import type { Query, Topology, TopologyDiff } from '#contract/routes.ts';
import type { Clusters, Scope } from '../../../lib/scope.ts';
import type { Failed } from '../../../ui/api.ts';
import type { Arrangement } from '../layout/arrangement.ts';
import type { Point } from '../layout/geometry.ts';
import type { Bounds } from '../model/bounds.ts';
import type { Listed } from '../model/changed.ts';
import type { Filters } from '../model/filters.ts';
import type { MapLine } from '../model/lines.ts';
import type { MapModel, MapNode } from '../model/model.ts';
import type { CsvColumn, Rows, RowsAsked, RowsOrder } from '../model/rows.ts';
import type { Thing } from '../model/thing.ts';
import type { IconTexts } from '../paint/icons.ts';
import type { LegendFacts } from '../paint/legend-facts.ts';
import type { Palette } from '../paint/palette.ts';
import type { Level, View } from '../paint/view.ts';
import type { GroupDetail } from '../scene/group-detail.ts';
import type { Spot } from '../scene/spots.ts';
import type { Standpoint } from './standpoint.ts';

/** A face of a font as the page's style sheet has it, with an address that holds anywhere. */
export interface Face {
  readonly family: string;
  readonly source: string;
  readonly descriptors: { readonly style: string; readonly weight: string; readonly unicodeRange: string };
}

export interface SurfaceParts {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly minimap: HTMLCanvasElement | OffscreenCanvas;
  readonly icons: IconTexts;
  readonly palette: Palette;
  readonly ratio: number;
  readonly still: boolean;
}

/** What the page tells the map's engine. Positions are in pixels of the canvas. */
export type Command =
  | { readonly kind: 'fonts'; readonly faces: readonly Face[] }
  | { readonly kind: 'load'; readonly id: number; readonly range: { readonly from?: string; readonly to?: string } }
  | { readonly kind: 'abandon'; readonly id: number }
  | { readonly kind: 'filter'; readonly filters: Filters }
  | { readonly kind: 'scope'; readonly scope: Scope; readonly clusters: Clusters }
  | { readonly kind: 'arrange'; readonly as: Arrangement }
  | { readonly kind: 'compare'; readonly id: number; readonly moments: Query<'GET /api/topology/diff'> }
  /** Nothing is compared any more. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'close'; readonly groups: readonly string[] }
  /** Ids of the nodes and edges that alerts fire about. */
  | { readonly kind: 'alerts'; readonly about: readonly string[] }
  | { readonly kind: 'attach'; readonly surface: SurfaceParts }
  | { readonly kind: 'detach' }
  | { readonly kind: 'palette'; readonly palette: Palette }
  | { readonly kind: 'resize'; readonly width: number; readonly height: number; readonly ratio: number; readonly covered: number }
  | { readonly kind: 'cover'; readonly width: number }
  /** `reveals`: it has to be drawn by itself, however near one has to come, and whatever is closed. */
  | { readonly kind: 'select'; readonly thing: Thing | undefined; readonly reveals: boolean }
  /** Without a place: as a map opens. */
  | { readonly kind: 'look'; readonly from: Standpoint | undefined }
  | { readonly kind: 'focus'; readonly thing: Thing; readonly turn: number; readonly bringsIntoSight: boolean }
  | { readonly kind: 'blur' }
  | { readonly kind: 'point'; readonly at: Point | undefined }
  | { readonly kind: 'click'; readonly at: Point }
  | { readonly kind: 'open'; readonly group: string }
  | { readonly kind: 'pan'; readonly dx: number; readonly dy: number }
  | { readonly kind: 'zoom'; readonly factor: number; readonly at?: Point; readonly animated: boolean }
  | { readonly kind: 'level'; readonly level: Level }
  | { readonly kind: 'fit' }
  | { readonly kind: 'jump'; readonly at: Point }
  | { readonly kind: 'rows'; readonly asked: RowsAsked | undefined }
  | { readonly kind: 'csv'; readonly id: number; readonly asked: RowsOrder; readonly columns: readonly CsvColumn[] }
  | { readonly kind: 'export'; readonly id: number; readonly form: 'svg' | 'png' };

export type Handlers = { readonly [kind in Command['kind']]: (command: Extract<Command, { kind: kind }>) => void };

/** What the page shows of a map, beside the picture. */
export interface Facts extends Pick<MapModel, 'found' | 'total' | 'counts'> {
  readonly nodes: number;
  readonly edges: number;
  readonly lines: number;
  readonly groups: number;
  readonly listens: boolean;
  /** Whether the processes of any of the nodes are seen. */
  readonly isSeenInside: boolean;
  /** How many edges there are in the scope before the filters, Sonde's own as well. */
  readonly everyEdge: number;
  /** How many edges the scope leaves out. */
  readonly outOfScope: number;
  /** Why figures are marked. */
  readonly bounds: Bounds;
}

/** What the answer of the server says of itself. */
export type MapSummary = Pick<Topology, 'at' | 'from' | 'to' | 'watchedSeconds' | 'flowsSince' | 'stale' | 'hosts' | 'lost'>;

/** What is selected, as far as the map knows it. */
export type Detail =
  | GroupDetail
  | { readonly kind: 'node'; readonly of: Omit<MapNode, 'lit'> }
  | { readonly kind: 'pair'; readonly line: MapLine }
  | {
      readonly kind: 'flow';
      readonly client: string;
      readonly server: string;
      readonly line: Omit<MapLine, 'client' | 'server' | 'thing'>;
      readonly ends: MapNode['inbound'];
    };

/** Two moments that were compared, and how well each was watched. */
export type Compared = Pick<TopologyDiff, 'a' | 'b' | 'windowSeconds' | 'watched'>;

/** What that comes to on the map that is loaded. */
export interface Told {
  /** The earlier of the two moments. */
  readonly a: string;
  readonly differences: Listed;
}

export type Closed = Extract<Report, { kind: 'closed' }>;

/** What the engine tells the page. */
export type Report =
  | { readonly kind: 'loaded'; readonly id: number; readonly summary: MapSummary }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failed }
  | { readonly kind: 'compared'; readonly id: number; readonly compared: Compared }
  | { readonly kind: 'facts'; readonly facts: Facts }
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'differences'; readonly told: Told | undefined }
  | { readonly kind: 'legend'; readonly legend: LegendFacts }
  | { readonly kind: 'detail'; readonly thing: Thing | undefined; readonly detail: Detail | undefined }
  | { readonly kind: 'walk'; readonly turn: number; readonly focused: Thing | undefined; readonly spots: ReadonlyMap<string, Spot> }
  | { readonly kind: 'frame'; readonly view: View; readonly standpoint: Standpoint | undefined; readonly whole: boolean; readonly level: Level }
  | { readonly kind: 'pointed'; readonly thing: Thing | undefined }
  | { readonly kind: 'picked'; readonly thing: Thing | undefined }
  /** `asked`: by a person; else because what is selected stands in it. */
  | { readonly kind: 'closed'; readonly group: string; readonly closed: boolean; readonly asked: boolean }
  | { readonly kind: 'rows'; readonly rows: Rows }
  | { readonly kind: 'csv'; readonly id: number; readonly text: string }
  | { readonly kind: 'exported'; readonly id: number; readonly file: Blob };
