import { type Static, Type } from 'typebox';
import { Moment } from './reply.ts';
import { nullable } from './schema.ts';

/** One process as it is now. Requests are counted for its workload, not for each process. */
export const Process = Type.Object({
  pid: Type.Integer({ minimum: 1, description: 'as the node counts, also of one in a container' }),
  name: Type.String({ description: 'what the kernel calls it' }),
  command: Type.String({ description: 'its command line, its secrets hidden; empty where it has none' }),
  startedAt: Moment,
  cpuSeconds: Type.Number({ description: 'user and system time since its start' }),
  cpuCores: nullable(Type.Number({ description: 'of the last seconds; null until it was looked at twice' })),
  residentBytes: Type.Integer({ description: 'what it holds in memory, what it shares with others among it' }),
  connections: nullable(Type.Integer({ description: 'open TCP connections that it owns, of the last sweep; null where the socket tables are not there' })),
});
export type Process = Static<typeof Process>;

/** Of one identity on one node; those beyond it are only counted. */
export const mostProcesses = 200;

/** What `GET /processes?identity=…` of an agent answers. */
export const AgentProcesses = Type.Object({
  processes: Type.Array(Process, { maxItems: mostProcesses, description: 'by pid; where there are more, those that used the most CPU' }),
  more: Type.Integer({ minimum: 0, description: 'how many there are beyond these' }),
});
export type AgentProcesses = Static<typeof AgentProcesses>;

export const WorkloadProcesses = Type.Object({
  at: Moment,
  processes: Type.Array(Type.Object({ node: Type.String(), ...Process.properties })),
  more: Type.Integer({ minimum: 0, description: 'how many there are beyond these' }),
  unknown: Type.Array(Type.Object({ node: Type.String(), reason: Type.String() }), { description: 'the nodes that it runs on and that told nothing' }),
});
export type WorkloadProcesses = Static<typeof WorkloadProcesses>;
