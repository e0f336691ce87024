import type { Query } from '#contract/routes.ts';
import { ApiError } from '../../../ui/api.ts';
import type { Answer } from '../../../ui/lasting.ts';
import type { CsvColumn, Rows, RowsOrder } from '../model/rows.ts';
import type { Thing } from '../model/thing.ts';
import { noLegend } from '../paint/legend-facts.ts';
import type { Level, View } from '../paint/view.ts';
import type { Spot } from '../scene/spots.ts';
import { pageFaces } from './page-fonts.ts';
import type { Command, Compared, Detail, Facts, MapSummary, Report, Told } from './protocol.ts';

/** What the page shows that the engine told it. */
export interface EngineState {
  readonly facts: Facts | undefined;
  /** The values of a field that there are, for who types a filter. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly told: Told | undefined;
  readonly legend: typeof noLegend;
  readonly detail: { readonly thing: Thing | undefined; readonly detail: Detail | undefined };
  readonly focused: Thing | undefined;
  readonly spots: ReadonlyMap<string, Spot>;
  readonly whole: boolean;
  readonly level: Level;
  readonly rows: Rows | undefined;
}

const nothing: EngineState = {
  facts: undefined,
  values: new Map(),
  told: undefined,
  legend: noLegend,
  detail: { thing: undefined, detail: undefined },
  focused: undefined,
  spots: new Map(),
  whole: true,
  level: 'cards',
  rows: undefined,
};

type Send = (command: Command, transfer?: Transferable[]) => void;
type Listener = (report: Report) => void;

/** A worker paints where the browser lets it; else the page does, with the same code. */
export const paintsApart = (): boolean => 'transferControlToOffscreen' in HTMLCanvasElement.prototype && typeof Worker === 'function';

function inWorker(onReport: Listener): Send {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'sonde-map' });
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => onReport(data));
  return (command, transfer = []) => worker.postMessage(command, transfer);
}

function onPage(onReport: Listener): Send {
  const engine = import('./engine.ts').then(({ Engine }) => new Engine(onReport));
  return (command) => void engine.then((made) => made.command(command));
}

/** The page's end of the map's engine. It outlives visits to other pages, and with it the map and the place one looked at. */
export class MapEngine {
  readonly send: Send;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<number, Listener>();
  readonly #others = new Set<Listener>();
  #ids = 0;
  #turn = 0;
  #loaded: Answer<MapSummary> | undefined;
  #view: View = { x: 0, y: 0, scale: 1 };
  #state = nothing;

  constructor() {
    const listen = (report: Report) => this.#hear(report);
    this.send = paintsApart() ? inWorker(listen) : onPage(listen);
    // The first picture waits for them: they come while the map is loaded.
    this.send({ kind: 'fonts', faces: paintsApart() ? pageFaces() : [] });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): EngineState => this.#state;

  /** Of the last map that was loaded. */
  get loaded(): Answer<MapSummary> | undefined {
    return this.#loaded;
  }

  /** As the last frame was seen. */
  get view(): View {
    return this.#view;
  }

  /** What is told once and not kept: frames, clicks. */
  on(listener: Listener): () => void {
    this.#others.add(listener);
    return () => this.#others.delete(listener);
  }

  async load(range: { readonly from?: string; readonly to?: string }, signal: AbortSignal): Promise<MapSummary> {
    return (await this.#fetched('loaded', (id) => ({ kind: 'load', id, range }), signal)).summary;
  }

  /** Has it compare two moments, and say which those are; what is different it tells by itself. */
  async compare(moments: Query<'GET /api/topology/diff'>, signal: AbortSignal): Promise<Compared> {
    return (await this.#fetched('compared', (id) => ({ kind: 'compare', id, moments }), signal)).compared;
  }

  #fetched<Kind extends 'loaded' | 'compared'>(kind: Kind, ask: (id: number) => Command, signal: AbortSignal): Promise<Extract<Report, { kind: Kind }>> {
    const id = this.#next();
    signal.addEventListener('abort', () => this.send({ kind: 'abandon', id }));
    this.send(ask(id));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (report) => {
        if (report.kind === kind) resolve(report as Extract<Report, { kind: Kind }>);
        if (report.kind === 'failed') reject(new ApiError(report.failure.message, report.failure));
      });
    });
  }

  export(form: 'svg' | 'png'): Promise<Blob> {
    const id = this.#next();
    this.send({ kind: 'export', id, form });
    return new Promise((resolve) => {
      this.#waiting.set(id, (report) => {
        if (report.kind === 'exported') resolve(report.file);
      });
    });
  }

  /** All rows of a table, for a spreadsheet. */
  csv(asked: RowsOrder, columns: readonly CsvColumn[]): Promise<string> {
    const id = this.#next();
    this.send({ kind: 'csv', id, asked, columns: columns.map(({ id: column, title }) => ({ id: column, title })) });
    return new Promise((resolve) => {
      this.#waiting.set(id, (report) => {
        if (report.kind === 'csv') resolve(report.text);
      });
    });
  }

  /** The keyboard stands here from now on. Older words of the engine about that are not heard any more. */
  focus(thing: Thing, bringsIntoSight: boolean): void {
    this.#turn += 1;
    this.#change({ focused: thing });
    this.send({ kind: 'focus', thing, turn: this.#turn, bringsIntoSight });
  }

  #next(): number {
    this.#ids += 1;
    return this.#ids;
  }

  #change(change: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case 'loaded':
        this.#loaded = { data: report.summary, atMs: Date.now() };
        this.#answer(report.id, report);
        return;
      case 'failed':
      case 'compared':
      case 'csv':
      case 'exported':
        this.#answer(report.id, report);
        return;
      case 'facts':
        this.#change({ facts: report.facts });
        return;
      case 'values':
        this.#change({ values: report.values });
        return;
      case 'differences':
        this.#change({ told: report.told });
        return;
      case 'legend':
        this.#change({ legend: report.legend });
        return;
      case 'detail':
        this.#change({ detail: report });
        return;
      case 'rows':
        this.#change({ rows: report.rows });
        return;
      case 'walk':
        this.#change(
          report.turn === this.#turn ? { focused: report.focused, spots: report.spots } : { spots: new Map([...this.#state.spots, ...report.spots]) },
        );
        return;
      default:
        this.#pass(report);
    }
  }

  #pass(report: Report): void {
    if (report.kind === 'frame') this.#view = report.view;
    if (report.kind === 'frame' && (report.whole !== this.#state.whole || report.level !== this.#state.level))
      this.#change({ whole: report.whole, level: report.level });
    for (const listener of this.#others) listener(report);
  }

  #answer(id: number, report: Report): void {
    const listener = this.#waiting.get(id);
    this.#waiting.delete(id);
    listener?.(report);
  }
}

let engine: MapEngine | undefined;

/** One for the page, made when it is first needed. */
export function mapEngine(): MapEngine {
  engine ??= new MapEngine();
  return engine;
}
