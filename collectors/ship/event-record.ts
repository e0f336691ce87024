import { createHash } from 'node:crypto';
import { type Identity, identityId } from '#contract/identity.ts';
import type { Record as EventRecord } from '#contract/record.ts';

const longest = { type: 64, identity: 256, message: 4096, name: 128, value: 4096 };
const mostAttributes = 64;

/** Something that happened on this node. Attribute names follow OpenTelemetry's semantic conventions. */
export interface NodeEvent {
  readonly at: Date;
  readonly type: EventRecord['type'];
  readonly severity: EventRecord['severity'];
  /** Whom it is about; absent where it is about nobody. */
  readonly identity?: Identity;
  readonly message: string;
  readonly attributes: EventRecord['attributes'];
}

/** What does not fit in a record is cut. The same event has the same id, so that a record sent twice is stored once. */
export function eventRecord(node: string, { at, type, severity, identity, message, attributes }: NodeEvent): EventRecord {
  const content = {
    kind: 'event',
    at: at.toISOString(),
    node,
    type: cut(type, longest.type),
    severity,
    identity: identity === undefined ? '' : cut(identityId(identity), longest.identity),
    message: cut(message, longest.message),
    attributes: cutAttributes(attributes),
  } as const;
  return { id: idOf(content), ...content };
}

function idOf({ node, type, at, identity, message, attributes }: Omit<EventRecord, 'id'>): string {
  const sorted = Object.entries(attributes).sort(([one], [two]) => (one < two ? -1 : 1));
  const text = JSON.stringify([node, type, at, identity, message, sorted]);
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}

function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}

function cutAttributes(attributes: EventRecord['attributes']): EventRecord['attributes'] {
  const known = Object.entries(attributes).filter(([, value]) => typeof value !== 'number' || Number.isFinite(value));
  return Object.fromEntries(
    known.slice(0, mostAttributes).map(([name, value]) => [cut(name, longest.name), typeof value === 'string' ? cut(value, longest.value) : value]),
  );
}
