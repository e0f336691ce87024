import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { NodeEvent } from '../../ship/event-record.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import { isSameEntry, missingBetween } from './cursor.ts';
import { ExportFormat, type JournalEntry } from './export-format.ts';
import { journalFields, journalRecord } from './journal-record.ts';
import { unitFailure } from './unit-failure.ts';

export interface JournalOptions {
  readonly marks: ReadonlyMap<string, string>;
  /** Whether an entry is none of those that are wanted. */
  readonly isLeftOut: (entry: JournalEntry) => boolean;
  readonly onRecord: (record: LineRecord) => void;
  /** What systemd says of its units, each once, and none of before the first start. */
  readonly onEvent: (event: NodeEvent) => void;
  /** To be kept with the records. */
  readonly onMark: (name: string, value: string) => void;
  /** Entries were removed before they were read. */
  readonly onLost: (entries: number) => void;
  /** Of a line, only the beginning is kept. */
  readonly onTooLong: () => void;
  readonly onTrouble: (trouble: unknown) => void;
  /** Where the journal is, when it is not the host's. */
  readonly folder?: string;
}

const mark = 'journal';
const places = ['/var/log/journal', '/run/log/journal'];
/** Of a journal that nobody has read, so many entries: what is older is not waited for. */
const firstEntries = 100_000;
/** More than that does not wait here: it waits in the pipe, and journalctl with it. */
const mostWaiting = { entries: 2000, bytes: 4 << 20 };
const againMs = 5000;

/** Many hosts have none. */
export function hasJournal(): boolean {
  return places.some((place) => existsSync(place));
}

/** The journal of systemd from where it was read to, by the program that knows its files. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #waiting: JournalEntry[] = [];
  #waitingBytes = 0;
  #cursor: string | undefined;
  /** What was said before is no news. */
  readonly #newsSinceMs: number;
  /** The next entry is the first since a start that went on from one that was read. */
  #goesOn = false;
  #child: ChildProcess | undefined;
  /** By performance.now(); not earlier than that. */
  #againAtMs = 0;
  #isClosed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#cursor = options.marks.get(mark);
    this.#newsSinceMs = this.#cursor === undefined ? Date.now() : 0;
    this.#start();
  }

  /** Hands on what has come; answers whether more may come at once. */
  read(): boolean {
    const isMore = this.#isFull;
    // One by one: where one cannot be kept, the others wait.
    for (let entry = this.#waiting.shift(); entry !== undefined; entry = this.#waiting.shift()) this.#take(entry);
    this.#waitingBytes = 0;
    // Only now is it known from where to go on.
    if (this.#child === undefined && !this.#isClosed && performance.now() >= this.#againAtMs) this.#start();
    this.#child?.stdout?.resume();
    return isMore;
  }

  get isUp(): boolean {
    return this.#child !== undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#child?.kill('SIGTERM');
  }

  get #isFull(): boolean {
    return this.#waiting.length >= mostWaiting.entries || this.#waitingBytes >= mostWaiting.bytes;
  }

  #take(entry: JournalEntry): void {
    const cursor = entry.get('__CURSOR');
    if (this.#isKnown(cursor)) return;
    const record = this.#options.isLeftOut(entry) ? undefined : journalRecord(entry);
    if (cursor !== undefined) {
      this.#cursor = cursor;
      // First, so that it goes with the batch that this record fills.
      this.#options.onMark(mark, cursor);
    }
    if (record !== undefined) this.#options.onRecord(record);
    this.#tell(entry);
  }

  #tell(entry: JournalEntry): void {
    const at = new Date(Number(entry.get('__REALTIME_TIMESTAMP')) / 1000);
    const failure = at.getTime() >= this.#newsSinceMs ? unitFailure(entry, at) : undefined;
    if (failure !== undefined) this.#options.onEvent(failure);
  }

  /** Whether this is the entry from which a start went on. Where that is gone, so are those behind it that were never read. */
  #isKnown(cursor: string | undefined): boolean {
    if (!this.#goesOn || cursor === undefined || this.#cursor === undefined) return false;
    this.#goesOn = false;
    const missing = missingBetween(this.#cursor, cursor);
    if (missing === undefined) this.#options.onTrouble('the journal was begun anew: whatever was written to the old one after the last look is not known');
    else if (missing > 0) this.#options.onLost(missing);
    return isSameEntry(this.#cursor, cursor);
  }

  #start(): void {
    const { folder, onTrouble } = this.#options;
    this.#againAtMs = performance.now() + againMs;
    const from = this.#cursor === undefined ? [`--lines=${firstEntries}`] : ['--no-tail', `--cursor=${this.#cursor}`];
    this.#goesOn = this.#cursor !== undefined;
    const where = folder === undefined ? [] : [`--directory=${folder}`];
    const command = ['journalctl', '--output=export', '--follow', '--quiet', `--output-fields=${journalFields.join(',')}`, ...where, ...from];
    // It ends with this process, however that ends.
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.once('error', (cause) => onTrouble(new Error('starting journalctl', { cause })));
    const format = new ExportFormat(this.#options.onTooLong);
    let said = '';
    child.stderr.on('data', (text) => {
      said = (said + String(text)).slice(-500);
    });
    child.stdout.on('data', (bytes: Buffer) => {
      this.#waiting.push(...format.push(bytes));
      this.#waitingBytes += bytes.length;
      if (this.#isFull) child.stdout.pause();
    });
    child.once('close', () => this.#ended(said));
    this.#child = child;
  }

  #ended(said: string): void {
    this.#child = undefined;
    this.#againAtMs = performance.now() + againMs;
    if (!this.#isClosed) this.#options.onTrouble(`journalctl has ended, and is started again${said === '' ? '' : `: ${said.trim()}`}`);
  }
}
