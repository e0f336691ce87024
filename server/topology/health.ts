import type { Health } from '#contract/routes.ts';

/** What connects came to in a window. */
export interface Attempts {
  readonly connects: number;
  readonly failures: ReadonlyMap<string, number>;
}

/** Below it a share says nothing. */
const enoughAttempts = 10;
const criticalShare = 0.05;
const warningShare = 0.01;

export const failed = ({ failures }: Attempts) => [...failures.values()].reduce((sum, count) => sum + count, 0);

/** The most frequent reasons first: `refused`, or `refused and timeout`. */
export function reasonsOf({ failures }: Attempts): string {
  const reasons = [...failures].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return reasons
    .slice(0, 2)
    .map(([reason]) => reason)
    .join(' and ');
}

const whole = (value: number) => Math.round(value);

/** `says` finishes the sentence "5 of 100 connects …". `seen` is whether anything at all was seen. */
export function healthOf(attempts: Attempts, seen: boolean, says: string): Health {
  const failures = failed(attempts);
  const all = failures + attempts.connects;
  if (!seen && all === 0) return { state: 'unknown', reasons: ['nothing was seen in this window'] };
  if (failures === 0) return { state: 'ok', reasons: [] };
  const share = failures / all;
  const sentence = `${whole(failures)} of ${whole(all)} connects ${says}: ${reasonsOf(attempts)}`;
  if (whole(all) < enoughAttempts) return { state: 'unknown', reasons: [`${sentence}; too few to judge`] };
  if (share >= criticalShare) return { state: 'critical', reasons: [sentence] };
  if (share >= warningShare) return { state: 'warning', reasons: [sentence] };
  return { state: 'ok', reasons: [] };
}

const order: readonly Health['state'][] = ['ok', 'unknown', 'warning', 'critical'];

/** The worst of them, with the reasons of all that are as bad. */
export function worst(healths: readonly Health[]): Health {
  const state = order[Math.max(0, ...healths.map((health) => order.indexOf(health.state)))] ?? 'ok';
  return { state, reasons: healths.filter((health) => health.state === state).flatMap(({ reasons }) => reasons) };
}

export function addAttempts(all: readonly Attempts[]): Attempts {
  const failures = new Map<string, number>();
  for (const one of all) for (const [reason, count] of one.failures) failures.set(reason, (failures.get(reason) ?? 0) + count);
  return { connects: all.reduce((sum, { connects }) => sum + connects, 0), failures };
}
