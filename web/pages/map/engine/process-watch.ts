import { api, failureOf } from '../../../ui/api.ts';
import { type CardProcesses, noProcesses, type ProcessesById } from '../model/card-processes.ts';

const everyMs = 5000;
/** Others of the page's questions want to be answered meanwhile. */
const mostAtOnce = 4;
export const mostWatched = 30;

const ofNow: CardProcesses = { state: 'unknown', reason: 'only those of now are' };

/** Asks for the processes of the cards that are looked at from so near, and goes on asking while they are: nothing of all others. */
export class ProcessWatch {
  readonly #onNews: () => void;
  readonly #ask: (id: string) => Promise<CardProcesses>;
  readonly #askedAtMs = new Map<string, number>();
  #known = noProcesses;
  #wanted: readonly string[] = [];
  #running = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onNews: () => void, ask = told) {
    this.#onNews = onNews;
    this.#ask = ask;
  }

  /** Another map with each news. */
  get known(): ProcessesById {
    return this.#known;
  }

  /** What a picture shows, the nearest to its middle first: called for each, so that pictures that nobody sees ask for nothing. */
  see(ids: readonly string[], isPast: boolean): void {
    this.#wanted = isPast ? [] : ids.slice(0, mostWatched);
    const shown = isPast ? ids : this.#wanted;
    if (shown.length !== this.#known.size || shown.some((id) => !this.#known.has(id))) {
      this.#known = new Map(shown.map((id) => [id, isPast ? ofNow : (this.#known.get(id) ?? { state: 'asked' })]));
      this.#onNews();
    }
    for (const id of this.#askedAtMs.keys()) if (!this.#known.has(id)) this.#askedAtMs.delete(id);
    this.#askNext();
    if (this.#wanted.length > 0) this.#timer ??= setTimeout(() => this.#again(), everyMs);
  }

  #again(): void {
    this.#timer = undefined;
    if (this.#wanted.length > 0) this.#onNews();
  }

  #askNext(): void {
    while (this.#running < mostAtOnce) {
      const nowMs = performance.now();
      const due = this.#wanted.find((id) => nowMs - (this.#askedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) >= everyMs * 0.9);
      if (due === undefined) return;
      this.#askedAtMs.set(due, nowMs);
      this.#running += 1;
      void this.#ask(due).then((answer) => this.#hear(due, answer));
    }
  }

  #hear(id: string, answer: CardProcesses): void {
    this.#running -= 1;
    if (this.#wanted.includes(id)) {
      this.#known = new Map(this.#known).set(id, answer);
      this.#onNews();
    }
    this.#askNext();
  }
}

async function told(id: string): Promise<CardProcesses> {
  try {
    return { state: 'told', told: await api('GET /api/workloads/:id/processes', { id }) };
  } catch (error) {
    return { state: 'unknown', reason: failureOf(error).message };
  }
}
