// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a TCP socket's own counters do not tell: resets with their reasons, and SYN-ACKs sent again. */
#include "peers.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>

static __always_inline bool read_packet_tuple(const struct sk_buff *skb, struct socket_state *state,
					      struct tcphdr *tcp)
{
	unsigned char *head = BPF_CORE_READ(skb, head);
	void *network = head + BPF_CORE_READ(skb, network_header);
	struct ipv6hdr v6;
	struct iphdr v4;

	if (bpf_probe_read_kernel(tcp, sizeof(*tcp), head + BPF_CORE_READ(skb, transport_header)) ||
	    bpf_probe_read_kernel(&v4, sizeof(v4), network))
		return false;
	if (v4.version == 4) {
		state->local_address = address_of_v4(v4.daddr);
		state->remote_address = address_of_v4(v4.saddr);
	} else {
		if (bpf_probe_read_kernel(&v6, sizeof(v6), network))
			return false;
		__builtin_memcpy(&state->local_address, &v6.daddr, sizeof(state->local_address));
		__builtin_memcpy(&state->remote_address, &v6.saddr, sizeof(state->remote_address));
	}
	state->local_port = bpf_ntohs(tcp->dest);
	state->remote_port = bpf_ntohs(tcp->source);
	return true;
}

/*
 * The answer to a packet that no socket took. A SYN was for a server; else the lower port is taken for the server's,
 * because that of the client is drawn from the top.
 */
static __always_inline void reset_without_socket(const struct sk_buff *skb, netns_cookie netns,
						 process_id owner, __u32 reason)
{
	struct socket_state state = { .netns = netns, .owner = owner };
	struct edge_key key;
	struct tcphdr tcp;

	if (!read_packet_tuple(skb, &state, &tcp))
		return;
	state.role = (tcp.syn && !tcp.ack) || state.local_port < state.remote_port ? ROLE_SERVER
										   : ROLE_CLIENT;
	find_peer(&state, PROTOCOL_TCP);
	edge_key_of(&state, PROTOCOL_TCP, &key);
	add_edge_detail(&key, DETAIL_RESET_SENT, reason, 1);
}

/* Whose packet it is that nobody wants: the device that it came in on knows its namespace, the skb alone does not. */
static __always_inline netns_cookie netns_of_packet(const struct sk_buff *skb)
{
	return BPF_CORE_READ(skb, dev, nd_net.net, net_cookie);
}

/* Before Linux 6.10 nobody tells why. */
static __always_inline bool tells_reason(void)
{
	return bpf_core_field_exists(struct trace_event_raw_tcp_send_reset, reason);
}

/* (sk, skb, reason) */
SEC("tp_btf/tcp_send_reset")
int reset_sent(__u64 *ctx)
{
	const struct sock *sk = (void *)ctx[0];
	const struct sk_buff *skb = (void *)ctx[1];
	__u32 reason = tells_reason() ? ctx[2] : 0;
	struct socket_state *state = NULL;
	struct edge_key key;

	count_stat(STAT_EVENTS);
	if (sk)
		state = bpf_sk_storage_get(&sockets, (void *)sk, 0, 0);
	if (state && state->role && state->role != ROLE_LISTENER) {
		find_peer(state, PROTOCOL_TCP);
		edge_key_of(state, PROTOCOL_TCP, &key);
		add_edge_detail(&key, DETAIL_RESET_SENT, reason, 1);
	} else if (skb) {
		reset_without_socket(skb, netns_of_packet(skb), state ? state->owner : 0, reason);
	}
	return 0;
}

static __always_inline __u32 phase_of(const struct sock *sk)
{
	switch (sk->__sk_common.skc_state) {
	case TCP_STATE_SYN_SENT:
	case TCP_STATE_SYN_RECV:
		return PHASE_CONNECTING;
	case TCP_STATE_ESTABLISHED:
		return PHASE_ESTABLISHED;
	default:
		return PHASE_CLOSING;
	}
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(reset_received, struct sock *sk)
{
	struct socket_state *state = bpf_sk_storage_get(&sockets, sk, 0, 0);
	struct edge_key key;

	count_stat(STAT_EVENTS);
	if (!state || !state->role || state->role == ROLE_LISTENER)
		return 0;
	if (state->role == ROLE_SERVER || sk->__sk_common.skc_state != TCP_STATE_SYN_SENT)
		find_peer(state, PROTOCOL_TCP);
	edge_key_of(state, PROTOCOL_TCP, &key);
	add_edge_detail(&key, DETAIL_RESET_RECEIVED, phase_of(sk), 1);
	return 0;
}

/* The connection does not exist yet: only its request knows the client. */
SEC("tp_btf/tcp_retransmit_synack")
int BPF_PROG(synack_retransmitted, const struct sock *sk, const struct request_sock *request)
{
	struct socket_state *listener = bpf_sk_storage_get(&sockets, (void *)sk, 0, 0);
	struct socket_state state = { .role = ROLE_SERVER };
	struct edge_totals *totals;
	struct edge_key key;

	count_stat(STAT_EVENTS);
	if (listener)
		state.owner = listener->owner;
	state.netns = netns_of((void *)sk);
	read_addresses((void *)request, &state.local_address, &state.remote_address);
	state.local_port = BPF_CORE_READ(request, __req_common.skc_num);
	state.remote_port = bpf_ntohs(BPF_CORE_READ(request, __req_common.skc_dport));
	find_peer(&state, PROTOCOL_TCP);
	edge_key_of(&state, PROTOCOL_TCP, &key);
	totals = edge_totals_of(&key);
	if (totals)
		add(&totals->retransmitted_segments, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
