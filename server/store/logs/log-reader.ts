import { logLevels } from '#contract/log-levels.ts';
import type { LogRecord } from '#contract/logs.ts';
import { bytesOf, dayFiles, fileName } from './day-files.ts';
import { DayReader, type FoundLine } from './day-reader.ts';
import type { LogCount, LogCounting, LogPage, LogPlace, LogSearch, LogStoreState } from './log-store.ts';
import { writeTime } from './time.ts';

/** Reads all files as one. */
export class LogReader {
  readonly #folder: string;
  readonly #open = new Map<string, DayReader>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  search(search: LogSearch): LogPage {
    const found = this.#readers().flatMap((reader) => reader.search({ ...search, limit: search.limit + 1 }));
    found.sort(newestFirst);
    const page = found.slice(0, search.limit);
    const last = page.at(-1);
    const next = found.length > page.length && last !== undefined ? { next: placeOf(last) } : {};
    return { records: page.map(recordOf), ...next };
  }

  count(counting: LogCounting): LogCount {
    const readers = this.#readers();
    const counted = readers.flatMap((reader) => reader.count(counting));
    const levels = counted.map(({ bucket, level, count }) => ({ bucket, level: logLevels[level] ?? 'unknown', count }));
    return { levels, lost: readers.flatMap((reader) => reader.lost(counting)) };
  }

  state(): LogStoreState {
    const lines = this.#readers().reduce((sum, reader) => sum + reader.lines(), 0);
    return { lines, bytes: dayFiles(this.#folder).reduce((sum, file) => sum + bytesOf(this.#folder, file), 0) };
  }

  close(): void {
    for (const reader of this.#open.values()) reader.close();
    this.#open.clear();
  }

  /** One for each file that is there now. */
  #readers(): DayReader[] {
    const files = dayFiles(this.#folder);
    const names = new Set(files.map(fileName));
    for (const [name, reader] of this.#open) {
      if (names.has(name)) continue;
      reader.close();
      this.#open.delete(name);
    }
    return files.map((file) => {
      const reader = this.#open.get(fileName(file)) ?? new DayReader(this.#folder, file);
      this.#open.set(fileName(file), reader);
      return reader;
    });
  }
}

function placeOf({ us, day, part, id }: FoundLine): LogPlace {
  return { us, day, part, id };
}

function newestFirst(one: LogPlace, other: LogPlace): number {
  if (one.us !== other.us) return other.us - one.us;
  if (one.day !== other.day) return one.day < other.day ? 1 : -1;
  return other.part - one.part || other.id - one.id;
}

function recordOf({ day, part, id, us, fine, level, identity, source, message, attributes }: FoundLine): LogRecord {
  const known: LogRecord['attributes'] = attributes === null ? {} : JSON.parse(attributes);
  return {
    id: `${day}.${part}.${id}`,
    time: writeTime({ us, fine }),
    level: logLevels[level] ?? 'unknown',
    identity,
    source,
    message,
    attributes: known,
  };
}
