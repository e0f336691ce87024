import type { AgentReport } from '#contract/doctor.ts';
import { edgeId, type IdentityKind, identityId } from '#contract/identity.ts';
import type { NodeEvent } from '../ship/event-record.ts';
import { EventSampler, eventLimits } from '../ship/event-sampler.ts';
import { failureReasonOf } from '../sockets/connect-failure.ts';
import type { FailedConnect } from '../sockets/failed-connects.ts';

const failures = {
  refused: 'was refused: nobody listens there',
  timeout: 'got no answer in time',
  unreachable: 'found no way there',
  reset: 'was reset',
  aborted: 'was given up by the client',
  other: 'failed',
} as const;

/** One name for more than one address. */
const manyAddresses: ReadonlySet<IdentityKind> = new Set(['internet', 'private']);

/**
 * Failed connects as events, sampled: undefined for those that another one stands for. Their count is a lower bound:
 * of a storm the kernel tells only a part. The counters are exact.
 */
export function failedConnectEvents(): (failure: FailedConnect) => NodeEvent | undefined {
  const sampler = new EventSampler(eventLimits);
  return ({ at, edge, address, reason, afterMs }) => {
    const id = edgeId(edge);
    const why = failureReasonOf(reason);
    const standsFor = sampler.take(`${id} ${why}`, performance.now());
    if (standsFor === 0) return undefined;
    const to = `${edge.server.name} ${manyAddresses.has(edge.server.kind) ? `(${address}) ` : ''}on port ${edge.port}`;
    return {
      at,
      type: 'tcp.connect_failed',
      severity: why === 'aborted' ? 'info' : 'warning',
      identity: edge.client,
      object: `${identityId(edge.server)} port ${edge.port}`,
      reason: why,
      message: `${edge.client.name} could not connect to ${to}: it ${failures[why]}`,
      attributes: {
        'sonde.edge': id,
        'error.type': why,
        'server.identity': identityId(edge.server),
        'server.address': address,
        'server.port': edge.port,
        'sonde.after_ms': afterMs,
      },
      count: standsFor,
    };
  };
}

/** The agent's own start, and each collector that does not run or not as it should. */
export function lifeEvents(collectors: AgentReport['collectors'], version: string): NodeEvent[] {
  const at = new Date();
  const up = collectors.filter((collector) => collector.up).map(({ name }) => name);
  const down = collectors.filter((collector) => !collector.up);
  const lacking = collectors.flatMap(({ name, up: isUp, lacks }) => (isUp && lacks !== undefined ? [{ name, lacks }] : []));
  return [
    { at, type: 'sonde.agent_up', severity: 'info', message: `The agent started: ${up.join(', ')}`, attributes: { 'service.version': version } },
    ...down.map(({ name, reason }) => failureEvent(name, reason)),
    ...lacking.map(({ name, lacks }) => ({
      at,
      type: 'sonde.collector_limited',
      severity: 'warning' as const,
      object: name,
      message: `The collector ${name} ${lacks.says}`,
      attributes: { 'sonde.collector': name },
    })),
  ];
}

/** A collector that has just failed, at the start or later. */
export function failureEvent(name: string, reason: string): NodeEvent {
  return {
    at: new Date(),
    type: 'sonde.collector_failed',
    severity: 'error',
    object: name,
    message: `The collector ${name} does not run: ${reason}`,
    attributes: { 'sonde.collector': name },
  };
}

export function stopEvent(): NodeEvent {
  return { at: new Date(), type: 'sonde.agent_down', severity: 'info', message: 'The agent stops', attributes: {} };
}
