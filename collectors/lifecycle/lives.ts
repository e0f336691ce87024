import type { Identity } from '#contract/identity.ts';

/** Beyond these the oldest are forgotten: what ends then is told all the same, but by its id where its name is gone with it. */
const mostLives = 4096;

interface Life {
  readonly identity: Identity;
  /** The hierarchies of cgroups in which it has processes. */
  readonly populated: Set<number>;
}

export interface Seen {
  readonly path: string;
  readonly hierarchy: number;
  readonly isPopulated: boolean;
}

/**
 * Who started or ended, once, though each hierarchy of cgroups tells of it: it starts with its first process anywhere and has
 * ended when the last is gone everywhere. Undefined where nothing changed, or nobody is meant.
 */
export function lives(placedIn: (path: string) => Identity | undefined): (seen: Seen) => { identity: Identity; starts: boolean } | undefined {
  const known = new Map<string, Life>();
  const remember = (key: string, identity: Identity): Life => {
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= mostLives) known.delete(oldest);
    const life = { identity, populated: new Set<number>() };
    known.set(key, life);
    return life;
  };
  /** What a container runs as a service of its own may be called as one of this host is. */
  const isInside = (path: string) => path.endsWith('.service') && placedIn(path)?.kind === 'container';
  return ({ path, hierarchy, isPopulated }) => {
    const key = path.slice(path.lastIndexOf('/') + 1);
    const before = known.get(key);
    const identity = isInside(path) ? undefined : (before?.identity ?? placedIn(path));
    if (identity === undefined) return undefined;
    const { populated } = before ?? remember(key, identity);
    // Of what ran before anybody looked, the first end is the one to tell.
    const ran = before === undefined ? !isPopulated : populated.size > 0;
    if (isPopulated) populated.add(hierarchy);
    else populated.delete(hierarchy);
    const runs = populated.size > 0;
    return ran === runs ? undefined : { identity, starts: runs };
  };
}
