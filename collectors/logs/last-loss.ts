import type { LogLossReason } from '#contract/log-losses.ts';
import type { LogCounts, LogLoss } from './counts.ts';

/** Why lines were lost last: who misses them by their numbers asks for it. */
export interface LastLoss {
  readonly lostBy: () => LogLossReason | undefined;
  readonly onLost: (reason: LogLossReason & LogLoss, lines: number) => void;
}

export function lastLoss(counts: Pick<LogCounts, 'lost'>): LastLoss {
  let last: LogLossReason | undefined;
  const onLost: LastLoss['onLost'] = (reason, lines) => {
    last = reason;
    counts.lost(reason, lines);
  };
  return { lostBy: () => last, onLost };
}
