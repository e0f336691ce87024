import { metric } from './metric.ts';

/** Beside `sonde_dropped_packets_total`, which metrics.ts has: drops without an edge, harmless ones, and those that no reason tells of. */

/** The kernel's `enum skb_drop_reason` in lower case: what an operator can act on. */
export const dropReasons = [
  'not_specified',
  'no_socket',
  'socket_filter',
  'socket_rcvbuff',
  'socket_backlog',
  'proto_mem',
  'pkt_too_small',
  'pkt_too_big',
  'ip_csum',
  'tcp_csum',
  'udp_csum',
  'skb_csum',
  'netfilter_drop',
  'bpf_cgroup_egress',
  'security_hook',
  'xfrm_policy',
  'xdp',
  'tc_ingress',
  'tc_egress',
  'qdisc_drop',
  'qdisc_overlimit',
  'qdisc_congested',
  'cpu_backlog',
  'full_ring',
  'dev_ready',
  'nomem',
  'pfmemalloc',
  'recursion_limit',
  'ip_inhdr',
  'ip_rpfilter',
  'ip_noproto',
  'ip_inaddrerrors',
  'ip_innoroutes',
  'ip_outnoroutes',
  'ipv6disabled',
  'frag_reasm_timeout',
  'neigh_createfail',
  'neigh_failed',
  'neigh_queuefull',
  'neigh_dead',
  'tcp_listen_overflow',
  'tcp_flags',
  'tcp_zerowindow',
  'tcp_overwindow',
  'tcp_abort_on_data',
  'tcp_rfc7323_paws',
  'tcp_rfc7323_tw_paws',
  'tcp_invalid_sequence',
  'tcp_invalid_ack_sequence',
  'tcp_invalid_syn',
  'tcp_too_old_ack',
  'tcp_ack_unsent_data',
  'tcp_ofo_drop',
  'tcp_ofo_queue_prune',
  'other',
] as const;

/** The kernel side's `enum benign_drop` in lower case. */
export const benignDropReasons = [
  'not_specified',
  'queue_purge',
  'socket_close',
  'tcp_close',
  'tcp_reset',
  'tcp_old_data',
  'tcp_old_ack',
  'tcp_old_sequence',
  'tcp_ofomerge',
  'tcp_rfc7323_paws_ack',
  'dup_frag',
  'otherhost',
  'unhandled_proto',
  'ipv6_ndisc_ns_otherhost',
  'packet_sock_error',
] as const;

export const interfaceDroppedPackets = metric(
  'counter',
  'sonde_interface_dropped_packets_total',
  'Packets that the kernel dropped and that belong to no known process, by the network device that they were on: of the host’s network namespace, or of others. ' +
    'With sonde_dropped_packets_total it is all that was dropped; what the table of edges had no room for is here too.',
  ['device', 'netns', 'reason'],
  { values: { netns: ['host', 'other'], reason: dropReasons } },
);
export const benignDroppedPackets = metric(
  'counter',
  'sonde_benign_dropped_packets_total',
  'Packets that the kernel dropped without a loss, and that no other metric counts: used up (not_specified, of TCP), left unread when a socket closed, ' +
    'come a second time, meant for another host or protocol, or a copy for a sniffer.',
  ['reason'],
  { values: { reason: benignDropReasons } },
);
export const tcpListenDrops = metric(
  'counter',
  'sonde_tcp_listen_drops_total',
  'Connection requests that a listening socket turned away, mostly because its accept queue was full: the program accepts too slowly. ' +
    'The kernel drops a SYN then without a word, so it is not in sonde_dropped_packets_total.',
  ['server', 'server_kind', 'server_namespace', 'server_port'],
);
