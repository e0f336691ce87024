/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A connect that was answered: told as it happens, or made up for where the kernel left that run out. */
#pragma once

#include "peers.h"

static __always_inline void note_connected(struct socket_state *state, struct tcp_sock *tcp,
					   __u64 now, __u32 connect_us)
{
	state->connect_us = connect_us;
	state->since = now;
	if (!is_loopback(&state->remote_address)) {
		read_handshake(state, tcp);
		begin_handshake(state);
	}
}

/* Nothing where it still connects, or has failed: then no SYN-ACK has set rcv_nxt, which the SYN had made 0. */
static __always_inline void make_up_for_syn_ack(struct socket_state *state, struct sock *sk)
{
	__u8 now = sk->__sk_common.skc_state;
	struct tcp_sock *tcp;

	if (state->uncounted != UNCOUNTED_OUTCOME || now == TCP_STATE_SYN_SENT ||
	    now == TCP_STATE_SYN_RECV)
		return;
	tcp = bpf_skc_to_tcp_sock(sk);
	if (!tcp || !tcp->rcv_nxt)
		return;
	if (__sync_val_compare_and_swap(&state->uncounted, UNCOUNTED_OUTCOME,
					UNCOUNTED_ESTABLISHMENT) != UNCOUNTED_OUTCOME)
		return;
	note_connected(state, tcp, bpf_ktime_get_ns(), 0);
}
