/** Answers by key: who asks for what is being made waits for it, who asks for what was made gets it, for a while. */
export interface Shared<Reply> {
  get(key: string, keepMs: number, make: () => Promise<Reply>): Promise<Reply>;
  clear(): void;
}

interface Entry<Reply> {
  readonly reply: Promise<Reply>;
  untilMs: number;
  weight: number;
}

/** Answers that differ in size are kept up to a weight. */
interface Scales<Reply> {
  readonly most: number;
  weigh(reply: Reply): number;
}

/** Keeps at most so many, the latest used ones. A failure is kept for nobody. */
export function shared<Reply>(capacity: number, scales: Scales<Reply> = { most: capacity, weigh: () => 1 }): Shared<Reply> {
  const entries = new Map<string, Entry<Reply>>();
  /** The last stays, however heavy. */
  const lighten = () => {
    let weight = [...entries.values()].reduce((sum, entry) => sum + entry.weight, 0);
    for (const [key, entry] of entries) {
      if (entries.size === 1 || (weight <= scales.most && entries.size <= capacity)) return;
      entries.delete(key);
      weight -= entry.weight;
    }
  };
  return {
    get: (key, keepMs, make) => {
      const known = entries.get(key);
      entries.delete(key);
      if (known !== undefined && known.untilMs > performance.now()) {
        entries.set(key, known);
        return known.reply;
      }
      const entry: Entry<Reply> = { reply: make(), untilMs: Number.POSITIVE_INFINITY, weight: 0 };
      entries.set(key, entry);
      lighten();
      entry.reply.then(
        (reply) => {
          entry.untilMs = performance.now() + keepMs;
          entry.weight = scales.weigh(reply);
          lighten();
        },
        () => {
          if (entries.get(key) === entry) entries.delete(key);
        },
      );
      return entry.reply;
    },
    clear: () => entries.clear(),
  };
}
