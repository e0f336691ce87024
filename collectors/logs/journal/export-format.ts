/** The fields of one entry by their names; of one that comes twice, the first. */
export type JournalEntry = ReadonlyMap<string, string>;

const newline = 10;
const equalSign = 61;
const sizeBytes = 8;
/** As of any line: of what is longer, the rest is passed over. */
const longestField = 1 << 20;
/** Text is cut off where it has more than that and a name (64 bytes) without an end in sight: it may go on for hundreds of MiB. */
const endlessBytes = longestField + 80;

/** Takes the export format of the journal (systemd.io/JOURNAL_EXPORT_FORMATS) apart, however it is cut. */
export class ExportFormat {
  #rest: Buffer = Buffer.alloc(0);
  #fields = new Map<string, string>();
  #passedOver = 0;
  #isPassingOverText = false;
  readonly #onTooLong: () => void;

  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  /** The entries that are whole with these bytes. */
  push(bytes: Buffer): JournalEntry[] {
    this.#rest = Buffer.concat([this.#rest, bytes.subarray(this.#skip(bytes))]);
    const entries: JournalEntry[] = [];
    let at = 0;
    for (let next = this.#field(at, entries); next !== undefined; next = this.#field(at, entries)) at = next;
    this.#rest = this.#rest.subarray(at);
    return entries;
  }

  /** How much of what comes belongs to a field of which nothing more is kept. */
  #skip(bytes: Buffer): number {
    if (this.#isPassingOverText) {
      const end = bytes.indexOf(newline);
      this.#isPassingOverText = end < 0;
      return end < 0 ? bytes.length : end + 1;
    }
    const skipped = Math.min(this.#passedOver, bytes.length);
    this.#passedOver -= skipped;
    return skipped;
  }

  /** Takes what begins at a place; answers where the next begins, or nothing while this one is not whole. */
  #field(at: number, entries: JournalEntry[]): number | undefined {
    const end = this.#rest.indexOf(newline, at);
    if (end < 0) return this.#endless(at);
    if (end === at) {
      if (this.#fields.size > 0) entries.push(this.#fields);
      this.#fields = new Map();
      return end + 1;
    }
    const equals = this.#rest.subarray(at, end).indexOf(equalSign);
    if (equals < 0) return this.#binary(this.#rest.toString('utf8', at, end), end + 1);
    this.#text(at, at + equals, end);
    return end + 1;
  }

  #endless(at: number): number | undefined {
    const end = this.#rest.length;
    if (end - at < endlessBytes) return undefined;
    this.#text(at, this.#rest.indexOf(equalSign, at), end);
    this.#isPassingOverText = true;
    return end;
  }

  #text(at: number, equals: number, end: number): void {
    const value = equals + 1;
    if (end - value > longestField) this.#onTooLong();
    this.#set(this.#rest.toString('utf8', at, equals), this.#rest.toString('utf8', value, Math.min(end, value + longestField)));
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
