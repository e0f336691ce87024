/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel leaves a run out where the same program is under way on that CPU. What a connection's beginning should have
 * told is made up for here, by a later event.
 */
#pragma once

#include "connected.h"

/* Its SYN was left out, and connect() has told who it is; what it had as a socket of before is over. */
static __always_inline void make_up_for_syn(struct socket_state *state)
{
	if (!(state->flags & SOCKET_CONNECT_PENDING))
		return;
	state->local_port = 0;
	state->role = ROLE_CLIENT;
	state->flags = SOCKET_OWNER_USED_IT;
	state->uncounted = UNCOUNTED_OUTCOME;
	state->handshake = (struct handshake_key){};
	state->flushed_sent_bytes = 0;
	state->flushed_received_bytes = 0;
	state->flushed_sent_segments = 0;
	state->flushed_received_segments = 0;
	state->flushed_retransmits = 0;
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

/* What it has is the clone of its listener's: its accept was left out. */
static __always_inline bool is_unknown_accept(const struct socket_state *state,
					      const struct sock *sk)
{
	return state->role == ROLE_LISTENER && sk->__sk_common.skc_dport;
}

static __always_inline void make_up_for_accept(struct socket_state *state, struct sock *sk)
{
	struct tcp_sock *tcp;

	if (!is_unknown_accept(state, sk))
		return;
	tcp = bpf_skc_to_tcp_sock(sk);
	/* the sweep holds no lock: who uses or closes the socket on another CPU may make up for it, too */
	if (!tcp || __sync_val_compare_and_swap(&state->uncounted, 0, UNCOUNTED_CLAIMED))
		return;
	if (is_unknown_accept(state, sk))
		note_accepted(state, sk, tcp);
	else
		__sync_val_compare_and_swap(&state->uncounted, UNCOUNTED_CLAIMED, 0);
}

static __always_inline void make_up_for_establishment(struct socket_state *state, struct sock *sk)
{
	make_up_for_accept(state, sk);
	make_up_for_syn_ack(state, sk);
}
