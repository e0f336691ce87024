import type { dropReasons } from '#contract/drop-metrics.ts';
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

/** What is wrong with a packet of TCP, whether it is dropped or answered with a reset. */
const packetWords = {
  tcp_rfc7323_paws: 'timestamp too old',
  tcp_too_old_ack: 'acknowledged the long past',
  tcp_ack_unsent_data: 'acknowledged what was never sent',
  tcp_flags: 'flags that do not fit',
} as const;

const resetWords: Readonly<Record<string, string>> = {
  ...packetWords,
  no_socket: 'no such socket',
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

const dropWords: Readonly<Record<string, string>> = {
  ...packetWords,
  not_specified: 'the kernel gives no reason',
  no_socket: 'no socket takes it',
  socket_filter: 'filter of the socket',
  socket_rcvbuff: 'receive buffer full',
  socket_backlog: 'backlog of the socket full',
  proto_mem: 'out of memory for sockets',
  pkt_too_small: 'shorter than its headers say',
  pkt_too_big: 'too big for the way',
  ip_csum: 'IP checksum wrong',
  tcp_csum: 'TCP checksum wrong',
  udp_csum: 'UDP checksum wrong',
  skb_csum: 'checksum wrong',
  netfilter_drop: 'firewall rule',
  bpf_cgroup_egress: 'BPF program of the cgroup',
  security_hook: 'security module',
  xfrm_policy: 'IPsec policy',
  xdp: 'XDP program',
  tc_ingress: 'traffic control, on arrival',
  tc_egress: 'traffic control, on departure',
  qdisc_drop: 'send queue dropped it',
  qdisc_overlimit: 'send queue full',
  qdisc_congested: 'send queue congested',
  cpu_backlog: 'CPU cannot keep up',
  full_ring: 'ring of the device full',
  dev_ready: 'device not ready',
  nomem: 'out of memory',
  pfmemalloc: 'memory kept for emergencies',
  recursion_limit: 'devices nested too deep',
  ip_inhdr: 'IP header wrong',
  ip_rpfilter: 'came another way than answers go',
  ip_noproto: 'protocol not known here',
  ip_inaddrerrors: 'not for this host',
  ip_innoroutes: 'no route, on arrival',
  ip_outnoroutes: 'no route, on departure',
  ipv6disabled: 'IPv6 switched off',
  frag_reasm_timeout: 'fragments missing',
  neigh_createfail: 'neighbour table full',
  neigh_failed: 'neighbour does not answer',
  neigh_queuefull: 'too many wait for the neighbour',
  neigh_dead: 'neighbour gone',
  tcp_listen_overflow: 'accept queue full',
  tcp_zerowindow: 'receiver takes no more',
  tcp_overwindow: 'beyond what the receiver takes',
  tcp_abort_on_data: 'data after the socket was closed',
  tcp_rfc7323_tw_paws: 'timestamp too old, just after a close',
  tcp_invalid_sequence: 'sequence number out of place',
  tcp_invalid_ack_sequence: 'acknowledgement out of place',
  tcp_invalid_syn: 'SYN out of place',
  tcp_ofo_drop: 'out of order, no room to keep it',
  tcp_ofo_queue_prune: 'out of order, pruned for memory',
  other: 'another reason',
} satisfies Record<(typeof dropReasons)[number], string>;

export function failureReason(reason: string): Reason {
  return failureWords[reason] ?? { plain: reason, kernel: '' };
}

/** The wire carries no reason, so a received reset is told by the state it met. */
export function resetReason(reason: string): Reason {
  const fromKernel = reason.startsWith('tcp_') || reason === 'no_socket';
  return { plain: resetWords[reason] ?? reason, kernel: fromKernel ? reason.toUpperCase() : '' };
}

/** One that a newer agent knows is told by its name alone. */
export function dropReason(reason: string): Reason {
  return { plain: dropWords[reason] ?? '', kernel: reason === 'other' ? '' : reason.toUpperCase() };
}
