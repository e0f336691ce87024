import type { Record } from '#contract/record.ts';

export const startMs = Date.UTC(2026, 0, 1);

/** A record of this many seconds after the start. */
export function recordAt(seconds: number, about = 'process:curl', message = 'connect to process:db failed: refused'): Record {
  return {
    id: `record-${seconds}-${about}`,
    kind: 'event',
    time: new Date(startMs + seconds * 1000).toISOString(),
    node: 'host',
    type: 'tcp.connect_failed',
    severity: 'warning',
    identity: about,
    object: 'process:db port 5432',
    reason: 'refused',
    message,
    attributes: { 'error.type': 'refused', 'server.port': 5432 },
    fingerprint: `of-${seconds}-${about}`,
    count: 1,
  };
}

/** From one second to another after the start. */
export const window = (from: number, to: number, limit = 100) => ({ fromMs: startMs + from * 1000, toMs: startMs + to * 1000, limit });
