import type { connectFailureReasons, resetReasons } from '#contract/metrics.ts';

/** A reason for people, and by the name that the kernel has for it. */
interface Reason {
  readonly plain: string;
  readonly kernel: string;
}

const failureWords: Readonly<Record<string, Reason>> = {
  refused: { plain: 'refused', kernel: 'ECONNREFUSED' },
  timeout: { plain: 'no answer in time', kernel: 'ETIMEDOUT' },
  unreachable: { plain: 'no route', kernel: 'EHOSTUNREACH' },
  reset: { plain: 'reset while connecting', kernel: 'ECONNRESET' },
  aborted: { plain: 'the client gave up', kernel: 'ECONNABORTED' },
  other: { plain: 'another reason', kernel: '' },
} satisfies Record<(typeof connectFailureReasons)[number], Reason>;

const resetWords: Readonly<Record<string, string>> = {
  no_socket: 'no such socket',
  tcp_rfc7323_paws: 'timestamp too old',
  tcp_too_old_ack: 'acknowledged the long past',
  tcp_ack_unsent_data: 'acknowledged what was never sent',
  tcp_flags: 'flags that do not fit',
  tcp_old_ack: 'old acknowledgement',
  tcp_abort_on_close: 'closed with data unread',
  tcp_abort_on_linger: 'closed at once (linger 0)',
  tcp_abort_on_memory: 'out of TCP memory',
  tcp_disconnect_with_data: 'disconnected with data unsent',
  tcp_keepalive_timeout: 'keep-alive unanswered',
  tcp_state: 'packet in the wrong state',
  while_connecting: 'while connecting',
  while_established: 'while established',
  while_closing: 'while closing',
  other: 'another reason',
} satisfies Record<(typeof resetReasons)[number], string>;

export function failureReason(reason: string): Reason {
  return failureWords[reason] ?? { plain: reason, kernel: '' };
}

/** The wire carries no reason, so a received reset is told by the state it met. */
export function resetReason(reason: string): Reason {
  const fromKernel = reason.startsWith('tcp_') || reason === 'no_socket';
  return { plain: resetWords[reason] ?? reason, kernel: fromKernel ? reason.toUpperCase() : '' };
}
