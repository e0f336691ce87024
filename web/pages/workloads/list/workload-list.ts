import { ApiError } from '../../../ui/api.ts';
import type { Command, Report, Summary } from './protocol.ts';
import type { Asked, CsvColumn, Order, Rows } from './rows.ts';

type Unnumbered<Said> = Said extends { readonly id: number } ? Omit<Said, 'id'> : never;

interface Loaded {
  readonly of: string;
  readonly summary: Summary;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** What the worker knows it by. */
  readonly load: number;
}

interface Waiting {
  readonly resolve: (report: Report) => void;
  readonly reject: (error: unknown) => void;
}

type Thread = Pick<Worker, 'addEventListener' | 'postMessage' | 'terminate'>;

/** The page's end of the worker that keeps the workloads: ten thousand of them would stop the page at each answer of the server. */
export class WorkloadList {
  readonly #worker: Thread;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;
  #loaded: Loaded | undefined;

  /** `onEnd`: the worker has failed, and does not answer any more. */
  constructor(worker: Thread, onEnd: () => void) {
    this.#worker = worker;
    const end = () => {
      onEnd();
      this.#end();
    };
    worker.addEventListener('error', end);
    worker.addEventListener('messageerror', end);
    worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
      const asked = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      asked?.resolve(data);
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
    this.#loaded = { of, summary: report.summary, atMs: Date.now(), load: report.id };
    return report.summary;
  }

  /** Undefined where nothing is loaded. */
  async rows(asked: Asked): Promise<Rows | undefined> {
    if (this.#loaded === undefined) return undefined;
    const report = await this.#ask({ kind: 'rows', load: this.#loaded.load, asked });
    if (report.kind !== 'rows' || report.rows === undefined) throw new Error('the worker has no such workloads');
    return report.rows;
  }

  /** All rows, for a spreadsheet. */
  async csv(order: Order, columns: readonly CsvColumn[]): Promise<string> {
    if (this.#loaded === undefined) throw new Error('no workloads are loaded');
    const report = await this.#ask({ kind: 'csv', load: this.#loaded.load, order, columns: columns.map(({ id, title }) => ({ id, title })) });
    if (report.kind !== 'csv' || report.text === undefined) throw new Error('the worker has no such workloads');
    return report.text;
  }

  #end(): void {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new ApiError('The part of the page that keeps the workloads has failed.', { status: 0 }));
    this.#waiting.clear();
  }

  #ask(command: Unnumbered<Command>, signal?: AbortSignal): Promise<Report> {
    this.#ids += 1;
    const id = this.#ids;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // What is answered cannot be given up any more: the page shows it.
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.delete(id)) return;
        this.#worker.postMessage({ kind: 'abandon', id } satisfies Command);
        reject(signal.reason);
      });
      this.#worker.postMessage({ ...command, id });
    });
  }
}

let list: WorkloadList | undefined;

function madeList(): WorkloadList {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'sonde-workloads' });
  return new WorkloadList(worker, () => {
    list = undefined;
  });
}

/** One for the page, made when it is first needed, and anew where its worker has failed. */
export function workloadList(): WorkloadList {
  list ??= madeList();
  return list;
}
