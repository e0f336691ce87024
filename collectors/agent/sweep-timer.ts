import type { CollectorStatus } from '../runtime/collector-status.ts';
import { cpuSeconds, timed } from '../runtime/cpu-clock.ts';
import { fullMessage } from '../runtime/full-message.ts';

const sweepMs = 5000;
/** How the reason of a collector begins that is down because of its last sweep. */
export const sweepFailed = 'the last sweep failed';

export interface SweepTimerOptions {
  /** Answers the seconds that each collector took of it. Absent where the socket tables are not there. */
  readonly sweep: (() => ReadonlyMap<string, number>) | undefined;
  readonly status: Pick<CollectorStatus, 'setReason' | 'chargeAgent' | 'update'>;
  readonly sample: () => Promise<void>;
  readonly onTrouble: (collector: string, cause: unknown) => void;
  readonly everyMs?: number;
}

/** Sweeps at once and then every 5 s. A sweep that fails takes the collector `sockets` down, the next good one up again. Returns what ends it. */
export function sweepOnTimer({ sweep, status, sample, onTrouble, everyMs = sweepMs }: SweepTimerOptions): () => void {
  let chargedUntil = cpuSeconds();
  const turn = () => {
    let sweepSeconds = 0;
    let collectorSeconds = 0;
    try {
      const ofCollectors = timed(
        () => sweep?.(),
        (seconds) => {
          sweepSeconds = seconds;
        },
      );
      for (const [name, seconds] of ofCollectors ?? []) {
        status.chargeAgent(name, seconds);
        collectorSeconds += seconds;
      }
      status.update();
      if (sweep !== undefined) status.setReason('sockets', '');
    } catch (cause) {
      if (sweep !== undefined) status.setReason('sockets', `${sweepFailed}: ${fullMessage(cause)}`);
      onTrouble('sockets', cause);
    }
    status.chargeAgent('sockets', Math.max(0, sweepSeconds - collectorSeconds));
    const now = cpuSeconds();
    status.chargeAgent('agent', now - chargedUntil - sweepSeconds);
    chargedUntil = now;
    sample().catch((cause: unknown) => onTrouble('agent', cause));
  };
  turn();
  const timer = setInterval(turn, everyMs);
  return () => clearInterval(timer);
}
