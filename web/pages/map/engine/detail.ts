import type { Topology } from '#contract/routes.ts';
import { endsOf, ratedSeconds } from '../model/ground.ts';
import { lineOfEdges } from '../model/lines.ts';
import { pairId, type Thing } from '../model/thing.ts';
import { groupDetail } from '../scene/group-detail.ts';
import { flowOfThing, type Scene } from '../scene/scene.ts';
import type { Detail } from './protocol.ts';

/** What the side panel says of a selected thing, whatever the filters hide. */
export function detailOf(topology: Topology, scene: Scene, thing: Thing | undefined): Detail | undefined {
  switch (thing?.kind) {
    case 'node':
      return nodeDetail(topology, thing.id);
    case 'pair':
      return pairDetail(topology, thing.id);
    case 'group':
      return groupDetail(topology, thing.id);
    case 'flow':
      return flowDetail(scene, thing);
    default:
      return undefined;
  }
}

function nodeDetail(topology: Topology, id: string): Detail | undefined {
  const node = topology.nodes.find((one) => one.id === id);
  if (node === undefined) return undefined;
  const touching = endsOf({ ...topology, edges: topology.edges.filter(({ client, server }) => client === id || server === id) });
  const of = { node, inbound: touching.filter(({ edge }) => edge.server === id), outbound: touching.filter(({ edge }) => edge.client === id) };
  return { kind: 'node', of };
}

function pairDetail(topology: Topology, id: string): Detail | undefined {
  const ends = endsOf({ ...topology, edges: topology.edges.filter((edge) => pairId(edge) === id) });
  const [first] = ends;
  if (first === undefined) return undefined;
  const { client, server } = first;
  const all = lineOfEdges(
    ends.map(({ edge }) => edge),
    ratedSeconds(topology),
  );
  return { kind: 'pair', line: { thing: { kind: 'pair', id }, client, server, ...all } };
}

/** So many rows of a flow are shown: the table has the rest. */
const mostRows = 100;

function flowDetail(scene: Scene, thing: Thing): Detail | undefined {
  const flow = flowOfThing(scene, thing);
  if (flow === undefined) return undefined;
  const ends = flow.lines.flatMap(({ of: { edges, client, server } }) => edges.map((edge) => ({ edge, client, server })));
  const rank = ({ edge }: (typeof ends)[number]) => edge.l4.failuresPerSecond + edge.l7.errorsPerSecond;
  const worst = ends.sort((a, b) => rank(b) - rank(a) || b.edge.l7.requestsPerSecond - a.edge.l7.requestsPerSecond);
  return {
    kind: 'flow',
    client: flow.client.name,
    server: flow.server.name,
    line: flow.line,
    ends: worst.slice(0, mostRows),
  };
}
