import type { Names, Topology } from '#contract/routes.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import type { MadeMap } from './map-maker.ts';

const known = new WeakMap<MadeMap, Promise<Prepared<Names>>>();

function made({ at, nodes }: Topology): Names {
  return {
    at,
    nodes: nodes.map(({ id, kind, name, namespace, serves, hosts, own }) => ({
      ...{ id, kind, name, hosts, own },
      ...(namespace !== undefined && { namespace }),
      ...(serves !== undefined && { serves }),
    })),
  };
}

/** Made once of each map, however many ask. */
export async function namesOf(map: MadeMap): Promise<Prepared<Names>> {
  const names = known.get(map) ?? prepare(made(map.value));
  known.set(map, names);
  return await names;
}
