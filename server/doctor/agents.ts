import { Compile } from 'typebox/compile';
import { AgentReport, type RejectedSample } from '#contract/doctor.ts';
import type { HostNode } from '#contract/nodes.ts';
import { boundedText } from '../bounded-body.ts';
import { rejectedReasons } from './rejected.ts';

export interface Agent {
  readonly node: string;
  readonly url: string;
}

/** What an agent says of itself, or why it says nothing. */
export type AgentAnswer = { node: string; report: AgentReport } | { node: string; failure: string };

const isReport = Compile(AgentReport);
const timeoutMs = 3000;
const maxBytes = 4 << 20;

/** What an agent answers, where it is of that shape. The token is the one with which it sends records. */
export async function askAgent<Answer>(
  { url }: Agent,
  { page, token, shape }: { page: string; token: string; shape: { Check(answer: unknown): answer is Answer; Errors(answer: unknown): AgentFault[] } },
): Promise<Answer> {
  const response = await fetch(new URL(page, url.endsWith('/') ? url : `${url}/`), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const text = await boundedText(response, maxBytes);
  if (text === undefined) throw new Error(`its answer is longer than ${maxBytes} bytes`);
  const answer: unknown = JSON.parse(text);
  if (shape.Check(answer)) return answer;
  const [error] = shape.Errors(answer);
  throw new Error(`its answer is not what was asked for: ${error?.instancePath ?? ''} ${error?.message ?? ''}`);
}

interface AgentFault {
  readonly instancePath: string;
  readonly message: string;
}

/** Why an agent told nothing. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

export async function askAgents(agents: readonly Agent[], token: string): Promise<AgentAnswer[]> {
  return await Promise.all(
    agents.map(async (agent): Promise<AgentAnswer> => {
      const { node } = agent;
      try {
        return { node, report: await askAgent(agent, { page: 'doctor', token, shape: isReport }) };
      } catch (error) {
        return { node, failure: failureOf(error) };
      }
    }),
  );
}

export function hostOf(answer: AgentAnswer, cluster: string, rejectedSamples: RejectedSample[] | null): HostNode {
  if ('failure' in answer) {
    return {
      node: answer.node,
      cluster,
      health: { state: 'critical', reasons: [`the agent does not answer: ${answer.failure}`] },
      agentUp: false,
      report: null,
      rejectedSamples,
    };
  }
  const down = answer.report.collectors.filter(({ up }) => !up).map(({ name, reason }) => `the ${name} collector is not up: ${reason}`);
  const reasons = [...down, ...rejectedReasons(rejectedSamples)];
  return {
    node: answer.node,
    cluster: answer.report.cluster,
    health: { state: reasons.length === 0 ? 'ok' : 'warning', reasons },
    agentUp: true,
    report: answer.report,
    rejectedSamples,
  };
}
