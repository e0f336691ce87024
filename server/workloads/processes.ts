import { Compile } from 'typebox/compile';
import { AgentProcesses, type WorkloadProcesses } from '#contract/processes.ts';
import { withoutEmptyNamespace } from '#contract/workload-id.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import { shared } from '../answers/shared.ts';
import { type Agent, askAgent, failureOf } from '../doctor/agents.ts';
import { isPast } from '../doctor/findings.ts';
import { ProblemError } from '../problem.ts';
import type { Maps } from '../topology/maps.ts';
import { iso, type Range } from '../topology/window.ts';

/** As often as agents look anew. */
const keptMs = 2000;
const workloadsKept = 128;
/** Of a workload that runs on every node of a cluster, some are asked, and the others named. */
const mostAsked = 50;
const mostTold = 1000;

const shape = Compile(AgentProcesses);

export interface WorkloadProcessesOptions {
  readonly maps: Maps;
  readonly agents: readonly Agent[];
  readonly token: string;
}

/** The processes of a workload as they are now, by its id; rejects where the range ended before. */
export type WorkloadProcessesNow = (id: string, range: Range) => Promise<Prepared<WorkloadProcesses>>;

type Told = { readonly node: string } & ({ readonly answer: AgentProcesses } | { readonly reason: string });

/** Its agents are asked, once for all who ask: processes are in no metric and no record. */
export function workloadProcesses({ maps, agents, token }: WorkloadProcessesOptions): WorkloadProcessesNow {
  const kept = shared<Prepared<WorkloadProcesses>>(workloadsKept);
  const agentOf = new Map(agents.map((agent) => [agent.node, agent]));

  const ask = async (node: string, id: string): Promise<Told> => {
    const agent = agentOf.get(node);
    if (agent === undefined) return { node, reason: 'it has no agent that this server may ask' };
    try {
      return { node, answer: await askAgent(agent, { page: `processes?${new URLSearchParams({ identity: id })}`, token, what: 'a list of processes', shape }) };
    } catch (error) {
      return { node, reason: failureOf(error) };
    }
  };
  const make = async (id: string): Promise<Prepared<WorkloadProcesses>> => {
    const hosts = hostsOf(id, (await maps.of({})).value.nodes);
    const told = await Promise.all(hosts.slice(0, mostAsked).map((node) => ask(node, id)));
    const left = hosts.slice(mostAsked).map((node) => ({ node, reason: `only ${mostAsked} nodes are asked at once` }));
    return await prepare(together([...told, ...left]));
  };
  return async (id, range) => {
    const { toMs } = maps.windowOf(range);
    if (isPast(toMs)) throw new ProblemError(404, `processes are known only as they are now, not as they were at ${iso(toMs)}`);
    const known = withoutEmptyNamespace(id);
    return await kept.get(known, keptMs, () => make(known));
  };
}

function hostsOf(id: string, nodes: readonly { readonly id: string; readonly hosts: readonly string[] }[]): readonly string[] {
  const node = nodes.find((one) => one.id === id);
  if (node === undefined) throw new ProblemError(404, `no workload ${id} in the last minutes`);
  if (node.hosts.length === 0) throw new ProblemError(404, `${id} runs on no node that Sonde watches: its processes are not known`);
  return node.hosts;
}

/** What all nodes told, as one answer; where none told anything, there is none. */
export function together(told: readonly Told[], now = Date.now()): WorkloadProcesses {
  const answers = told.flatMap((one) => ('answer' in one ? [one] : []));
  const unknown = told.flatMap((one) => ('reason' in one ? [one] : []));
  const [first] = unknown;
  if (answers.length === 0 && first !== undefined) throw new ProblemError(503, `the agent of ${first.node} does not tell its processes: ${first.reason}`);
  const all = answers.flatMap(({ node, answer }) => answer.processes.map((process) => ({ node, ...process })));
  const processes = all.length <= mostTold ? all : all.toSorted((a, b) => b.cpuSeconds - a.cpuSeconds).slice(0, mostTold);
  const more = answers.reduce((sum, { answer }) => sum + answer.more, 0) + all.length - processes.length;
  return { at: iso(now), processes, more, unknown };
}
