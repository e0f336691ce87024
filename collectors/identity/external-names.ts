/** What the programs of this host call addresses elsewhere. */
export interface ExternalNames {
  /** Remembers the name for as long as it is valid; a newer one takes its place. */
  learn(address: Uint8Array, name: string, validMs: number): void;
  nameOf(address: Uint8Array): string | undefined;
}

const mostNames = 4096;

/** When there are too many, those that were learnt longest ago go first. */
export function externalNames(nowMs: () => number = () => performance.now(), most = mostNames): ExternalNames {
  const names = new Map<string, { readonly name: string; readonly untilMs: number }>();
  const keyOf = (address: Uint8Array) => Buffer.from(address).toString('latin1');
  return {
    learn(address, name, validMs) {
      const key = keyOf(address);
      names.delete(key);
      const oldest = names.keys().next();
      if (names.size >= most && !oldest.done) names.delete(oldest.value);
      names.set(key, { name, untilMs: nowMs() + validMs });
    },
    nameOf(address) {
      const key = keyOf(address);
      const known = names.get(key);
      if (known === undefined || known.untilMs > nowMs()) return known?.name;
      names.delete(key);
      return undefined;
    },
  };
}
