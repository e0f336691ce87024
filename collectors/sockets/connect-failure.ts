import type { connectFailureReasons } from '#contract/metrics.ts';
import { connectFailure } from '../../bpf/gen/sockets.ts';

type Reason = (typeof connectFailureReasons)[number];

const reasons = new Map<number, Reason>([
  [connectFailure.FAILURE_REFUSED, 'refused'],
  [connectFailure.FAILURE_TIMEOUT, 'timeout'],
  [connectFailure.FAILURE_UNREACHABLE, 'unreachable'],
  [connectFailure.FAILURE_RESET, 'reset'],
  [connectFailure.FAILURE_ABORTED, 'aborted'],
  [connectFailure.FAILURE_OTHER, 'other'],
]);

/** The exported name of the kernel side's reason. */
export function failureReasonOf(failure: number): Reason {
  return reasons.get(failure) ?? 'other';
}
