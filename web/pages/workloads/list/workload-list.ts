import { ApiError } from '../../../ui/api.ts';
import type { Command, Report, Summary } from './protocol.ts';
import type { Asked, CsvColumn, Order, Rows } from './rows.ts';

type Unnumbered<Said> = Said extends { readonly id: number } ? Omit<Said, 'id'> : never;

interface Loaded {
  readonly of: string;
  readonly summary: Summary;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** The page's end of the worker that keeps the workloads: ten thousand of them would stop the page at each answer of the server. */
class WorkloadList {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'sonde-workloads' });
  readonly #waiting = new Map<number, (report: Report) => void>();
  #ids = 0;
  #loaded: Loaded | undefined;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
      const answer = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      answer?.(data);
    });
  }

  /** What the worker has. */
  get loaded(): Loaded | undefined {
    return this.#loaded;
  }

  /** `of` is the name of what it is that is loaded. */
  async load(of: string, range: { readonly from?: string; readonly to?: string }, signal: AbortSignal): Promise<Summary> {
    const report = await this.#ask({ kind: 'load', range }, signal);
    if (report.kind === 'failed') throw new ApiError(report.failure.message, report.failure);
    if (report.kind !== 'loaded') throw new Error(`the worker answered a load with "${report.kind}"`);
    this.#loaded = { of, summary: report.summary, atMs: Date.now() };
    return report.summary;
  }

  /** Undefined where nothing is loaded. */
  async rows(asked: Asked): Promise<Rows | undefined> {
    const report = await this.#ask({ kind: 'rows', asked });
    return report.kind === 'rows' ? report.rows : undefined;
  }

  /** All rows, for a spreadsheet. */
  async csv(order: Order, columns: readonly CsvColumn[]): Promise<string> {
    const report = await this.#ask({ kind: 'csv', order, columns: columns.map(({ id, title }) => ({ id, title })) });
    return report.kind === 'csv' ? report.text : '';
  }

  #ask(command: Unnumbered<Command>, signal?: AbortSignal): Promise<Report> {
    this.#ids += 1;
    const id = this.#ids;
    signal?.addEventListener('abort', () => this.#worker.postMessage({ kind: 'abandon', id } satisfies Command));
    this.#worker.postMessage({ ...command, id });
    return new Promise((resolve) => void this.#waiting.set(id, resolve));
  }
}

let list: WorkloadList | undefined;

/** One for the page, made when it is first needed. */
export function workloadList(): WorkloadList {
  list ??= new WorkloadList();
  return list;
}
