import { type Edge, edgeId, identityId } from '#contract/identity.ts';
import { l7EventKind, l7RequestEventBytes, readL7RequestEvent } from '../../bpf/gen/l7.ts';
import type { EdgeKey } from '../../bpf/gen/sockets.ts';
import type { NodeEvent } from '../ship/event-record.ts';
import { EventSampler, eventLimits } from '../ship/event-sampler.ts';
import { dateOf } from '../sockets/kernel-time.ts';
import { nsPerTick } from '../sockets/ticks.ts';
import { namesOf } from './names.ts';
import { targetOf, traceIdOf } from './targets.ts';

/** As the kernel side has it where a time is not known. */
const untimed = 0xffffffff;
const msPerTick = nsPerTick / 1e6;

export interface SamplesOptions {
  readonly edgeOf: (key: EdgeKey) => Edge;
  readonly onEvent: (event: NodeEvent) => void;
}

/** Visits the events of the ring: slow and failed requests become records, a bounded number a second. */
export function requestSamples({ edgeOf, onEvent }: SamplesOptions): (view: DataView, at: number, length: number) => void {
  const sampler = new EventSampler(eventLimits);
  return (view, at, length) => {
    if (view.getUint32(at, true) !== l7EventKind.L7_EVENT_REQUEST) return;
    if (length !== l7RequestEventBytes) throw new Error(`a request has ${l7RequestEventBytes} bytes, not ${length}`);
    const told = readL7RequestEvent(view, at);
    const names = namesOf(told.protocol);
    if (names === undefined) return;
    const edge = edgeOf(told.edge);
    const request: Request = {
      protocol: names.protocol,
      method: names.method(told.method),
      status: names.status(told.status),
      target: targetOf(names.protocol, latin1(told.text, told.textLength)),
      durationMs: told.ticks === untimed ? undefined : told.ticks * msPerTick,
      traceId: traceIdOf(latin1(told.trace, told.traceLength)),
    };
    const standsFor = sampler.take(`${edgeId(edge)} ${request.method} ${request.status}`, performance.now());
    if (standsFor > 0) onEvent(eventOf(edge, request, told.at, standsFor));
  };
}

interface Request {
  readonly protocol: string;
  readonly method: string;
  readonly status: string;
  readonly target: string;
  readonly durationMs: number | undefined;
  readonly traceId: string | undefined;
}

function latin1(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.subarray(0, Math.min(length, bytes.length))).toString('latin1');
}

function eventOf(edge: Edge, { protocol, method, status, target, durationMs, traceId }: Request, atNs: number, standsFor: number): NodeEvent {
  const took = durationMs === undefined ? '' : ` after ${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`;
  const asked = [method, target].filter((word) => word !== '' && word !== 'other').join(' ') || 'a request';
  const isHttp = protocol === 'http';
  return {
    at: dateOf(atNs),
    type: 'l7.request',
    severity: status === 'ok' || /^[1-4]\d\d$/.test(status) ? 'info' : 'warning',
    identity: edge.client,
    object: `${identityId(edge.server)} port ${edge.port}: ${asked}`,
    reason: status,
    message: `${edge.client.name} asked ${edge.server.name}: ${asked} → ${status}${took}`,
    attributes: {
      'sonde.edge': edgeId(edge),
      'network.protocol.name': protocol,
      ...(isHttp ? { 'http.request.method': method, 'url.template': target } : { 'db.operation.name': method, 'db.query.text': target }),
      ...(isHttp && /^\d+$/.test(status) ? { 'http.response.status_code': Number(status) } : { 'error.type': status }),
      'server.identity': identityId(edge.server),
      'server.port': edge.port,
      ...(durationMs === undefined ? {} : { 'sonde.duration_ms': durationMs }),
      ...(traceId === undefined ? {} : { 'trace.id': traceId }),
    },
    count: standsFor,
  };
}
