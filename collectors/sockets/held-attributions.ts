import type { EdgeKey } from '../../bpf/gen/sockets.ts';
import type { Attribution } from './attribution.ts';

/** The attribution of keys, which stays while something is counted there: a name that is learnt meanwhile is for the edges to come. */
export interface HeldAttributions {
  of(key: EdgeKey): Attribution;
  /** Each hold is followed by one release. */
  hold(key: EdgeKey): Attribution;
  release(key: EdgeKey): void;
}

export function heldAttributions(attributionOf: (key: EdgeKey) => Attribution): HeldAttributions {
  const held = new Map<string, { readonly attribution: Attribution; holders: number }>();
  return {
    of: (key) => held.get(textOf(key))?.attribution ?? attributionOf(key),
    hold(key) {
      const text = textOf(key);
      const entry = held.get(text) ?? { attribution: attributionOf(key), holders: 0 };
      entry.holders++;
      held.set(text, entry);
      return entry.attribution;
    },
    release(key) {
      const text = textOf(key);
      const entry = held.get(text);
      if (entry !== undefined && --entry.holders === 0) held.delete(text);
    },
  };
}

function textOf({ netns, local, peer, peerAddress, serverPort, role, protocol }: EdgeKey): string {
  return [netns, local, peer, serverPort, role, protocol, Buffer.from(peerAddress).toString('latin1')].join(' ');
}
