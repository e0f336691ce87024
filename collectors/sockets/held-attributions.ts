import type { EdgeKey } from '../../bpf/gen/sockets.ts';
import type { Attribution } from './attribution.ts';

/** The attribution of keys, which stays while something is counted there: a name that is learnt meanwhile is for the edges to come. */
export interface HeldAttributions {
  of(key: EdgeKey): Attribution;
  /** Each hold is followed by one release. */
  hold(key: EdgeKey): HeldAttribution;
  release(held: HeldAttribution): void;
}

export interface HeldAttribution {
  readonly attribution: Attribution;
  readonly text: string;
  holders: number;
}

export function heldAttributions(attributionOf: (key: EdgeKey) => Attribution): HeldAttributions {
  const held = new Map<string, HeldAttribution>();
  return {
    of: (key) => held.get(textOf(key))?.attribution ?? attributionOf(key),
    hold(key) {
      const text = textOf(key);
      const entry = held.get(text) ?? { attribution: attributionOf(key), text, holders: 0 };
      entry.holders++;
      held.set(text, entry);
      return entry;
    },
    release(entry) {
      if (--entry.holders === 0) held.delete(entry.text);
    },
  };
}

function textOf({ netns, local, peer, peerAddress, serverPort, role, protocol }: EdgeKey): string {
  return [netns, local, peer, serverPort, role, protocol, Buffer.from(peerAddress).toString('latin1')].join(' ');
}
