/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A TCP socket's own counters, which began before anyone followed it. */
#pragma once

#include "sockets.h"

/* bytes_received counts the FIN as a byte; SOCK_DONE says that one came. */
static __always_inline __u64 received_payload(struct sock *sk, struct tcp_sock *tcp)
{
	__u64 received = tcp->bytes_received;
	bool fin = sk->__sk_common.skc_flags >> bpf_core_enum_value(enum sock_flags, SOCK_DONE) & 1;

	return received && fin ? received - 1 : received;
}

static __always_inline void start_counting_from_here(struct socket_state *state, struct sock *sk)
{
	struct tcp_sock *tcp = bpf_skc_to_tcp_sock(sk);

	if (!tcp)
		return;
	state->flushed_sent_bytes = tcp->bytes_sent - tcp->bytes_retrans;
	state->flushed_received_bytes = received_payload(sk, tcp);
	state->flushed_sent_segments = tcp->segs_out;
	state->flushed_received_segments = tcp->segs_in;
	state->flushed_retransmits = tcp->total_retrans;
}
