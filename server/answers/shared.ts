/** Answers by key: who asks for what is being made waits for it, who asks for what was made gets it, for a while. */
export interface Shared<Reply> {
  get(key: string, keepMs: number, make: () => Promise<Reply>): Promise<Reply>;
  clear(): void;
}

interface Entry<Reply> {
  readonly reply: Promise<Reply>;
  untilMs: number;
}

/** Keeps at most so many, the latest used ones. A failure is kept for nobody. */
export function shared<Reply>(capacity: number): Shared<Reply> {
  const entries = new Map<string, Entry<Reply>>();
  return {
    get: (key, keepMs, make) => {
      const known = entries.get(key);
      entries.delete(key);
      if (known !== undefined && known.untilMs > performance.now()) {
        entries.set(key, known);
        return known.reply;
      }
      const entry: Entry<Reply> = { reply: make(), untilMs: Number.POSITIVE_INFINITY };
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
      entry.reply.then(
        () => {
          entry.untilMs = performance.now() + keepMs;
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
