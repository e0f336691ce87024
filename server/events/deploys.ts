import { createHash } from 'node:crypto';
import type { Deploy } from '#contract/events.ts';
import type { Record } from '#contract/record.ts';
import { iso } from '../topology/window.ts';
import { eventMoment } from './window.ts';

const words = { started: 'is being deployed', succeeded: 'was deployed', failed: 'could not be deployed' } as const;

const hashOf = (parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16).toString('base64url');

/** A deploy as an event. The same told again at the same time is the same record. */
export function deployRecord({ identity, version, time, node = '', outcome = 'succeeded', by, url, message }: Deploy, nowMs: number): Record {
  const at = iso(time === undefined ? nowMs : eventMoment('time', time));
  const name = identity.replace(/^[a-z]+:/, '');
  const fingerprint = hashOf(['deploy', identity, version, outcome, node]);
  return {
    id: hashOf([fingerprint, at]),
    kind: 'event',
    time: at,
    node,
    type: 'deploy',
    severity: outcome === 'failed' ? 'error' : 'info',
    identity: identity.includes(':') ? identity : `process:${identity}`,
    object: version,
    reason: outcome,
    message: message ?? `${name} ${version} ${words[outcome]}${by === undefined ? '' : ` by ${by}`}`,
    attributes: {
      'service.version': version,
      ...(by !== undefined && { 'user.name': by }),
      ...(url !== undefined && { 'url.full': url }),
    },
    fingerprint,
    count: 1,
  };
}
