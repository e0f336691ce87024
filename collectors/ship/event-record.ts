import { createHash } from 'node:crypto';
import { type Identity, identityId } from '#contract/identity.ts';
import type { Record as EventRecord } from '#contract/record.ts';

const longest = { type: 64, identity: 256, object: 256, reason: 128, message: 4096, name: 128, value: 4096 };
const mostAttributes = 64;

/** Something that happened on this node. Attribute names follow OpenTelemetry's semantic conventions. */
export interface NodeEvent {
  readonly at: Date;
  readonly type: EventRecord['type'];
  readonly severity: EventRecord['severity'];
  /** Whom it is about; absent where it is about nobody. */
  readonly identity?: Identity;
  /** What it happened to or with, and why. */
  readonly object?: string;
  readonly reason?: string;
  readonly message: string;
  readonly attributes: EventRecord['attributes'];
  /** How many it stands for at least, itself among them. */
  readonly count?: number;
  /** What tells it from others of its type, identity, object and reason, where each is told by itself. */
  readonly apart?: string;
}

/** What does not fit in a record is cut. The same event has the same id, so that a record sent twice is stored once. */
export function eventRecord(node: string, event: NodeEvent): EventRecord {
  const { at, type, severity, identity, object = '', reason = '', message, attributes, count = 1, apart = '' } = event;
  const content = {
    kind: 'event',
    time: at.toISOString(),
    node,
    type: cut(type, longest.type),
    severity,
    identity: identity === undefined ? '' : cut(identityId(identity), longest.identity),
    object: cut(object, longest.object),
    reason: cut(reason, longest.reason),
    message: cut(message, longest.message),
    attributes: cutAttributes(attributes),
    count: Math.max(1, Math.round(count)),
  } as const;
  const fingerprint = hashOf([node, content.type, severity, content.identity, content.object, content.reason, apart]);
  return { id: idOf(content), fingerprint, ...content };
}

function idOf({ node, type, time, identity, message, attributes }: Omit<EventRecord, 'id' | 'fingerprint'>): string {
  const sorted = Object.entries(attributes).sort(([one], [two]) => (one < two ? -1 : 1));
  return hashOf([node, type, time, identity, message, sorted]);
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');
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
