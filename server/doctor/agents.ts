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

async function report(url: string, token: string): Promise<AgentReport> {
  const response = await fetch(new URL('doctor', url.endsWith('/') ? url : `${url}/`), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const text = await boundedText(response, maxBytes);
  if (text === undefined) throw new Error(`its answer is longer than ${maxBytes} bytes`);
  const answer: unknown = JSON.parse(text);
  if (isReport.Check(answer)) return answer;
  const [error] = isReport.Errors(answer);
  throw new Error(`its answer is not a report: ${error?.instancePath ?? ''} ${error?.message ?? ''}`);
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The token is the one with which they send records. */
export async function askAgents(agents: readonly Agent[], token: string): Promise<AgentAnswer[]> {
  return await Promise.all(
    agents.map(async ({ node, url }): Promise<AgentAnswer> => {
      try {
        return { node, report: await report(url, token) };
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
