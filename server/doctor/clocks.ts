import { counted } from '#contract/count-text.ts';
import type { Check } from '#contract/doctor.ts';

/** How far the clocks of agents are from the server's, as their batches tell. */
export interface Clocks {
  saw(agent: string, aheadMs: number): void;
  checks(): Check[];
}

/** A batch may be on its way for some seconds. */
const tolerableMs = 60_000;
const forgottenMs = 15 * 60_000;
const mostAgents = 10_000;

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

function spanText(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  const [unit, size] = units.find(([, one]) => seconds >= one) ?? units[2];
  const count = Math.round(seconds / size);
  return counted(count, unit);
}

export function clocks(nowMs: () => number = Date.now): Clocks {
  const seen = new Map<string, { readonly aheadMs: number; readonly atMs: number }>();
  return {
    saw(agent, aheadMs) {
      seen.delete(agent);
      seen.set(agent, { aheadMs, atMs: nowMs() });
      const [oldest] = seen.keys();
      if (seen.size > mostAgents && oldest !== undefined) seen.delete(oldest);
    },
    checks: () =>
      [...seen]
        .filter(([, { aheadMs, atMs }]) => Math.abs(aheadMs) > tolerableMs && nowMs() - atMs < forgottenMs)
        .map(([agent, { aheadMs }]) => ({
          name: `Clock of ${agent}`,
          state: 'warning',
          says: `is ${spanText(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the server’s: its lines and events stand at times that are not those of others`,
          mend: 'Set the clocks of both by NTP. What it sends meanwhile is kept, by the day of the server where its own has not come yet.',
        })),
  };
}
