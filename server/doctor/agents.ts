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

interface Question<Answer> {
  readonly page: string;
  /** The one with which it sends records. */
  readonly token: string;
  readonly what: string;
  readonly shape: { Check(answer: unknown): answer is Answer; Errors(answer: unknown): { readonly instancePath: string; readonly message: string }[] };
}

/** What an agent answers, where it is of that shape. */
export async function askAgent<Answer>({ url }: Agent, { page, token, what, shape }: Question<Answer>): Promise<Answer> {
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
  throw new Error(`its answer is not ${what}: ${error?.instancePath ?? ''} ${error?.message ?? ''}`);
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
        return { node, report: await askAgent(agent, { page: 'doctor', token, what: 'a report', shape: isReport }) };
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
