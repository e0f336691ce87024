import { type Static, Type } from 'typebox';
import { AgentReport, RejectedSample } from './doctor.ts';
import { Filesystem, History, NodeUse, ResourceUse } from './history.ts';
import { Record } from './record.ts';
import { Health, identityFields, windowFields } from './reply.ts';
import { nullable } from './schema.ts';

export const HostNode = Type.Object({
  node: Type.String(),
  cluster: Type.String(),
  health: Health,
  agentUp: Type.Boolean(),
  report: nullable(AgentReport),
  rejectedSamples: nullable(
    Type.Array(RejectedSample, { maxItems: 20, description: 'most frequent first; null where it is not known, because Prometheus does not answer' }),
  ),
});
export type HostNode = Static<typeof HostNode>;

export const ObservedNode = Type.Object({ ...HostNode.properties, use: NodeUse });
export type ObservedNode = Static<typeof ObservedNode>;

const NodeUser = Type.Object({ ...identityFields, use: ResourceUse });
export type NodeUser = Static<typeof NodeUser>;

export const NodeDetail = Type.Object({
  ...windowFields,
  node: ObservedNode,
  past: Type.Boolean({
    description: 'the window ended a while ago: the health is that of then, as far as it was kept; what the agent reports of itself is of now',
  }),
  history: History,
  filesystems: Type.Array(Filesystem),
  users: Type.Array(NodeUser, { description: 'who used its CPU and memory, the busiest first' }),
  events: Type.Array(Record),
});
export type NodeDetail = Static<typeof NodeDetail>;
