/** The fields of one entry by their names; of one that comes twice, the first. */
export type JournalEntry = ReadonlyMap<string, string>;

const newline = 10;
const sizeBytes = 8;
/** As of any line: of what is longer, the rest is passed over. */
const longestField = 1 << 20;

/** Takes the export format of the journal (systemd.io/JOURNAL_EXPORT_FORMATS) apart, however it is cut. */
export class ExportFormat {
  #rest: Buffer = Buffer.alloc(0);
  #fields = new Map<string, string>();
  #passedOver = 0;
  readonly #onTooLong: () => void;

  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  /** The entries that are whole with these bytes. */
  push(bytes: Buffer): JournalEntry[] {
    const skipped = Math.min(this.#passedOver, bytes.length);
    this.#passedOver -= skipped;
    this.#rest = Buffer.concat([this.#rest, bytes.subarray(skipped)]);
    const entries: JournalEntry[] = [];
    let at = 0;
    for (let next = this.#field(at, entries); next !== undefined; next = this.#field(at, entries)) at = next;
    this.#rest = this.#rest.subarray(at);
    return entries;
  }

  /** Takes what begins at a place; answers where the next begins, or nothing while this one is not whole. */
  #field(at: number, entries: JournalEntry[]): number | undefined {
    const end = this.#rest.indexOf(newline, at);
    if (end < 0) return undefined;
    if (end === at) {
      if (this.#fields.size > 0) entries.push(this.#fields);
      this.#fields = new Map();
      return end + 1;
    }
    const line = this.#rest.toString('utf8', at, end);
    const equals = line.indexOf('=');
    if (equals < 0) return this.#binary(line, end + 1);
    this.#set(line.slice(0, equals), line.slice(equals + 1));
    return end + 1;
  }

  /** What has line ends in it comes with its size before it. */
  #binary(name: string, at: number): number | undefined {
    if (this.#rest.length < at + sizeBytes) return undefined;
    const size = Number(this.#rest.readBigUInt64LE(at));
    const kept = Math.min(size, longestField);
    const end = at + sizeBytes + kept;
    if (this.#rest.length < end + 1) return undefined;
    this.#set(name, this.#rest.toString('utf8', at + sizeBytes, end));
    const next = end + size - kept + 1;
    if (size > kept) this.#onTooLong();
    this.#passedOver = Math.max(0, next - this.#rest.length);
    return Math.min(next, this.#rest.length);
  }

  #set(name: string, value: string): void {
    if (!this.#fields.has(name)) this.#fields.set(name, value);
  }
}
