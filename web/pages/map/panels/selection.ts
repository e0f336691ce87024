import type { TopologyEdge } from '#contract/routes.ts';
import { go, usePlace } from '../../../ui/location.ts';
import { type Thing, thingKinds } from '../model/thing.ts';

const key = 'sel';

function readThing(text: string | null): Thing | undefined {
  const split = text?.indexOf(':') ?? -1;
  if (text === null || split < 0) return undefined;
  const kind = thingKinds.find((one) => one === text.slice(0, split));
  const id = text.slice(split + 1);
  return kind !== undefined && id !== '' ? { kind, id } : undefined;
}

export const selects = (thing: Thing | undefined): { set: Readonly<Record<string, string | undefined>> } => ({
  set: { [key]: thing === undefined ? undefined : `${thing.kind}:${thing.id}` },
});

export const toEdge = ({ edge: { id } }: { readonly edge: Pick<TopologyEdge, 'id'> }) => selects({ kind: 'edge', id });

/** What is selected, which is also what the panel shows. */
export function useSelection(): [Thing | undefined, (thing: Thing | undefined) => void] {
  const { query } = usePlace();
  return [readThing(query.get(key)), (thing) => go(selects(thing))];
}
