export interface SamplerLimits {
  /** Of one subject. */
  readonly perSecond: number;
  readonly burst: number;
  /** Of all subjects together. */
  readonly allPerSecond: number;
}

/** Of what happens on one edge or to one object, for one reason: the first few at once, then one in 10 s. */
export const eventLimits: SamplerLimits = { perSecond: 0.1, burst: 5, allPerSecond: 20 };

interface Bucket {
  tokens: number;
  atMs: number;
  skipped: number;
}

const mostSubjects = 1024;

/** Lets a bounded number of events of each subject pass; the counters beside them stay exact. */
export class EventSampler {
  readonly #limits: SamplerLimits;
  readonly #subjects = new Map<string, Bucket>();
  readonly #all: Bucket;

  constructor(limits: SamplerLimits) {
    this.#limits = limits;
    this.#all = { tokens: limits.allPerSecond, atMs: 0, skipped: 0 };
  }

  /** How many events of the subject this one stands for at least, itself among them; 0: skip it. */
  take(subject: string, nowMs: number): number {
    const { perSecond, burst, allPerSecond } = this.#limits;
    const bucket = this.#bucket(subject, nowMs);
    fill(bucket, nowMs, perSecond, burst);
    fill(this.#all, nowMs, allPerSecond, allPerSecond);
    bucket.skipped++;
    if (bucket.tokens < 1 || this.#all.tokens < 1) return 0;
    bucket.tokens--;
    this.#all.tokens--;
    const stands = bucket.skipped;
    bucket.skipped = 0;
    return stands;
  }

  #bucket(subject: string, nowMs: number): Bucket {
    const known = this.#subjects.get(subject);
    if (known !== undefined) return known;
    const [oldest] = this.#subjects.keys();
    if (oldest !== undefined && this.#subjects.size >= mostSubjects) this.#subjects.delete(oldest);
    const bucket = { tokens: this.#limits.burst, atMs: nowMs, skipped: 0 };
    this.#subjects.set(subject, bucket);
    return bucket;
  }
}

function fill(bucket: Bucket, nowMs: number, perSecond: number, most: number): void {
  bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * perSecond);
  bucket.atMs = nowMs;
}
