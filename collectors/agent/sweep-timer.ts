import type { CollectorStatus } from '../runtime/collector-status.ts';
import { cpuSeconds, timed } from '../runtime/cpu-clock.ts';
import { fullMessage } from '../runtime/full-message.ts';

const sweepMs = 5000;
/** How the reason of a collector begins that is down because of its last sweep. */
export const sweepFailed = 'the last sweep failed';

/** One collector's turn. It may answer the seconds that others took of it. */
export interface NamedSweep {
  readonly name: string;
  readonly sweep: () => ReadonlyMap<string, number> | undefined;
}

export interface SweepTimerOptions {
  /** In the order in which they run. */
  readonly sweeps: readonly NamedSweep[];
  /** Once all have run. */
  readonly onSwept: () => void;
  readonly status: Pick<CollectorStatus, 'setReason' | 'chargeAgent' | 'update'>;
  readonly sample: () => Promise<void>;
  readonly onTrouble: (collector: string, cause: unknown) => void;
  readonly everyMs?: number;
}

/** Sweeps at once and then every 5 s. A sweep that fails takes its collector down, the next good one up again. Returns what ends it. */
export function sweepOnTimer({ sweeps, onSwept, status, sample, onTrouble, everyMs = sweepMs }: SweepTimerOptions): () => void {
  let chargedUntil = cpuSeconds();
  let stopped = false;

  /** Answers the CPU seconds that it took, with those of others. */
  const run = ({ name, sweep }: NamedSweep): number => {
    let ownSeconds = 0;
    let otherSeconds = 0;
    try {
      const ofOthers = timed(sweep, (seconds) => {
        ownSeconds = seconds;
      });
      for (const [other, seconds] of ofOthers ?? []) {
        status.chargeAgent(other, seconds);
        otherSeconds += seconds;
      }
      status.setReason(name, '');
    } catch (cause) {
      status.setReason(name, `${sweepFailed}: ${fullMessage(cause)}`);
      onTrouble(name, cause);
    }
    status.chargeAgent(name, Math.max(0, ownSeconds - otherSeconds));
    return ownSeconds;
  };

  const turn = () => {
    const sweptSeconds = sweeps.reduce((sum, one) => sum + run(one), 0);
    onSwept();
    status.update();
    const now = cpuSeconds();
    status.chargeAgent('agent', now - chargedUntil - sweptSeconds);
    chargedUntil = now;
    // One that is under way at the stop finds the programs gone.
    sample().catch((cause: unknown) => {
      if (!stopped) onTrouble('agent', cause);
    });
  };
  turn();
  const timer = setInterval(turn, everyMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
