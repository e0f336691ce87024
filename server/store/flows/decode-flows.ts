import { type Flow, type FlowCounts, mostFlowKeys, readFlowKey } from '#contract/flows.ts';
import { type Identity, identityKinds, transports } from '#contract/identity.ts';
import { observedEnds } from '#contract/metrics.ts';
import { parsedJson } from '../../parsed-json.ts';
import { decodeRows } from '../decode-rows.ts';

type Fields = { readonly [key: string]: unknown };

const longestName = 512;
/** What an end has in a minute at most, and what is counted as `other` beside it. */
const mostKeys = 2 * mostFlowKeys;

/** The flows of a body; in words, what is wrong with it. */
export function decodeFlows(body: Uint8Array, count: number): Flow[] | string {
  return decodeRows(body, { what: 'flows', one: 'flow', count }, decodeFlow);
}

function decodeFlow(row: string): Flow | undefined {
  const { time, port, ...flow } = fieldsOf(parsedJson(row)) ?? {};
  const [client, server] = [identityOf(flow.client), identityOf(flow.server)];
  const transport = transports.find((known) => known === flow.transport);
  const seen = seenOf(flow.seen);
  if (client === undefined || server === undefined || transport === undefined || seen === undefined) return undefined;
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return undefined;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535) return undefined;
  return { time, client, server, port, transport, seen };
}

function identityOf(value: unknown): Identity | undefined {
  const { name, namespace, ...of } = fieldsOf(value) ?? {};
  const kind = identityKinds.find((known) => known === of.kind);
  if (kind === undefined || typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  return name.length > longestName || namespace.length > longestName ? undefined : { kind, name, namespace };
}

function seenOf(value: unknown): Flow['seen'] | undefined {
  const given = fieldsOf(value);
  if (given === undefined) return undefined;
  const seen: { -readonly [End in keyof Flow['seen']]: FlowCounts } = {};
  for (const end of observedEnds) {
    if (given[end] === undefined) continue;
    const counts = countsOf(given[end]);
    if (counts === undefined) return undefined;
    seen[end] = counts;
  }
  return seen;
}

function countsOf(value: unknown): FlowCounts | undefined {
  const entries = Object.entries(fieldsOf(value) ?? { none: undefined });
  const isCount = ([key, count]: readonly [string, unknown]) =>
    typeof count === 'number' && Number.isFinite(count) && count >= 0 && readFlowKey(key) !== undefined;
  return entries.length <= mostKeys && entries.every(isCount) ? (Object.fromEntries(entries) as FlowCounts) : undefined;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
